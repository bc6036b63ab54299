using FederatedSecure.Lab.Simulation.Workers;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.RedTeam.Privacy.Property;

/// <summary>
/// Guesses a property of the whole training set (Ateniese et al., 2015; Ganju et al., CCS 2018): shadow models are trained on sets with and
/// without it, and a classifier learns to tell them apart; then it is asked about models that it never saw, trained on other records.
/// </summary>
/// <remarks>
/// What the classifier looks at are the logarithms of the probabilities that a model gives to a fixed set of queries. They do not change when
/// neurons change places, so that nothing needs sorting, and a black box is enough.
/// </remarks>
/// <param name="spec">The model that shadows and victims are.</param>
/// <param name="queries">What every model is asked about.</param>
/// <param name="size">Records of a training set.</param>
/// <param name="options">How models are trained; the seed is replaced.</param>
internal sealed class PropertyInference(ModelSpec spec, DataSet queries, int size, TrainingOptions options)
{
    private const double Least = 1e-6;

    /// <summary>What came of it.</summary>
    /// <param name="Correct">Victims guessed rightly.</param>
    /// <param name="Victims">Victims that were asked about.</param>
    internal readonly record struct Outcome(int Correct, int Victims);

    /// <summary>Attacks; null where the records do not suffice for the shares that are asked about.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="shadowData">What the attacker trains shadow models on.</param>
    /// <param name="victimData">What the victims are trained on; other records.</param>
    /// <param name="shadows">Shadow models, half of them with the property.</param>
    /// <param name="victims">Victims, half of them with the property.</param>
    /// <param name="seed">Everything random follows from it.</param>
    /// <param name="progress">Told the part that is done.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    public Outcome? Run(
        PropertyQuestion question, DataSet shadowData, DataSet victimData, int shadows, int victims, ulong seed, IProgress<double>? progress, CancellationToken cancellation)
    {
        using var bench = new TrainingBench(spec, threads: 1);
        using var asked = new PreparedData(spec, queries);
        var done = 0;
        var (features, answers) = Train("shadow", shadowData, shadows);
        var (victimFeatures, truth) = Train("victim", victimData, victims);
        if (features.Contains(null) || victimFeatures.Contains(null))
        {
            return null;
        }

        var classifier = LogisticClassifier.Fit(features!, answers);
        return new Outcome(victimFeatures.Zip(truth, (row, answer) => classifier.Probability(row!) > 0.5 == answer).Count(isRight => isRight), victims);

        (double[]?[] Features, bool[] Answers) Train(string kind, DataSet data, int count)
        {
            bool[] answer = [.. Enumerable.Range(0, count).Select(i => i % 2 == 0)];
            double[]?[] rows = [.. answer.Select((has, i) =>
            {
                progress?.Report((double)done++ / (shadows + victims));
                return question.Draw(data, has, size, Streams.Of(seed, $"{kind}-set", i)) is { } set
                    ? Look(bench, asked, set, Streams.Seed(seed, kind, i), cancellation)
                    : null;
            })];
            return (rows, answer);
        }
    }

    /// <summary>Trains one model and asks it.</summary>
    private double[] Look(TrainingBench bench, PreparedData asked, DataSet set, ulong seed, CancellationToken cancellation)
    {
        var weights = new float[spec.ParameterCount];
        ModelInitializer.Initialize(spec, ParameterLayout.Of(spec), seed, weights);
        using var prepared = new PreparedData(spec, set);
        var update = bench.Train(weights, prepared, options with { Seed = seed }, cancellation: cancellation).Update;
        var logits = bench.Logits([.. weights.Zip(update, (weight, change) => weight + change)], asked, cancellation);
        var features = new double[logits.Length];
        for (var first = 0; first < logits.Length; first += spec.Classes)
        {
            var largest = (double)logits.AsSpan(first, spec.Classes).ToArray().Max();
            var sum = 0.0;
            for (var c = 0; c < spec.Classes; c++)
            {
                sum += Math.Exp(logits[first + c] - largest);
            }

            for (var c = 0; c < spec.Classes; c++)
            {
                features[first + c] = Math.Max(Math.Log(Least), logits[first + c] - largest - Math.Log(sum));
            }
        }

        return features;
    }
}
