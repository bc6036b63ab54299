using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Data;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion;

/// <summary>A random linear model and records in the unit box that it classifies as labelled: closed forms are known for these.</summary>
internal sealed class LinearCase : IDisposable
{
    public LinearCase(int classes, int features, int records, int seed)
    {
        var random = new Random(seed);
        W = [.. Enumerable.Range(0, classes).Select(_ => Enumerable.Range(0, features).Select(_ => (float)((2 * random.NextDouble()) - 1)).ToArray())];
        B = [.. Enumerable.Range(0, classes).Select(_ => (float)(0.2 * random.NextDouble()))];
        X = [.. Enumerable.Range(0, records).Select(_ => Enumerable.Range(0, features).Select(_ => (float)(0.3 + (0.4 * random.NextDouble()))).ToArray())];
        var (spec, weights) = Networks.Linear(W, B);
        Target = new SpecTarget(spec, weights, CPU);
        Labels = Array.ConvertAll(X, x => Decide(Array.ConvertAll(x, value => (double)value)));
        Data = new DataSet([.. X.SelectMany(x => x)], [features], Labels, [.. Enumerable.Range(0, classes).Select(i => $"{i}")], [], System.Collections.Immutable.ImmutableDictionary<string, string[]>.Empty);
    }

    public float[][] W { get; }

    public float[] B { get; }

    public float[][] X { get; }

    public int[] Labels { get; }

    public SpecTarget Target { get; }

    public DataSet Data { get; }

    public static EvasionTerms Terms(Norm norm, double epsilon = double.PositiveInfinity, double lower = 0, double upper = 1, ulong seed = 1) =>
        new(norm, epsilon, seed) { Lower = lower, Upper = upper };

    public double[] Logits(double[] x) => [.. W.Select((row, i) => B[i] + row.Select((w, j) => w * x[j]).Sum())];

    public int Decide(double[] x) => Array.IndexOf(Logits(x), Logits(x).Max());

    /// <summary>Runs an attack on all records and returns what it made of each.</summary>
    public double[][] Perturb(IEvasionAttack attack, EvasionTerms terms, int[]? labels = null)
    {
        using var scope = NewDisposeScope();
        var inputs = tensor(Data.Features, [X.Length, X[0].Length]);
        var classes = tensor(Array.ConvertAll(labels ?? Labels, label => (long)label));
        var values = attack.Perturb(Target, inputs, classes, terms).data<float>().ToArray();
        return [.. values.Select(value => (double)value).Chunk(X[0].Length)];
    }

    /// <summary>Distance of record i to the nearest other class without bounds: min over classes of margin / ‖w_y − w_k‖ in the dual norm.</summary>
    public double Nearest(int i, Norm norm)
    {
        var logits = Logits(Array.ConvertAll(X[i], value => (double)value));
        return Enumerable.Range(0, W.Length).Where(k => k != Labels[i]).Min(k =>
        {
            var w = W[k].Zip(W[Labels[i]], (a, b) => (double)a - b).ToArray();
            var dual = norm switch
            {
                Norm.Linf => w.Sum(Math.Abs),
                Norm.L2 => Math.Sqrt(w.Sum(value => value * value)),
                _ => w.Max(Math.Abs),
            };
            return (logits[Labels[i]] - logits[k]) / dual;
        });
    }

    public double Distance(int i, double[] point, Norm norm)
    {
        var change = point.Select((value, j) => Math.Abs(value - X[i][j])).ToArray();
        return norm switch
        {
            Norm.Linf => change.Max(),
            Norm.L2 => Math.Sqrt(change.Sum(value => value * value)),
            _ => change.Sum(),
        };
    }

    public void Dispose() => Target.Dispose();
}
