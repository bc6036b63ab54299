using System.Numerics.Tensors;

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

    /// <summary>Applies a formula to mean and standard deviation (n − 1) of every coordinate.</summary>
    private static float[] Shift(float[][] honest, Func<double, double, double> shift)
    {
        var (mean, deviation) = Moments(honest);
        return [.. mean.Zip(deviation, (m, s) => (float)shift(m, s))];
    }

    /// <summary>Against the standard deviation, as far as no honest vector is farther from it than two honest ones from each other.</summary>
    private static float[] MinMax(float[][] honest)
    {
        var (mean, deviation) = Moments(honest);
        float[] Sent(double gamma) => [.. mean.Zip(deviation, (m, s) => (float)(m - (gamma * s)))];
        var limit = honest.Max(x => honest.Max(y => TensorPrimitives.Distance<float>(x, y)));
        var (gamma, step, best) = (10.0, 10.0, 0.0);
        while (step > 1e-4)
        {
            var sent = Sent(gamma);
            var isWithin = honest.Max(x => TensorPrimitives.Distance<float>(x, sent)) <= limit;
            best = isWithin ? gamma : best;
            step /= 2;
            gamma += isWithin ? step : -step;
        }

        return Sent(best);
    }

    private static (double[] Mean, double[] Deviation) Moments(float[][] vectors)
    {
        var (mean, deviation) = (new double[vectors[0].Length], new double[vectors[0].Length]);
        for (var i = 0; i < mean.Length; i++)
        {
            foreach (var vector in vectors)
            {
                mean[i] += vector[i] / (double)vectors.Length;
            }

            foreach (var vector in vectors)
            {
                deviation[i] += (vector[i] - mean[i]) * (vector[i] - mean[i]);
            }

            deviation[i] = Math.Sqrt(deviation[i] / (vectors.Length - 1));
        }

        return (mean, deviation);
    }
}
