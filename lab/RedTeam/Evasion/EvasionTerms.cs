namespace FederatedSecure.Lab.RedTeam.Evasion;

/// <summary>What an attacker may do to an input.</summary>
/// <param name="Norm">How the change is measured.</param>
/// <param name="Epsilon">How large it may be, in units of the features; positive infinity for attacks that look for the smallest one.</param>
/// <param name="Seed">Everything random follows from it.</param>
internal sealed record EvasionTerms(Norm Norm, double Epsilon, ulong Seed)
{
    /// <summary>The smallest value of a feature.</summary>
    public double Lower { get; init; }

    /// <summary>The largest value of a feature.</summary>
    public double Upper { get; init; } = 1;

    /// <summary>What holds between features of tabular data; null where every feature is free within its bounds.</summary>
    public FeatureConstraints? Constraints { get; init; }

    /// <summary>Looked at before every step.</summary>
    public CancellationToken Cancellation { get; init; }
}
