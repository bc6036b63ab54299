namespace FederatedSecure.Learning.Data;

/// <summary>Something that is wrong with a data set.</summary>
/// <param name="Severity">How bad.</param>
/// <param name="File">Which file.</param>
/// <param name="Line">Line from 1; 0 where there are no lines.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record DataFinding(DataSeverity Severity, string File, long Line, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? $"{File}: {Message}" : $"{File}({Line}): {Message}";
}
