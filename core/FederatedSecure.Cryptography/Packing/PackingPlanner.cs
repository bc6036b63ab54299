using System.Diagnostics.CodeAnalysis;
using FederatedSecure.Cryptography.Lattice;

namespace FederatedSecure.Cryptography.Packing;

/// <summary>Chooses ring, packing and truncation for a round, and refuses what cannot decrypt.</summary>
/// <example>
/// 16 bits and buckets of up to 64: 2 values per coefficient of 58 bits, 3.63 bytes per value, less with truncation (float32 has 4).
/// </example>
public static class PackingPlanner
{
    private const string Tiny = "n2048-q54-b";
    private const string Standard = "n4096-q58-b";

    /// <summary>
    /// The first ring that serves: <c>n2048-q54-b</c> where all fits into one of its polynomials, <c>n4096-q58-b</c>, then
    /// <c>n4096-q58-d13</c> to <c>-d24</c>, whose larger Δ holds the noise of thousands. In it, as many bits are dropped as the
    /// accepted probability of failure allows.
    /// </summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="problem">Why there is none, and what to change.</param>
    public static bool TryPlan(
        PackingRequest request, [NotNullWhen(true)] out PackingPlan? plan, [NotNullWhen(false)] out string? problem)
    {
        string? first = null;
        foreach (var ring in Rings())
        {
            if (!PackingPlan.TryCreate(ring, request, 0, out plan, out problem))
            {
                first ??= ring.Name == Standard ? problem : null;
                continue;
            }

            if (ring.Name == Tiny && plan.Chunks > 1)
            {
                continue;
            }

            for (var dropped = request.Truncate ? ring.DeltaBits - 1 : 0; dropped > 0; dropped--)
            {
                if (PackingPlan.TryCreate(ring, request, dropped, out var truncated, out _))
                {
                    plan = truncated;
                    break;
                }
            }

            return true;
        }

        plan = null;
        problem = first!;
        return false;
    }

    private static IEnumerable<RingParameters> Rings() =>
        new[] { Tiny, Standard }.Concat(RingParameters.Names.Where(n => n.StartsWith("n4096-q58-d", StringComparison.Ordinal)))
            .Select(RingParameters.Get);
}
