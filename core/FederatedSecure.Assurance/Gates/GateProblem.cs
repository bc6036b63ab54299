namespace FederatedSecure.Assurance.Gates;

/// <summary>What is wrong with a gate file.</summary>
/// <param name="Line">Where, from 1.</param>
/// <param name="Path">The field, as "rules[2].atLeast"; empty for the file as a whole.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record GateProblem(int Line, string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Path.Length == 0 ? $"line {Line}: {Message}" : $"line {Line}: {Path} {Message}";
}
