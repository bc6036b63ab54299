namespace FederatedSecure.Adversary.Poisoning;

/// <summary>Coordinate-wise mean and spread of the updates that an attacker knows, and a few operations on vectors.</summary>
internal static class Moments
{
    /// <summary>μ.</summary>
    public static double[] Mean(IReadOnlyList<double[]> updates)
    {
        var mean = new double[updates[0].Length];
        foreach (var update in updates)
        {
            for (var j = 0; j < mean.Length; j++)
            {
                mean[j] += update[j];
            }
        }

        foreach (ref var value in mean.AsSpan())
        {
            value /= updates.Count;
        }

        return mean;
    }

    /// <summary>σ, with division by H − ddof. The caller has made sure that there are more updates than ddof.</summary>
    public static double[] StandardDeviation(IReadOnlyList<double[]> updates, double[] mean, int ddof)
    {
        var spread = new double[mean.Length];
        foreach (var update in updates)
        {
            for (var j = 0; j < spread.Length; j++)
            {
                var deviation = update[j] - mean[j];
                spread[j] += deviation * deviation;
            }
        }

        foreach (ref var value in spread.AsSpan())
        {
            value = Math.Sqrt(value / (updates.Count - ddof));
        }

        return spread;
    }

    /// <summary>μ and σ of what the attacker knows.</summary>
    /// <exception cref="ArgumentException">It knows too few updates for a spread.</exception>
    public static (double[] Mean, double[] Spread) MeanAndSpread(PoisonContext context, int ddof)
    {
        var known = context.Require(ddof + 1, "to measure their spread");
        var mean = Mean(known);
        return (mean, StandardDeviation(known, mean, ddof));
    }

    /// <summary>−1, 0 or 1 for each coordinate.</summary>
    public static double[] Sign(double[] x) => [.. x.Select(value => (double)Math.Sign(value))];

    /// <summary>x·y.</summary>
    public static double Dot(double[] x, double[] y)
    {
        var sum = 0.0;
        for (var j = 0; j < x.Length; j++)
        {
            sum += x[j] * y[j];
        }

        return sum;
    }

    /// <summary>‖x − y‖².</summary>
    public static double SquaredDistance(double[] x, double[] y)
    {
        var sum = 0.0;
        for (var j = 0; j < x.Length; j++)
        {
            var difference = x[j] - y[j];
            sum += difference * difference;
        }

        return sum;
    }

    /// <summary>destination = x + factor·y.</summary>
    public static void Combine(double[] x, double factor, double[] y, double[] destination)
    {
        for (var j = 0; j < x.Length; j++)
        {
            destination[j] = x[j] + (factor * y[j]);
        }
    }

    /// <summary>x + factor·y as a new vector.</summary>
    public static double[] Combine(double[] x, double factor, double[] y)
    {
        var result = new double[x.Length];
        Combine(x, factor, y, result);
        return result;
    }
}
