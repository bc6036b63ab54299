using System.Collections.Immutable;

namespace FederatedSecure.Models;

/// <summary>A model spec was refused. The message says every problem, one a line, each with its remedy.</summary>
public sealed class ModelSpecException : Exception
{
    /// <param name="problems">At least one problem.</param>
    public ModelSpecException(ImmutableArray<ModelSpecProblem> problems)
        : base(string.Join('\n', problems))
    {
        ArgumentOutOfRangeException.ThrowIfZero(problems.Length);
        Problems = problems;
    }

    /// <summary>What is wrong, in the order of the file; never empty, and never more than the first 50. Shapes are only followed through the
    /// layers once every layer is right in itself, so a corrected spec can have a further problem.</summary>
    public ImmutableArray<ModelSpecProblem> Problems { get; }

    /// <summary>The JSON path of the first problem, such as <c>model.layers[3].out</c>.</summary>
    public string Path => Problems[0].Path;
}
