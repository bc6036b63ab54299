namespace FederatedSecure.Models;

/// <summary>One thing that is wrong with a model spec.</summary>
/// <param name="Path">Where: a JSON path such as <c>model.layers[3].out</c>. It may name a property that the file leaves
/// to its default; then the enclosing layer is the place.</param>
/// <param name="Problem">What is wrong, as a sentence with the numbers in it.</param>
/// <param name="Remedy">What to do about it, as a sentence.</param>
public sealed record ModelSpecProblem(string Path, string Problem, string Remedy)
{
    /// <summary>Problem and remedy, without the path.</summary>
    public string Message => $"{Problem} {Remedy}";

    public override string ToString() => $"{Path}: {Message}";
}
