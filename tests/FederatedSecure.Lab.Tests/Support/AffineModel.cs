using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Training;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Tests.Support;

/// <summary>A random affine model, for which the nearest adversarial point is a formula: distance to hyperplane j is (z_y − z_j)/‖w_y − w_j‖*.</summary>
internal sealed class AffineModel
{
    private readonly float[][] _w;
    private readonly float[] _b;

    public AffineModel(int features, int classes, ulong seed)
    {
        var random = new SeededRandomSource(seed);
        _w = [.. Enumerable.Range(0, classes).Select(_ => Enumerable.Range(0, features).Select(_ => (float)random.NextGaussian()).ToArray())];
        _b = [.. Enumerable.Range(0, classes).Select(_ => (float)(0.1 * random.NextGaussian()))];
    }

    public AffineModel(float[][] w, float[] b) => (_w, _b) = (w, b);

    public float[][] W => _w;

    public int Features => _w[0].Length;

    public SpecTarget Open()
    {
        var (spec, weights) = Networks.Linear(_w, _b);
        return TorchRuntime.Run(threads: 1, ComputeDevice.Cpu, device => new SpecTarget(spec, weights, device));
    }

    public double[] Logits(ReadOnlySpan<float> x)
    {
        var logits = new double[_w.Length];
        for (var j = 0; j < logits.Length; j++)
        {
            logits[j] = _b[j];
            for (var i = 0; i < x.Length; i++)
            {
                logits[j] += (double)_w[j][i] * x[i];
            }
        }

        return logits;
    }

    public int Class(ReadOnlySpan<float> x)
    {
        var logits = Logits(x);
        return Array.IndexOf(logits, logits.Max());
    }

    /// <summary>The distance to the nearest other class where no box is in the way; the dual norm of L2 is L2, of L∞ L1, of L1 L∞.</summary>
    public double NearestDistance(ReadOnlySpan<float> x, Norm norm)
    {
        var logits = Logits(x);
        var y = Class(x);
        return Enumerable.Range(0, logits.Length).Where(j => j != y).Min(j =>
        {
            var difference = _w[y].Zip(_w[j], (a, b) => (double)a - b);
            var dual = norm switch
            {
                Norm.L2 => Math.Sqrt(difference.Sum(value => value * value)),
                Norm.Linf => difference.Sum(Math.Abs),
                _ => difference.Max(Math.Abs),
            };
            return (logits[y] - logits[j]) / dual;
        });
    }

    /// <summary>Records uniform in [lower, upper), decided for <see cref="Class"/>.</summary>
    public RecordBatch Records(int count, ulong seed, double lower, double upper)
    {
        var random = new SeededRandomSource(seed);
        var values = Enumerable.Range(0, count * Features).Select(_ => (float)(lower + ((upper - lower) * random.NextDouble()))).ToArray();
        var labels = Enumerable.Range(0, count).Select(i => Class(values.AsSpan(i * Features, Features))).ToArray();
        return new RecordBatch(values, labels, Features);
    }
}
