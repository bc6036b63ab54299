using System.Globalization;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>How many bad inputs a rule stands, whatever they are: n ≥ <paramref name="PerBad"/>·f + <paramref name="Extra"/>.</summary>
/// <param name="PerBad">Inputs needed for each bad one; 0 if not even one is tolerated.</param>
/// <param name="Extra">Inputs needed besides.</param>
public readonly record struct Breakdown(int PerBad, int Extra)
{
    /// <summary>One bad input can move the result anywhere.</summary>
    public static Breakdown None { get; } = new(0, 1);

    /// <summary>Fewer than half: n > 2f, the most that any rule can stand without data of its own.</summary>
    public static Breakdown Half { get; } = new(2, 1);

    /// <summary>The largest f that n inputs allow; 0 if none.</summary>
    public int LargestF(int n) => PerBad == 0 ? 0 : Math.Max(0, (n - Extra) / PerBad);

    /// <summary>The fewest inputs that allow f.</summary>
    public long SmallestN(int f) => ((long)PerBad * f) + Extra;

    /// <summary>What is wrong with n and f, and which n or f would do; null if nothing is.</summary>
    public string? Problem(string name, int n, int f)
    {
        if (f < 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"f, the number of bad inputs to stand, is 0 or more; {f} is not.");
        }

        if (n >= SmallestN(f))
        {
            return null;
        }

        var smaller = n >= Extra ? $"take f = {LargestF(n).ToString(CultureInfo.InvariantCulture)} or" : "take";
        return string.Create(
            CultureInfo.InvariantCulture, $"\"{name}\" needs n ≥ {PerBad}·f + {Extra} inputs; n = {n} is too small for f = {f}: {smaller} n = {SmallestN(f)} at least.");
    }
}
