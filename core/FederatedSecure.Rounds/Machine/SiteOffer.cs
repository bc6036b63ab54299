namespace FederatedSecure.Rounds.Machine;

/// <summary>What a site is offered.</summary>
/// <param name="Plan">The open attempt.</param>
/// <param name="Task">What is to be done.</param>
/// <param name="Accepted">Whether the site has accepted it already.</param>
public readonly record struct SiteOffer(PlanKey Plan, SiteTask Task, bool Accepted);
