using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Privacy.Audits;

/// <summary>
/// What a finished model, into which nobody has put canaries, says of ε: its own records are the canaries. Of the training and the test
/// records as many are drawn as fair coins say, as if each drawn record had been thrown into the one or the other.
/// </summary>
/// <remarks>
/// Valid if training and test records were told apart by chance alone (a random split, or independent draws from one population): then
/// the coin of a drawn record is fair whatever the others are, and the record that took its place in the training is a draw like it.
/// So neighbours <i>replace</i> a record; the bound is converted to records that are there or not. Where the two kinds differ in
/// something else, the bound is none.
/// </remarks>
internal static class FinalModelAudit
{
    public const string Assumption =
        "The bound from the finished model holds if chance alone decided which records were trained on and which were kept for testing; "
        + "it is for neighbours that differ by one record that is there or not, with 95 % confidence. Plain records give a weak bound: it can refute a claim, never confirm one.";

    private const double Significance = 0.05;

    /// <summary>The largest ε that the scores refute.</summary>
    /// <param name="scores">Of an attack that knew no memberships.</param>
    /// <param name="delta">δ.</param>
    /// <param name="seed">The coins.</param>
    public static (double Epsilon, int Canaries) LowerBound(MembershipScores scores, double delta, ulong seed)
    {
        var random = new SeededRandomSource(seed);
        var coins = Coins(Math.Min(scores.Members.Length, scores.NonMembers.Length), random);
        var (members, others) = ((double[])scores.Members.Clone(), (double[])scores.NonMembers.Clone());
        random.Shuffle(members.AsSpan());
        random.Shuffle(others.AsSpan());
        var (nextMember, nextOther) = (0, 0);
        var drawn = Array.ConvertAll(coins, coin => coin ? members[nextMember++] : others[nextOther++]);
        return (CoinGuesses.LowerBound(drawn, coins, delta, Significance, isReplaced: true), coins.Length);
    }

    /// <summary>The bound as a figure.</summary>
    /// <param name="setting">Which attack scored.</param>
    /// <param name="scores">What it scored.</param>
    /// <param name="delta">δ.</param>
    /// <param name="seed">The coins.</param>
    public static Measurement Measure(string setting, MembershipScores scores, double delta, ulong seed)
    {
        var (epsilon, canaries) = LowerBound(scores, delta, seed);
        return EpsilonFigures.Bound(setting, epsilon, canaries);
    }

    /// <summary>As many fair coins as there are surely enough records of either kind for.</summary>
    private static bool[] Coins(int least, SeededRandomSource random)
    {
        while (true)
        {
            // Five deviations of a binomial of 2k coins below what there is; the rare draw beyond is drawn anew, which changes fairness by 1e-6.
            var half = Math.Max(0, (int)(least - (5 * Math.Sqrt(least / 2.0))));
            bool[] coins = [.. Enumerable.Range(0, 2 * half).Select(_ => random.NextInt32(2) == 1)];
            var heads = coins.Count(coin => coin);
            if (heads <= least && coins.Length - heads <= least)
            {
                return coins;
            }
        }
    }
}
