using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace FederatedSecure.Client.Privacy;

/// <summary>What a data set has spent, for people.</summary>
/// <param name="Name">The data set.</param>
/// <param name="Budget">What it may spend; null if the policy says nothing.</param>
/// <param name="Epsilon">ε spent at the budget's δ.</param>
/// <param name="Jobs">By job, oldest first.</param>
/// <param name="Curve">ε after trainings: all of them, or some evenly chosen.</param>
/// <param name="Warnings">What its owner should know.</param>
internal sealed record DataSetSpending(
    string Name,
    PrivacyBudget? Budget,
    double Epsilon,
    ImmutableArray<JobSpending> Jobs,
    ImmutableArray<SpendingPoint> Curve,
    ImmutableArray<string> Warnings)
{
    /// <summary>δ where the policy names none.</summary>
    private const double UsualDelta = 1e-5;

    private const int MostPoints = 50;

    /// <param name="name">The data set.</param>
    /// <param name="budget">What it may spend.</param>
    /// <param name="entries">Its entries, oldest first.</param>
    public static DataSetSpending Of(string name, PrivacyBudget? budget, ImmutableArray<LedgerEntry> entries)
    {
        var delta = budget?.Delta ?? UsualDelta;
        // A thousand trainings are not added up a thousand times to draw a line.
        var shown = Enumerable.Range(1, Math.Min(entries.Length, MostPoints)).Select(i => (int)((long)i * entries.Length / Math.Min(entries.Length, MostPoints)));
        var curve = shown.Select(count => new SpendingPoint(
            count, entries[count - 1].JobName, LabelOf(entries[count - 1]), SpentPrivacy.Epsilon(entries.Take(count), delta)));
        var records = entries.Where(entry => entry.Event is not null).Select(entry => entry.Records).DefaultIfEmpty(0).Min();
        var warnings = ImmutableArray.CreateBuilder<string>();
        if (records > 0 && delta * records >= 1)
        {
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"Warning: δ = {delta:G2} is not below one in {records:N0} records. Take a smaller one in privacyBudgets."));
        }

        if (entries.Any(entry => entry.IsSeeded))
        {
            warnings.Add("Warning: some trainings drew their noise from a seeded generator, which protects nothing.");
        }

        return new DataSetSpending(
            name,
            budget,
            SpentPrivacy.Epsilon(entries, delta),
            [.. entries.GroupBy(entry => (entry.Job, entry.JobName)).Select(group => JobSpending.Of(group.Key.JobName, [.. group], delta))],
            [.. curve],
            warnings.ToImmutable());
    }

    public void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("dataSet", Name);
        WriteNumber(writer, "spent", Epsilon);
        if (Budget is not null)
        {
            writer.WriteNumber("epsilon", Budget.Epsilon);
            writer.WriteNumber("delta", Budget.Delta);
            WriteNumber(writer, "left", Math.Max(0, Budget.Epsilon - Epsilon));
        }

        writer.WriteStartArray("jobs");
        foreach (var job in Jobs)
        {
            writer.WriteStartObject();
            writer.WriteString("job", job.Name);
            writer.WriteNumber("trainings", job.Trainings);
            writer.WriteNumber("steps", job.Steps);
            WriteNumber(writer, "epsilon", job.Epsilon);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("curve");
        foreach (var point in Curve)
        {
            writer.WriteStartObject();
            writer.WriteString("after", point.Label);
            WriteNumber(writer, "epsilon", point.Epsilon);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string LabelOf(LedgerEntry entry) => entry.Declared is not null
        ? "declared"
        : string.Create(CultureInfo.InvariantCulture, $"{entry.JobName} round {entry.Round}{(entry.Attempt > 1 ? $" ({entry.Attempt})" : "")}");

    private static void WriteNumber(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
        }
    }
}
