namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// μ ± z·σ, coordinate by coordinate: stays within the spread of the honest updates and still moves their median. Baruch, Baruch
/// and Goldberg, "A little is enough" (NeurIPS 2019).
/// </summary>
/// <remarks>
/// Without a z it is the largest that the paper's argument allows: z_max = Φ⁻¹((n − f − s)/(n − f)) with s = ⌊n/2 + 1⌋ − f, the
/// number of honest sites that the attackers need on their side for a majority. n counts the malicious sites too. Published
/// implementations differ: σ divides by H − 1 (ddof 1: ByzFL, Blades, the code of Shejwalkar and Houmansadr) or by H (ddof 0:
/// FLPoison), and the sign is + except in the paper's own text and in epfml's code.
/// Knows: at least two honest updates.
/// </remarks>
/// <example>
/// n = 50, f = 12: s = 14, z_max = Φ⁻¹(24/38) = 0.3360…. With z = 1.5, honest (1, 2, 3), (4, 5, 6), (7, 8, 9): σ = 3, sent is (8.5,
/// 9.5, 10.5).
/// </example>
public sealed class ALittleIsEnough : IPoisoner
{
    private readonly double? _z;
    private readonly int _sign;
    private readonly int _ddof;

    /// <param name="z">Standard deviations from the mean, 0 or more; null for z_max.</param>
    /// <param name="sign">1 to add, −1 to subtract.</param>
    /// <param name="ddof">σ divides by the number of known updates less this: 0 or 1.</param>
    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public ALittleIsEnough(double? z = null, int sign = 1, int ddof = 1)
    {
        _z = z is { } given ? Check.NotNegative(given, nameof(z)) : null;
        _sign = sign is 1 or -1 ? sign : throw new ArgumentException("sign must be 1 or -1.", nameof(sign));
        _ddof = Check.Ddof(ddof);
    }

    /// <inheritdoc/>
    public AttackerKnowledge Needs => AttackerKnowledge.OtherUpdates;

    /// <summary>z_max.</summary>
    /// <param name="sites">n, the malicious ones included.</param>
    /// <param name="attackers">f.</param>
    /// <exception cref="ArgumentException">There is no finite z_max for these.</exception>
    public static double LargestZ(int sites, int attackers)
    {
        if (attackers < 0 || attackers >= sites)
        {
            throw new ArgumentException($"Of n = {sites} sites (the malicious ones included) 0 to {sites - 1} can be malicious, not {attackers}.");
        }

        var supporters = (sites / 2) + 1 - attackers;
        if (supporters <= 0)
        {
            throw new ArgumentException($"{attackers} of n = {sites} sites are a majority already, for which z_max is infinite: give z.");
        }

        return supporters < sites - attackers
            ? NormalQuantile.Of((double)(sites - attackers - supporters) / (sites - attackers))
            : throw new ArgumentException($"With n = {sites} and f = {attackers} every honest site would have to help, for which z_max is −∞: give z.");
    }

    /// <inheritdoc/>
    public double[][] Poison(PoisonContext context)
    {
        var z = _z ?? LargestZ(context.Sites, context.Attackers);
        var (mean, spread) = Moments.MeanAndSpread(context, _ddof);
        return [Moments.Combine(mean, _sign * z, spread)];
    }
}
