namespace FederatedSecure.Client.Policy;

/// <summary>Why a site refuses an offer.</summary>
/// <param name="Code">Stable identifier.</param>
/// <param name="Reason">A sentence for the operators on both sides.</param>
/// <param name="Detail">The site's own figures behind it: for its log and journal, never for the coordinator. Null if there are none.</param>
public sealed record PolicyRefusal(string Code, string Reason, string? Detail = null)
{
    /// <summary>All of it, for this site.</summary>
    public string ForSite => Detail is null ? Reason : $"{Reason}: {Detail}";
}
