namespace FederatedSecure.Adversary.Poisoning;

/// <summary>The direction ∇p against which the attacks of Shejwalkar and Houmansadr (NDSS 2021, section IV-B) move the mean.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Ddof">The standard deviation divides by H less this: 0 or 1 (their code).</param>
public sealed record Perturbation(PerturbationKind Kind = PerturbationKind.Unit, int Ddof = 1)
{
    public int Ddof { get; } = Check.Ddof(Ddof);

    /// <summary>μ of the updates that the attacker knows, and the direction.</summary>
    /// <returns>A direction of zeros where μ or the spread is zero: the attack then sends μ.</returns>
    internal (double[] Mean, double[] Direction) Of(PoisonContext context)
    {
        if (Kind == PerturbationKind.Std)
        {
            return Moments.MeanAndSpread(context, Ddof);
        }

        var mean = Moments.Mean(context.Require(1, "to know which way they go"));
        return (mean, Kind == PerturbationKind.Sign ? Moments.Sign(mean) : Unit(mean));
    }

    private static double[] Unit(double[] x)
    {
        // Scaled by the largest coordinate first, so that squares neither overflow nor vanish.
        var largest = x.Max(Math.Abs);
        if (largest == 0)
        {
            return new double[x.Length];
        }

        var scaled = Array.ConvertAll(x, value => value / largest);
        var norm = Math.Sqrt(Moments.Dot(scaled, scaled));
        return Array.ConvertAll(scaled, value => value / norm);
    }
}
