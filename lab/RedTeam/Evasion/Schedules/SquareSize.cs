namespace FederatedSecure.Lab.RedTeam.Evasion.Schedules;

/// <summary>How large a square the Square attack changes (Andriushchenko et al., ECCV 2020).</summary>
internal static class SquareSize
{
    private static ReadOnlySpan<int> Halvings => [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000];

    /// <summary>
    /// p, the part of the picture: p_init, halved after 10, 50, 200, 500, 1000, 2000, 4000, 6000 and 8000 of 10,000 queries; other
    /// budgets are rescaled to 10,000.
    /// </summary>
    /// <param name="query">Which query, from 0.</param>
    /// <param name="queries">The budget; 10,000 for no rescaling.</param>
    /// <param name="initial">p_init.</param>
    public static double Part(int query, int queries, double initial)
    {
        var place = (int)((double)query / queries * 10_000);
        var halvings = 0;
        foreach (var limit in Halvings)
        {
            halvings += place > limit ? 1 : 0;
        }

        return initial / (1 << halvings);
    }

    /// <summary>The side of a square that is this part of so many pixels: √(p·pixels), rounded to even at halves, at least 1.</summary>
    public static int Side(double part, int pixels) => Math.Max(1, (int)Math.Round(Math.Sqrt(part * pixels), MidpointRounding.ToEven));
}
