using System.Globalization;
using FederatedSecure.Lab.Federation;

namespace FederatedSecure.Lab.Demo;

/// <summary>What the training cost the sites' records, by the sites' own statements.</summary>
/// <param name="Epsilon">The largest ε of a site, for one record added or removed; null if the sites trained without differential privacy.</param>
/// <param name="SmallestEpsilon">The smallest.</param>
/// <param name="Delta">δ.</param>
/// <param name="Target">ε that the job file allows.</param>
public sealed record DemoPrivacy(double? Epsilon, double? SmallestEpsilon, double? Delta, double? Target)
{
    /// <summary>The same for people.</summary>
    public string Sentence => Epsilon is null
        ? "No differential privacy: what the model tells about a single record is not bounded."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"Differential privacy: DP-SGD at every site; training cost a record ε = {SmallestEpsilon:F2} to {Epsilon:F2} of the allowed {Target:G4}, at δ = {Delta:G2}.");

    /// <summary>What the records say.</summary>
    internal static DemoPrivacy Of(DemoOptions options, JobProgress progress)
    {
        // A site's statements grow from round to round: the largest is its last word.
        var statements = progress.Records
            .SelectMany(record => record.Sites)
            .Where(site => site.Privacy is not null)
            .GroupBy(site => site.Site, site => site.Privacy)
            .Select(group => group.MaxBy(statement => statement.Epsilon)!)
            .ToList();
        return statements.Count == 0
            ? new DemoPrivacy(null, null, null, options.Epsilon)
            : new DemoPrivacy(statements.Max(s => s.Epsilon), statements.Min(s => s.Epsilon), statements[0].Delta, options.Epsilon);
    }
}
