using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using FederatedSecure.Client.Work;
using FederatedSecure.Privacy;

namespace FederatedSecure.Client.Privacy;

/// <summary>What a job tells about this site as a whole, by its noise in shares. Nothing of it counts against budgets, which are about records.</summary>
/// <param name="Name">The job.</param>
/// <param name="Rounds">Rounds in which this site uploaded.</param>
/// <param name="Epsilon">ε of these rounds.</param>
/// <param name="Noise">The noise, and what the whole job promises.</param>
internal sealed record SiteLevelSpending(string Name, int Rounds, double Epsilon, SiteNoiseEntry Noise)
{
    /// <summary>By job, oldest first.</summary>
    public static ImmutableArray<SiteLevelSpending> Of(IEnumerable<JournalEntry> journal) =>
        [.. journal.GroupBy(entry => entry.Job).Select(Of).OfType<SiteLevelSpending>()];

    public void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("job", Name);
        writer.WriteNumber("rounds", Rounds);
        if (double.IsFinite(Epsilon))
        {
            writer.WriteNumber("spent", Epsilon);
        }
        else
        {
            writer.WriteString("spent", Epsilon.ToString(CultureInfo.InvariantCulture));
        }

        writer.WriteNumber("epsilon", Noise.Epsilon);
        writer.WriteNumber("delta", Noise.Delta);
        writer.WriteString("mechanism", MechanismOf(Noise));
        writer.WriteNumber("noiseToClip", Noise.Deviation / Noise.ClipNorm);
        writer.WriteNumber("shares", Noise.BucketSize - Noise.Colluding);
        writer.WriteEndObject();
    }

    /// <summary>As job files call it.</summary>
    public static string MechanismOf(SiteNoiseEntry noise) => noise.Mechanism == DistributedMechanism.Skellam ? "skellam" : "discrete-gaussian";

    private static SiteLevelSpending? Of(IGrouping<string, JournalEntry> job)
    {
        if (job.Select(entry => entry.SiteNoise).OfType<SiteNoiseEntry>().FirstOrDefault() is not { } noise)
        {
            return null;
        }

        var rounds = job.Where(entry => entry.Outcome is "trained" or "committed").Select(entry => (entry.Round, entry.Attempt)).Distinct().Count();
        return new SiteLevelSpending(job.Last().Name, rounds, noise.EpsilonOf(rounds), noise);
    }
}
