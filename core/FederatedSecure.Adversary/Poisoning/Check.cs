using System.Globalization;

namespace FederatedSecure.Adversary.Poisoning;

/// <summary>Limits of parameters, with messages that say what to change.</summary>
internal static class Check
{
    /// <summary>A finite number.</summary>
    public static double Finite(double value, string name) => double.IsFinite(value)
        ? value
        : throw new ArgumentException($"{name} must be a finite number.", name);

    /// <summary>A finite number above 0.</summary>
    public static double Positive(double value, string name) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} must be above 0 and finite; it is {value}."), name);

    /// <summary>A finite number of 0 or more.</summary>
    public static double NotNegative(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} must be 0 or more and finite; it is {value}."), name);

    /// <summary>0 (divide by H) or 1 (divide by H − 1).</summary>
    public static int Ddof(int value) => value is 0 or 1
        ? value
        : throw new ArgumentException("ddof must be 0 (population) or 1 (sample).", nameof(value));
}
