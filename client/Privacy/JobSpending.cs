using System.Collections.Immutable;
using System.Globalization;

namespace FederatedSecure.Client.Privacy;

/// <summary>What one job has spent of a data set.</summary>
/// <param name="Name">The job's name, or why something was declared.</param>
/// <param name="Trainings">Entries.</param>
/// <param name="Steps">Noisy steps.</param>
/// <param name="NoiseMultipliers">σ, or their range.</param>
/// <param name="SamplingRates">Part of the records in a batch on average, or their range.</param>
/// <param name="Records">Records in the training split, the last time.</param>
/// <param name="Epsilon">ε of this job alone. Those of several jobs do not simply add up: together they cost less.</param>
/// <param name="From">When it began.</param>
internal sealed record JobSpending(
    string Name, int Trainings, long Steps, string NoiseMultipliers, string SamplingRates, long Records, double Epsilon, DateTimeOffset From)
{
    public static JobSpending Of(string name, ImmutableArray<LedgerEntry> entries, double delta)
    {
        var events = entries.Select(entry => entry.Event).Where(one => one is not null).Select(one => one!).ToList();
        return new JobSpending(
            name,
            events.Count,
            events.Sum(one => one.Steps),
            Range(events.Select(one => one.NoiseMultiplier)),
            Range(events.Select(one => one.SamplingRate)),
            entries[^1].Records,
            SpentPrivacy.Epsilon(entries, delta),
            entries[0].At);
    }

    private static string Range(IEnumerable<double> values)
    {
        var list = values.ToList();
        return list.Count == 0 ? "–"
            : list.Min() == list.Max() ? list[0].ToString("F3", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{list.Min():F3}–{list.Max():F3}");
    }
}
