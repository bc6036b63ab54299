namespace FederatedSecure.Rounds.Jobs;

/// <summary>Something wrong with a job file.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1, in bytes.</param>
/// <param name="Path">The place as a JSON path, such as <c>model.layers[3].out</c>; empty for the whole file.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record JobSpecProblem(int Line, int Column, string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Path.Length == 0 ? $"{Line}:{Column}: {Message}" : $"{Line}:{Column}: {Path}: {Message}";
}
