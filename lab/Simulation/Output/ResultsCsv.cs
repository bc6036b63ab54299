using System.Globalization;
using System.Text;
using FederatedSecure.Lab.Simulation.Grid;

namespace FederatedSecure.Lab.Simulation.Output;

/// <summary>One row per cell and evaluated round. Holds nothing that depends on the machine.</summary>
internal static class ResultsCsv
{
    private const string Header =
        "rule,attack,split,attackers,worker_momentum,bucket_size,seed,round,accuracy,loss,attack_success,training_loss,deviation,dropped,reports,virtual_seconds,failure";

    public static string Of(IEnumerable<(Cell Cell, CellResult Result)> results)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var (cell, result) in results)
        {
            var settings = cell.Settings;
            foreach (var evaluation in result.Evaluations)
            {
                text.AppendJoin(
                    ',',
                    Quoted(result.Rule), Quoted(result.Attack), Quoted(settings.Split.ToString()), settings.Attackers, Number(settings.WorkerMomentum), settings.BucketSize,
                    result.Seed, evaluation.Round, Number(evaluation.Accuracy), Number(evaluation.Loss), Number(evaluation.AttackSuccess), Number(evaluation.TrainingLoss),
                    Number(evaluation.Deviation), evaluation.Dropped, evaluation.Reports, Number(evaluation.VirtualSeconds), Quoted(result.Failure)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
