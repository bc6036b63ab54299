using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Cryptography.Sharing;
using FederatedSecure.Lab.Federation;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Lab.Demo;

/// <summary>What the coordinator could see, and what that took.</summary>
/// <param name="Mode">"plain" or "encrypted".</param>
/// <param name="SmallestSum">The fewest sites over which anything was opened; 1 in plain mode.</param>
/// <param name="SumsOpened">Sums of updates that the coordinator saw; single updates in plain mode.</param>
/// <param name="Threshold">Share holders without whom nothing is opened; 0 in plain mode.</param>
/// <param name="Holders">Share holders of a round; 0 in plain mode.</param>
/// <param name="BytesPerParameter">Bytes of an update for each of the model's parameters, shares not counted.</param>
/// <param name="ShareBytes">Bytes of a site's shares for all holders, whatever the size of the model.</param>
public sealed record DemoProtection(
    string Mode, int SmallestSum, int SumsOpened, int Threshold, int Holders, double BytesPerParameter, long ShareBytes)
{
    /// <summary>The same for people.</summary>
    public ImmutableArray<string> Sentences => Mode == "plain"
        ?
        [
            "Plain mode: the coordinator could read every site's update and figures.",
        ]
        :
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"Encrypted: the coordinator saw {SumsOpened} sums over {SmallestSum} or more sites, each opened by {Threshold} of {Holders} share holders, and no single update or figure."),
            string.Create(
                CultureInfo.InvariantCulture,
                $"An update took {BytesPerParameter:F2} bytes for a parameter ({BytesPerParameter / sizeof(float):F2} of float32), and {RoundSummaries.Bytes(ShareBytes)} of shares whatever the model's size."),
        ];

    /// <summary>What the records say.</summary>
    internal static DemoProtection Of(DemoOptions options, JobProgress progress)
    {
        if (DemoJob.Spec(options).Encryption is not { } encryption)
        {
            int updates = progress.Published.Sum(record => record.Sites.Count(site => site.Outcome == SiteOutcome.Reported));
            return new DemoProtection("plain", 1, updates, 0, 0, sizeof(float), 0);
        }

        var opened = progress.Records.SelectMany(record => record.Buckets).Where(bucket => bucket.Opened).ToArray();
        int holders = Math.Min(options.Sites, SecretSharing.MaximumHolders);
        if (!PackingPlanner.TryPlan(encryption.PackingFor(options.Sites, DemoJob.Spec(options).Model.ParameterCount), out var packing, out string? problem))
        {
            throw new InvalidOperationException($"The demo's own job cannot be encrypted: {problem}");
        }

        return new DemoProtection(
            "encrypted",
            opened.Select(bucket => bucket.Sites.Count).DefaultIfEmpty().Min(),
            opened.Length,
            encryption.ThresholdOf(holders),
            holders,
            packing.BytesPerValue,
            (long)holders * new Cryptography.SecureAggregation.UploadLayout(packing, holders).EnvelopeLength);
    }
}
