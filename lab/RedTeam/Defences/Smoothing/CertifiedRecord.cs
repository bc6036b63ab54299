namespace FederatedSecure.Lab.RedTeam.Defences.Smoothing;

/// <summary>What was proved of one record.</summary>
/// <param name="IsRight">Whether the class is the record's.</param>
/// <param name="Certificate">What holds of the class.</param>
internal readonly record struct CertifiedRecord(bool IsRight, Certificate Certificate)
{
    /// <summary>Whether no change of up to this L2 length makes the smoothed classifier wrong.</summary>
    public bool HoldsAt(double radius) => IsRight && !Certificate.Abstains && Certificate.Radius >= radius;
}
