using FederatedSecure.Aggregation.ServerOptimizers;

namespace FederatedSecure.Aggregation.Tests.Support;

/// <summary>Reddi et al. 2021, algorithm 2, and server momentum, written down once more: one element at a time, in double.</summary>
internal sealed class PlainFormulas
{
    private readonly ServerOptimizerOptions _options;
    private readonly float[] _x;
    private readonly float[] _m;
    private readonly float[] _v;

    public PlainFormulas(ServerOptimizerOptions options, float[] start)
    {
        _options = options;
        _x = [.. start];
        _m = new float[start.Length];
        _v = new float[start.Length];
        Array.Fill(_v, (float)(options.Tau * options.Tau));
    }

    public IEnumerable<int> AllBits => Vectors.Bits(_options.Name switch
    {
        "fedavg" => _x,
        "fedavgm" => _x.Concat(_m),
        _ => _x.Concat(_m).Concat(_v),
    });

    public void Step(float[] update)
    {
        for (var i = 0; i < _x.Length; i++)
        {
            double delta = update[i];
            var adaptive = _options.Name is "fedadam" or "fedyogi";
            var m = adaptive
                ? (_options.Beta1 * _m[i]) + ((1 - _options.Beta1) * delta)
                : (_options.Momentum * _m[i]) + delta;
            var v = _options.Name == "fedyogi"
                ? _v[i] - ((1 - _options.Beta2) * (delta * delta) * Math.Sign(_v[i] - (delta * delta)))
                : (_options.Beta2 * _v[i]) + ((1 - _options.Beta2) * (delta * delta));
            var step = _options.Name switch
            {
                "fedavg" => _options.LearningRate * delta,
                "fedavgm" => _options.LearningRate * m,
                _ => _options.LearningRate * m / (Math.Sqrt(v) + _options.Tau),
            };
            (_x[i], _m[i], _v[i]) = ((float)(_x[i] + step), (float)m, (float)v);
        }
    }
}
