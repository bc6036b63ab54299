namespace FederatedSecure.Rounds.Jobs;

/// <summary>How many sites a round is made of.</summary>
/// <param name="Size">Reports wanted, 1 to 10,000.</param>
/// <param name="OverSelection">Part of <paramref name="Size"/> that is invited on top, so that stragglers need not be waited for; 0 to 2.</param>
public sealed record CohortSpec(int Size, double OverSelection = 0)
{
    /// <summary>Sites invited when that many are there.</summary>
    /// <remarks>Decimal, because 100 · (1 + 0.1) in binary is a little more than 110, and would be rounded up.</remarks>
    public int Invited => Size + (int)decimal.Ceiling(Size * (decimal)OverSelection);
}
