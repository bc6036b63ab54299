namespace FederatedSecure.Rounds.Machine;

/// <summary>Holders could not use the shares that a site made.</summary>
/// <param name="Site">Who made them.</param>
/// <param name="Holders">How many holders said so.</param>
public sealed record ShareComplaint(SiteId Site, int Holders)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Holders} share holder{(Holders == 1 ? "" : "s")} could not use what {Site} shared with {(Holders == 1 ? "it" : "them")}";
}
