using System.Globalization;

namespace FederatedSecure.Lab.Accuracy;

/// <summary>Tells of long work, a line at every quarter: several of them share a terminal.</summary>
/// <param name="name">What is being worked on.</param>
/// <param name="output">Where it tells.</param>
internal sealed class ProgressLine(string name, TextWriter output) : IProgress<double>
{
    private int _quarters;

    public void Report(double value)
    {
        var quarters = (int)(value * 4);
        if (quarters > _quarters && quarters < 4)
        {
            _quarters = quarters;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {quarters * 25} %"));
        }
    }
}
