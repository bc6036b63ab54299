namespace FederatedSecure.Coordinator.Sites;

/// <summary>What a member is for.</summary>
internal enum MemberRole
{
    /// <summary>Trains, and holds shares.</summary>
    Site,

    /// <summary>Attacks candidates with records of its own and reports; never trains, never holds shares.</summary>
    Evaluator,
}
