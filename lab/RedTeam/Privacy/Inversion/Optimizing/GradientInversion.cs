using System.Collections.Immutable;
using System.Numerics.Tensors;
using FederatedSecure.Lab.RedTeam.Optimization;
using FederatedSecure.Lab.Simulation.Workers;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion.Optimizing;

/// <summary>
/// Searches records that would have given an observed gradient. The attacker knows the model, its weights and how many records there were.
/// </summary>
/// <remarks>
/// What comes out has no order. A small distance is no proof of a good picture: under noise the search fits the noise. Updates of several local
/// steps are treated as one step of their mean gradient, which they are only nearly.
/// </remarks>
internal sealed record GradientInversion
{
    /// <summary>Its name in reports.</summary>
    public required string Name { get; init; }

    /// <summary>How gradients are compared.</summary>
    public required GradientDistance Distance { get; init; }

    /// <summary>Steps of one search.</summary>
    public required int Iterations { get; init; }

    /// <summary>Whether labels are searched for with the records, instead of being read off the last layer.</summary>
    public bool SearchesLabels { get; init; }

    /// <summary>λ: weight of the total variation.</summary>
    public double TotalVariation { get; init; }

    /// <summary>μ: weight of the squared values.</summary>
    public double Energy { get; init; }

    /// <summary>The first-order search; null for L-BFGS.</summary>
    public AdamDescent? Adam { get; init; }

    /// <summary>Searches side by side that hold on to their mean.</summary>
    public int Group { get; init; } = 1;

    /// <summary>α of <see cref="GroupObjective"/>.</summary>
    public double Consistency { get; init; }

    /// <summary>Searches from other starts; the one that comes closest counts.</summary>
    public int Restarts { get; init; } = 1;

    /// <summary>DLG (Zhu, Liu and Han, NeurIPS 2019): squared distance, L-BFGS, labels searched for too.</summary>
    public static GradientInversion DeepLeakage { get; } =
        new() { Name = "dlg", Distance = GradientDistance.Squared, Iterations = 1200, SearchesLabels = true };

    /// <summary>iDLG (Zhao, Mopuri and Bilen, 2020): the same with the label from the last layer.</summary>
    public static GradientInversion ImprovedDeepLeakage { get; } = DeepLeakage with { Name = "idlg", SearchesLabels = false };

    /// <summary>"Inverting gradients" (Geiping et al., NeurIPS 2020): cosine distance, total variation, signed Adam with step decay.</summary>
    public static GradientInversion Cosine { get; } = new()
    {
        Name = "cosine-tv",
        Distance = GradientDistance.Cosine,
        Iterations = 24_000,
        TotalVariation = 0.2,
        Adam = new AdamDescent { IsSigned = true, Lower = 0, Upper = 1 },
    };

    /// <summary>
    /// GradInversion (Yin et al., CVPR 2021): squared distance, total variation, energy and group consistency. Its prior on the statistics of
    /// batch normalization is absent: these models have none.
    /// </summary>
    public static GradientInversion GradInversion { get; } = new()
    {
        Name = "gradinversion",
        Distance = GradientDistance.Squared,
        Iterations = 20_000,
        TotalVariation = 1e-4,
        Energy = 1e-6,
        Adam = new AdamDescent { Lower = 0, Upper = 1 },
        Group = 3,
        Consistency = 0.01,
    };

    /// <summary>Attacks.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="gradient">Of the mean loss over the records: of an update of T steps with rate η, −update/(η·T).</param>
    /// <param name="records">n.</param>
    /// <param name="seed">The starts follow from it.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    public RebuiltRecords Run(ModelSpec spec, float[] weights, float[] gradient, int records, ulong seed, CancellationToken cancellation) =>
        TorchRuntime.Run(threads: 1, ComputeDevice.Cpu, _ =>
        {
            var labels = SearchesLabels ? null : LabelInference.Infer(spec, gradient, records);
            using var objective = new GradientObjective(spec, weights, gradient, labels, records, Distance, TotalVariation, Energy);
            RebuiltRecords? best = null;
            for (var restart = 0; restart < Restarts; restart++)
            {
                var found = Search(objective, labels, records, Streams.Of(seed, "start", restart), cancellation);
                best = best is null || found.Distance < best.Distance || !double.IsFinite(best.Distance) ? found : best;
            }

            return best!;
        });

    private RebuiltRecords Search(GradientObjective objective, int[]? labels, int records, SeededRandomSource random, CancellationToken cancellation)
    {
        var point = new double[Group * objective.Length];
        for (var i = 0; i < point.Length; i++)
        {
            // Pixels start around grey, label scores around "any".
            point[i] = i % objective.Length < objective.Values ? Math.Clamp(0.5 + (0.25 * random.NextGaussian()), 0, 1) : 0.1 * random.NextGaussian();
        }

        IDifferentiable function = Group == 1 ? objective : new GroupObjective(objective, objective.Length, Consistency);
        var distance = Adam?.Minimize(function, point, Iterations, cancellation) ?? Lbfgs.Minimize(function, point, Iterations, cancellation: cancellation);

        // The member that comes closest.
        var slope = new double[objective.Length];
        var member = Group == 1 ? 0 : Enumerable.Range(0, Group).MinBy(i => objective.Evaluate(point.AsSpan(i * objective.Length, objective.Length), slope));
        var chosen = point.AsSpan(member * objective.Length, objective.Length);
        var size = objective.Values / records;
        var rebuilt = ImmutableArray.CreateBuilder<float[]>(records);
        for (var record = 0; record < records; record++)
        {
            rebuilt.Add(Array.ConvertAll(chosen.Slice(record * size, size).ToArray(), value => (float)Math.Clamp(value, 0, 1)));
        }

        return new RebuiltRecords(rebuilt.MoveToImmutable(), [.. labels ?? LabelsOf(chosen[objective.Values..], records)], distance);
    }

    private static int[] LabelsOf(ReadOnlySpan<double> scores, int records)
    {
        var classes = scores.Length / records;
        var labels = new int[records];
        for (var record = 0; record < records; record++)
        {
            labels[record] = TensorPrimitives.IndexOfMax(scores.Slice(record * classes, classes));
        }

        return labels;
    }
}
