using System.Globalization;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Lab.Demo.Display;

/// <summary>One line per step and per ended attempt, for logs and pipes.</summary>
internal sealed class PlainDisplay(TextWriter output) : IDemoDisplay
{
    private readonly HashSet<(uint Round, uint Attempt)> _shown = [];
    private int _steps;

    public void Show(DemoStatus status)
    {
        foreach (string step in status.Steps.Skip(_steps))
        {
            output.WriteLine(step);
            _steps++;
        }

        // The sites say one by one in the next round how good a round's model is: its line waits until that one has ended, too.
        var records = status.Progress.Records;
        int last = records.ToList().FindLastIndex(record => record.Outcome != RoundOutcome.Open);
        for (var i = 0; i < records.Length; i++)
        {
            bool settled = i < last || records[i].Outcome == RoundOutcome.Abandoned || status.Progress.Ended;
            if (settled && _shown.Add((records[i].Round, records[i].Attempt)))
            {
                output.WriteLine(Line(RoundSummaries.Of(records[i]), status.Progress.Job.Rounds));
            }
        }

        output.Flush();
    }

    private static string Line(RoundSummary round, uint rounds)
    {
        string accuracy = round.ValidationAccuracy is { } value ? string.Create(CultureInfo.InvariantCulture, $", validation accuracy {value:P1}") : "";
        string missing = round.Missing.IsEmpty ? "" : "; " + string.Join("; ", round.Missing);
        string attempt = round.Attempt > 1 ? string.Create(CultureInfo.InvariantCulture, $" (attempt {round.Attempt})") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"round {round.Round}/{rounds}{attempt}: {round.Outcome}, {round.Reported} of {round.Cohort} reported{accuracy}, {RoundSummaries.Bytes(round.BytesUp)} up, {RoundSummaries.Bytes(round.BytesDown)} down, {round.Seconds:F1} s{missing}");
    }
}
