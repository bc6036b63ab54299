namespace FederatedSecure.Lab.RedTeam.Evasion.BlackBox;

/// <summary>Adam with moments and a count of steps for each coordinate (Chen et al. 2017, algorithm 2).</summary>
/// <param name="length">Number of coordinates.</param>
/// <param name="rate">η.</param>
internal sealed class CoordinateAdam(int length, double rate)
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Tiny = 1e-8;
    private readonly double[] _first = new double[length];
    private readonly double[] _second = new double[length];
    private readonly int[] _steps = new int[length];

    /// <summary>What to subtract from a coordinate.</summary>
    public double Step(int coordinate, double slope)
    {
        var t = ++_steps[coordinate];
        var m = _first[coordinate] = (Beta1 * _first[coordinate]) + ((1 - Beta1) * slope);
        var v = _second[coordinate] = (Beta2 * _second[coordinate]) + ((1 - Beta2) * slope * slope);
        return rate * (m / (1 - Math.Pow(Beta1, t))) / (Math.Sqrt(v / (1 - Math.Pow(Beta2, t))) + Tiny);
    }
}
