namespace FederatedSecure.Client.Policy;

/// <summary>Why a site refuses an offer.</summary>
/// <param name="Code">Stable identifier.</param>
/// <param name="Reason">A sentence for the operators on both sides.</param>
public sealed record PolicyRefusal(string Code, string Reason);
