namespace FederatedSecure.Lab.RedTeam.Defences.Squeezing;

/// <summary>
/// Fewer levels: round(v·(2ᵇ − 1))/(2ᵇ − 1) for values from 0 to 1, halves to the even level as NumPy's <c>rint</c> (Xu et al., Feature
/// squeezing, NDSS 2018, section III-A).
/// </summary>
/// <example>1 bit: 0.4 becomes 0, 0.5 becomes 0, 0.6 becomes 1.</example>
internal static class BitDepth
{
    /// <summary>Most bits whose levels a double tells apart.</summary>
    public const int MostBits = 52;

    /// <summary>Squeezes one value.</summary>
    public static double Squeeze(double value, int bits) => Math.Round(value * Levels(bits), MidpointRounding.ToEven) / Levels(bits);

    /// <summary>The largest level, 2ᵇ − 1.</summary>
    public static double Levels(int bits) => (1L << bits) - 1;
}
