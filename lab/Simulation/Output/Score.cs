namespace FederatedSecure.Lab.Simulation.Output;

/// <summary>A figure over seeds.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="Deviation">Standard deviation of a sample; 0 for one seed.</param>
/// <param name="Count">Seeds.</param>
internal readonly record struct Score(double Mean, double Deviation, int Count)
{
    /// <summary>Null for no values.</summary>
    public static Score? Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        if (all.Length == 0)
        {
            return null;
        }

        var mean = all.Average();
        return new Score(mean, all.Length == 1 ? 0 : Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)) / (all.Length - 1)), all.Length);
    }
}
