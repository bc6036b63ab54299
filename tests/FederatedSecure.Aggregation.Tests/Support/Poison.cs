namespace FederatedSecure.Aggregation.Tests.Support;

/// <summary>What all attackers of a round send, from everything that the honest send.</summary>
internal static class Poison
{
    public static float[]? Of(string attack, float[][] honest) => attack switch
    {
        "none" => null,
        "sign-flip" => Shift(honest, (mean, _) => -mean),
        "foe" => Shift(honest, (mean, _) => -10 * mean),
        "ipm-0.1" => Shift(honest, (mean, _) => -0.1 * mean),
        "alie" => Shift(honest, (mean, deviation) => mean - (1.5 * deviation)),
        "min-max" => MinMax(honest),
        _ => throw new ArgumentException(attack),
    };

    private static float[] Shift(float[][] honest, Func<double, double, double> shift) =>
    [
        .. Enumerable.Range(0, honest[0].Length).Select(i =>
        {
            var mean = honest.Average(x => (double)x[i]);
            return (float)shift(mean, Math.Sqrt(honest.Sum(x => (x[i] - mean) * (x[i] - mean)) / (honest.Length - 1)));
        }),
    ];

    /// <summary>Along the standard deviation, as far as no honest vector is farther from it than two honest ones from each other.</summary>
    private static float[] MinMax(float[][] honest)
    {
        var limit = honest.Max(x => honest.Max(y => SquaredDistance(x, y)));
        var (gamma, step, best) = (10.0, 10.0, 0.0);
        while (step > 1e-4)
        {
            var tried = gamma;
            var sent = Shift(honest, (mean, deviation) => mean - (tried * deviation));
            step /= 2;
            if (honest.Max(x => SquaredDistance(x, sent)) <= limit)
            {
                (best, gamma) = (gamma, gamma + step);
            }
            else
            {
                gamma -= step;
            }
        }

        return Shift(honest, (mean, deviation) => mean - (best * deviation));
    }

    internal static float SquaredDistance(float[] x, float[] y)
    {
        var distance = System.Numerics.Tensors.TensorPrimitives.Distance<float>(x, y);
        return distance * distance;
    }
}
