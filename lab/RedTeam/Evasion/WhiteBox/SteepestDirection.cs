using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;

/// <summary>Where a step of length 1 gains most, for each record.</summary>
internal static class SteepestDirection
{
    /// <summary>Part of the features that one step of the L1 norm moves; at least one (Tramèr and Boneh, NeurIPS 2019, q = 0.99).</summary>
    private const double MovedPart = 0.01;

    /// <summary>
    /// L∞: sign(g). L2: g/‖g‖₂. L1: sign(g) on the features with the largest |g| that still have room within the bounds, together of
    /// length 1; g/‖g‖₁, which most libraries take, would spread the length over features that gain little. 0 where the gradient is 0.
    /// </summary>
    /// <param name="gradient">[n, …].</param>
    /// <param name="points">[n, …]: where the gradient was taken.</param>
    /// <param name="terms">Norm and bounds.</param>
    public static Tensor Of(Tensor gradient, Tensor points, EvasionTerms terms)
    {
        using var scope = NewDisposeScope();
        var finite = gradient.Finite();
        return (terms.Norm switch
        {
            Norm.Linf => finite.sign(),
            Norm.L2 => Normalized(finite, Norm.L2),
            _ => Sparse(finite, points, terms),
        }).MoveToOuterDisposeScope();
    }

    /// <summary>g/‖g‖; 0 for 0.</summary>
    public static Tensor Normalized(Tensor gradient, Norm norm)
    {
        // First by the largest value: squares of small gradients would vanish in float32.
        var scaled = gradient.div(gradient.LengthEach(Norm.Linf).AtLeast(1e-38).For(gradient));
        return scaled.div(scaled.LengthEach(norm).AtLeast(1e-12).For(scaled));
    }

    private static Tensor Sparse(Tensor gradient, Tensor points, EvasionTerms terms)
    {
        var up = gradient.IsAbove(0).logical_and(points.IsBelow(terms.Upper));
        var down = gradient.IsBelow(0).logical_and(points.IsAbove(terms.Lower));
        var useful = gradient.abs().mul(up.logical_or(down).to(gradient.dtype)).flatten(1);
        var count = Math.Max(1, (int)(MovedPart * useful.shape[1]));
        var (_, places) = useful.topk(count, 1);
        var chosen = zeros_like(useful).scatter_(1, places, ones_like(places).to(useful.dtype)).mul(useful.sign());
        return Normalized(chosen.view(gradient.shape).mul(gradient.sign()), Norm.L1);
    }
}
