namespace FederatedSecure.Lab.RedTeam.Targets;

/// <summary>Hides of a target whatever an attack does not need: who claims to be a black-box attack is held to it.</summary>
internal static class Restriction
{
    /// <summary>The target as an attack with these needs may see it. Needs no disposing of its own.</summary>
    public static ITarget To(this ITarget target, TargetAccess needs) => needs switch
    {
        TargetAccess.Labels => new LabelsOnlyTarget(target),
        TargetAccess.Scores => new ScoresOnlyTarget(target),
        _ => target,
    };
}
