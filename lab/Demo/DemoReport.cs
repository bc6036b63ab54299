using System.Globalization;
using System.Text;

namespace FederatedSecure.Lab.Demo;

/// <summary>The demo's report for people, in Markdown.</summary>
internal static class DemoReport
{
    public static string Of(DemoSummary summary)
    {
        var text = new StringBuilder();
        Line(text, $"# Federated training on MNIST digits");
        Line(text, $"");
        Line(text, $"**{(summary.Passed ? "Passed" : "Failed")}**: {summary.Accuracy:P2} of {summary.TestExamples:N0} test digits that no site saw, after {summary.Rounds} rounds with {summary.Clients} client processes, in {summary.Seconds:F1} seconds ({summary.TrainingSeconds:F1} of them training).");
        Line(text, $"");
        Line(text, $"The model has {summary.Parameters:N0} parameters. The coordinator received {RoundSummaries.Bytes(summary.BytesUp)} of updates and sent {RoundSummaries.Bytes(summary.BytesDown)} of models, over mutual TLS 1.3. SHA-256 of the model file: `{summary.ModelDigest}`.");
        Line(text, $"");
        Line(text, $"## What the coordinator could see");
        Line(text, $"");
        foreach (string sentence in summary.Protection.Sentences.Add(summary.Privacy.Sentence))
        {
            Line(text, $"{sentence}");
            Line(text, $"");
        }

        Release(text, summary);
        Fairness(text, summary);
        Checks(text, summary);
        Rounds(text, summary);
        Sites(text, summary);
        var conditions = summary.Conditions;
        Line(text, $"## Conditions");
        Line(text, $"");
        Line(text, $"FederatedSecure {conditions.Version}, {conditions.Runtime}, {conditions.OperatingSystem}, {conditions.Processors} processors; seed {conditions.Seed}, Dirichlet α = {conditions.Alpha}.");
        Line(text, $"");
        return text.ToString();
    }

    private static void Release(StringBuilder text, DemoSummary summary)
    {
        if (summary.PoisonedCandidate is not { } refused)
        {
            return;
        }

        Line(text, $"## What the evaluator found");
        Line(text, $"");
        Line(text, $"An evaluator with its own digits, key and certificate attacks every candidate; the coordinator judges its signed figures by the gate in the job's file.");
        Line(text, $"");
        Line(text, $"- Before the training, a model with a backdoor was submitted for release: {refused.Candidate} is **{refused.Status}**. {refused.Reason}");
        if (summary.Release is { } released)
        {
            Line(text, $"- After it, the last model: {released.Candidate} is **{released.Status}**. {released.Reason}");
        }

        Line(text, $"");
    }

    private static void Fairness(StringBuilder text, DemoSummary summary)
    {
        if (summary.Fairness is not { } fairness)
        {
            return;
        }

        Line(text, $"## Who gets the good decision");
        Line(text, $"");
        Line(text, $"A logistic regression on the German credit data, on {fairness.Records:N0} records that it was not trained on. Disparate impact with 95 % intervals; 0.8 to 1.25 is what the four-fifths rule allows.");
        Line(text, $"");
        Line(text, $"| who | as trained | on reweighed records |");
        Line(text, $"|---|---|---|");
        foreach (var row in fairness.Rows)
        {
            Line(text, $"| {Cell(row.Comparison)} | {DemoFigure.Describe(row.Without)} | {DemoFigure.Describe(row.With)} |");
        }

        Line(text, $"");
    }

    private static void Checks(StringBuilder text, DemoSummary summary)
    {
        Line(text, $"## What had to hold");
        Line(text, $"");
        Line(text, $"| check | holds | found |");
        Line(text, $"|---|---|---|");
        foreach (var check in summary.Checks)
        {
            Line(text, $"| {check.Name} | {(check.Passed ? "yes" : "**no**")} | {Cell(check.Detail)} |");
        }

        Line(text, $"");
    }

    private static void Rounds(StringBuilder text, DemoSummary summary)
    {
        Line(text, $"## Rounds");
        Line(text, $"");
        Line(text, $"Validation accuracy is the sites' own, each on the tenth of its data that it holds back, added up.");
        Line(text, $"");
        Line(text, $"| round | attempt | outcome | reported | validation accuracy | validation loss | training loss | up | down | seconds | missing |");
        Line(text, $"|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|---|");
        foreach (var round in summary.PerRound)
        {
            string missing = Cell(string.Join("; ", round.Missing));
            Line(text, $"| {round.Round} | {round.Attempt} | {round.Outcome} {Cell(round.Reason)} | {round.Reported}/{round.Cohort} | {round.ValidationAccuracy:P1} | {round.ValidationLoss:F3} | {round.TrainingLoss:F3} | {RoundSummaries.Bytes(round.BytesUp)} | {RoundSummaries.Bytes(round.BytesDown)} | {round.Seconds:F2} | {missing} |");
        }

        Line(text, $"");
        if (summary.Interruption is { } interruption)
        {
            Line(text, $"In round {interruption.Round} the process of {interruption.Site} was killed (SIGKILL) {interruption.Moment} and started again; in that round it is down as \"{interruption.Outcome}\", and round {interruption.ReportedAgainInRound} has its update.");
            Line(text, $"");
        }
    }

    private static void Sites(StringBuilder text, DemoSummary summary)
    {
        Line(text, $"## Who had which digits");
        Line(text, $"");
        Line(text, $"| site | records | {string.Join(" | ", Enumerable.Range(0, 10))} |");
        Line(text, $"|---|---:|{string.Concat(Enumerable.Repeat("---:|", 10))}");
        foreach (var site in summary.Sites)
        {
            Line(text, $"| {site.Site} | {site.Records} | {string.Join(" | ", site.PerDigit)} |");
        }

        Line(text, $"");
    }

    private static string Cell(string value) => value.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
