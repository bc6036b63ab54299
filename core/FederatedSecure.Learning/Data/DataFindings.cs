using System.Collections.Immutable;
using System.Globalization;

namespace FederatedSecure.Learning.Data;

/// <summary>Collects findings up to a cap, so that a file that is wrong in every line does not fill the memory with messages.</summary>
internal sealed class DataFindings
{
    /// <summary>Errors, and likewise warnings, that are kept.</summary>
    public const int Most = 100;

    private readonly List<DataFinding> _found = [];
    private readonly int[] _counts = new int[Enum.GetValues<DataSeverity>().Length];

    /// <summary>Whether further errors would not be kept: time to stop reading.</summary>
    public bool IsFull => _counts[(int)DataSeverity.Error] >= Most;

    public void Error(string file, long line, string message) => Add(new DataFinding(DataSeverity.Error, file, line, message));

    public void Warn(string file, long line, string message) => Add(new DataFinding(DataSeverity.Warning, file, line, message));

    /// <summary>The first error, or null.</summary>
    public DataFinding? FirstError() => _found.Find(finding => finding.Severity == DataSeverity.Error);

    public ImmutableArray<DataFinding> ToImmutable(string file) => IsFull
        ? [.. _found, new DataFinding(DataSeverity.Error, file, 0, string.Create(CultureInfo.InvariantCulture, $"checking stopped after {Most} errors: mend them and check again"))]
        : [.. _found];

    private void Add(DataFinding finding)
    {
        if (_counts[(int)finding.Severity]++ < Most)
        {
            _found.Add(finding);
        }
    }
}
