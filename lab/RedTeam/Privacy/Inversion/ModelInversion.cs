using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Training;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion;

/// <summary>
/// MI-FACE (Fredrikson, Jha and Ristenpart, CCS 2015, algorithm 1): goes down on 1 − p_c(x) from a given input, x ← clip(x − λ·∇), until the
/// model is sure enough or nothing got better for a while. Defaults as in ART.
/// </summary>
/// <remarks>
/// What comes out is what the model takes for the class, not a record of it. Where a class is one person, that is a picture of the person;
/// where it is many, it says no more than the class's mean does.
/// </remarks>
internal sealed record ModelInversion
{
    /// <summary>
    /// The input to start from; null for zeros, as Fredrikson et al. do. Of networks with ReLU, a flat picture may move no neuron, and then
    /// has no gradient at all.
    /// </summary>
    public float[]? Start { get; init; }

    /// <summary>λ.</summary>
    public double Rate { get; init; } = 0.1;

    /// <summary>The most steps.</summary>
    public int Iterations { get; init; } = 10_000;

    /// <summary>It ends where the cost is not below the largest of so many before it.</summary>
    public int Window { get; init; } = 100;

    /// <summary>It ends where p_c is at least this.</summary>
    public double Threshold { get; init; } = 0.99;

    /// <summary>Rebuilds classes, all at once.</summary>
    /// <param name="target">A white box.</param>
    /// <param name="labels">c, one for each picture.</param>
    /// <param name="progress">Told the part that is done.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    /// <returns>The input with the largest p_c that was met, and that p_c, for each.</returns>
    public Rebuilt[] Run(ITarget target, int[] labels, IProgress<double>? progress, CancellationToken cancellation)
    {
        var size = target.InputShape.Aggregate(1, (product, length) => product * length);
        var searches = labels.Select(label => new Search(label, (float[]?)Start?.Clone() ?? new float[size])).ToArray();
        for (var i = 0; i < Iterations && Array.FindAll(searches, search => !search.HasEnded) is { Length: > 0 } active; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (confidences, slopes) = Look(target, active);
            for (var k = 0; k < active.Length; k++)
            {
                Step(active[k], confidences[k], slopes.AsSpan(k * size, size));
            }

            progress?.Report((i + 1.0) / Iterations);
        }

        return [.. searches.Select(search => new Rebuilt(search.Best, search.BestConfidence))];
    }

    private void Step(Search search, double confidence, ReadOnlySpan<float> slope)
    {
        if (confidence > search.BestConfidence)
        {
            (search.Best, search.BestConfidence) = ((float[])search.Current.Clone(), confidence);
        }

        var cost = 1 - confidence;
        search.HasEnded = !double.IsFinite(confidence) || confidence >= Threshold || (search.Costs.Count == Window && cost >= search.Costs.Max());
        if (search.Costs.Count == Window)
        {
            search.Costs.Dequeue();
        }

        search.Costs.Enqueue(cost);
        for (var pixel = 0; pixel < slope.Length && !search.HasEnded; pixel++)
        {
            search.Current[pixel] = (float)Math.Clamp(search.Current[pixel] + (Rate * slope[pixel]), 0, 1);
        }
    }

    /// <summary>p_c of each, and its gradient.</summary>
    private static (float[] Confidences, float[] Slopes) Look(ITarget target, Search[] searches)
    {
        using var scope = NewDisposeScope();
        float[] values = [.. searches.SelectMany(search => search.Current)];
        var inputs = TorchData.Upload(values, [searches.Length, .. target.InputShape.Select(length => (long)length)], CPU).requires_grad_(true);
        var chosen = tensor(Array.ConvertAll(searches, search => (long)search.Label)).unsqueeze(1);
        var confidences = target.Logits(inputs).softmax(1).gather(1, chosen);
        var gradient = autograd.grad([confidences.sum()], [inputs])[0];
        target.CountBackward(searches.Length);
        var (read, slopes) = (new float[searches.Length], new float[values.Length]);
        TorchData.Download(confidences.detach().contiguous().flatten(), read);
        TorchData.Download(gradient.detach().contiguous().flatten(), slopes);
        return (read, slopes);
    }

    /// <summary>What came of one class.</summary>
    /// <param name="Input">Values from 0 to 1.</param>
    /// <param name="Confidence">p_c of it; negative infinity if no value was finite.</param>
    internal readonly record struct Rebuilt(float[] Input, double Confidence);

    private sealed class Search(int label, float[] start)
    {
        public int Label => label;

        public float[] Current { get; } = start;

        public float[] Best { get; set; } = start;

        public double BestConfidence { get; set; } = double.NegativeInfinity;

        public Queue<double> Costs { get; } = new();

        public bool HasEnded { get; set; }
    }
}
