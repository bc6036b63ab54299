using BenchmarkDotNet.Attributes;
using FederatedSecure.Numerics;

namespace FederatedSecure.Benchmarks.Kernels;

/// <summary>What a coordinator does to every number of every update, against the plain loop.</summary>
[MemoryDiagnoser]
public class VectorKernelBenchmarks
{
    private float[] _x = [];
    private double[] _sums = [];

    /// <summary>One chunk of 1 MiB.</summary>
    [Params(262_144)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new SeededRandomSource(1);
        _x = new float[Length];
        _sums = new double[Length];
        for (var i = 0; i < Length; i++)
        {
            _x[i] = (float)random.NextGaussian();
        }
    }

    [Benchmark(Baseline = true, Description = "accumulate, plain loop")]
    public void AddScaledLoop()
    {
        for (var i = 0; i < _x.Length; i++)
        {
            _sums[i] += _x[i] * 0.5;
        }
    }

    [Benchmark(Description = "accumulate, kernel")]
    public void AddScaled() => VectorKernels.AddScaled(_sums, _x, 0.5);

    [Benchmark(Description = "all finite, plain loop")]
    public bool AllFiniteLoop()
    {
        foreach (var value in _x)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }

    [Benchmark(Description = "all finite, kernel")]
    public bool AllFinite() => VectorKernels.AllFinite(_x);

    [Benchmark(Description = "squared norm, plain loop")]
    public double SquaredNormLoop()
    {
        var sum = 0.0;
        foreach (var value in _x)
        {
            sum += (double)value * value;
        }

        return sum;
    }

    [Benchmark(Description = "squared norm, kernel")]
    public double SquaredNorm() => VectorKernels.SquaredNorm(_x);
}
