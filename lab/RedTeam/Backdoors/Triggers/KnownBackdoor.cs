namespace FederatedSecure.Lab.RedTeam.Backdoors.Triggers;

/// <summary>A backdoor that somebody knows or suspects: what it reacts to, and how.</summary>
/// <param name="Mark">What triggers it.</param>
/// <param name="Target">The class that marked records are taken for.</param>
internal sealed record KnownBackdoor(Mark Mark, int Target);
