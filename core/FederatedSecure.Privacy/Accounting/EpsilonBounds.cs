namespace FederatedSecure.Privacy;

/// <summary>What an accountant says about ε at a given δ.</summary>
/// <param name="Upper">ε: the mechanism is (ε, δ)-differentially private. This is the number to promise and to compare with a budget.</param>
/// <param name="Lower">The mechanism is not (ε, δ)-differentially private for any ε below this one; 0 where the accountant gives no such bound.</param>
/// <param name="Order">The Rényi order that gave the bound; NaN with an accountant that knows none.</param>
public readonly record struct EpsilonBounds(double Upper, double Lower, double Order = double.NaN)
{
    /// <summary>The same as <see cref="Upper"/>.</summary>
    public double Epsilon => Upper;
}
