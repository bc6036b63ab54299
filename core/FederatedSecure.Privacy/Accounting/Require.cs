using System.Globalization;

namespace FederatedSecure.Privacy;

/// <summary>The ranges of the arguments, with sentences that say what to change.</summary>
internal static class Require
{
    /// <summary>10^15 steps: beyond, a sum of doubles no longer counts single steps.</summary>
    public const long MostSteps = 1_000_000_000_000_000;

    public static double SamplingRate(double value, string name) => value is > 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, Text(value, "The sampling rate", "must lie above 0 and at most at 1: it is the expected batch divided by the number of records"));

    public static long Steps(long value, string name) => value is >= 0 and <= MostSteps
        ? value
        : throw new ArgumentOutOfRangeException(name, Text(value, "The number of steps", "must be 0 or more, and at most 10^15"));

    public static double Delta(double value, string name) => value is > 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, Text(value, "δ", "must lie between 0 and 1: take one well below 1 / (number of records)"));

    public static double NotNegative(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, Text(value, name, "must be a finite number, 0 or more"));

    public static double Positive(double value, string name) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, Text(value, name, "must be a finite number above 0"));

    private static string Text<T>(T value, string what, string rule) => string.Create(CultureInfo.InvariantCulture, $"{what} {rule}; {value} was given.");
}
