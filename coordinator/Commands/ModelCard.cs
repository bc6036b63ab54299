using System.Globalization;
using System.Text;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Coordinator.Commands;

/// <summary>What is known of a published model, as a Markdown page to go along with it.</summary>
internal static class ModelCard
{
    /// <param name="job">The job with its rounds.</param>
    /// <param name="round">The round whose model it is; 0 for the last one.</param>
    /// <param name="bytes">Length of the model's file.</param>
    /// <param name="origin">Where the model comes from and whether it may be used; null where nobody said.</param>
    public static string Of(GetJobResponse job, uint round, long bytes, ModelOrigin? origin = null)
    {
        var published = job.Rounds
            .Where(record => record.Outcome is RoundOutcome.Completed or RoundOutcome.CompletedDegraded && (round == 0 || record.Round <= round))
            .OrderBy(record => record.Round)
            .ToList();
        var last = published[^1];
        var card = new StringBuilder();
        Line(card, $"# {job.Job.Name}, round {last.Round}");
        Line(card, $"");
        Line(card, $"- {ModelStanding.Of(origin)}");
        Line(card, $"- Job: `{job.Job.JobId}`, {published.Count} rounds");
        var submitted = origin is { Round: 0 } ? origin.Candidate : null;
        Line(card, $"- File: safetensors, {bytes:N0} bytes, SHA-256 `{Convert.ToHexStringLower((submitted?.ModelDigest ?? last.ModelDigest).Span)}`");
        if (submitted is not null)
        {
            Line(card, $"- These weights are no round's own: submitted by {submitted.ApprovedBy} ({submitted.Note}). What follows is about the rounds of the job that they come from, by that person's word.");
        }

        Line(card, $"- Sites that took part: {string.Join(", ", published.SelectMany(record => record.Sites).Where(site => site.Outcome == SiteOutcome.Reported).Select(site => site.Site).Distinct().Order(StringComparer.Ordinal))}");
        if (last.Evaluation is { Examples: > 0 } evaluation)
        {
            Line(card, $"- On the sites' own validation records: accuracy {(double)evaluation.Correct / evaluation.Examples:P2}, loss {evaluation.LossSum / evaluation.Examples:F4}, over {evaluation.Examples:N0} records of {last.EvaluatedBy} sites");
        }

        Line(card, $"");
        Line(card, $"## Who could see what");
        Line(card, $"");
        var sums = published.SelectMany(record => record.Buckets).Where(bucket => bucket.Opened).ToList();
        Line(card, sums.Count == 0
            ? (FormattableString)$"The coordinator could read every site's update."
            : $"The coordinator saw {sums.Count} sums over {sums.Min(bucket => bucket.Sites.Count)} or more sites, and no single update.");
        Privacy(card, job, last.Round);
        SiteLevel(card, job, last);
        return card.ToString();
    }

    private static void Privacy(StringBuilder card, GetJobResponse job, uint round)
    {
        // A site's statements grow: the largest up to this round is what its records have paid for this model, attempts that came to nothing included.
        var statements = job.Rounds
            .Where(record => record.Round <= round)
            .SelectMany(record => record.Sites)
            .Where(site => site.Privacy is not null)
            .GroupBy(site => site.Site, site => site.Privacy)
            .Select(group => (Site: group.Key, Statement: group.MaxBy(statement => statement.Epsilon)!))
            .OrderBy(entry => entry.Site, StringComparer.Ordinal)
            .ToList();
        Line(card, $"");
        Line(card, $"## Privacy of records");
        Line(card, $"");
        if (statements.Count == 0)
        {
            Line(card, $"No site has made a statement: what this model tells about a single record is not bounded, or not published.");
            return;
        }

        Line(card, $"By the sites' own statements: DP-SGD, (ε, δ)-differential privacy for one record of the site added or removed, of all models of this job together.");
        Line(card, $"");
        Line(card, $"| site | ε | δ |");
        Line(card, $"|---|---:|---:|");
        foreach (var (site, statement) in statements)
        {
            Line(card, $"| {site} | {statement.Epsilon:F3} | {statement.Delta:G2} |");
        }
    }

    /// <summary>Another promise than that about records, to others, under other assumptions: it gets a place of its own.</summary>
    private static void SiteLevel(StringBuilder card, GetJobResponse job, RoundRecord last)
    {
        Line(card, $"");
        Line(card, $"## Privacy of whole sites");
        Line(card, $"");
        if (last.SiteLevel is not { } privacy)
        {
            Line(card, $"Sites added no noise in shares: what the opened sums and this model tell about a site as a whole is not bounded.");
            return;
        }

        var noise = privacy.Mechanism == NoiseMechanism.Skellam ? "Skellam" : "discrete Gaussian";
        var evaluated = job.Rounds.Any(record => record.Evaluation is { Examples: > 0 });
        Line(card, $"ε = {privacy.Epsilon:F3} at δ = {privacy.Delta:G2}, for a site's whole updates replaced by zero, of all sums that were opened for this job up to this round. Nothing of this adds to or is part of the figures for records above.");
        Line(card, $"");
        Line(card, $"- Noise: {noise}, {privacy.Deviation:G4} clip norms from each site; {privacy.Shares} shares of it are counted on in every sum, {privacy.Colluding} sites of each may collude with the coordinator or leave theirs out.");
        Line(card, $"- Assumed: all other sites of a sum add their noise and keep it to themselves, and nobody opens anything but sums.");
        if (evaluated)
        {
            Line(card, $"- Not covered: the sums of the sites' evaluations, which carry no noise.");
        }
    }

    private static void Line(StringBuilder card, FormattableString text) => card.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
