namespace FederatedSecure.Coordinator.Updates;

/// <summary>What reading a complete update showed.</summary>
internal enum UpdateVerdict
{
    /// <summary>Nothing speaks against it.</summary>
    Good,

    /// <summary>The chunks are not those of the announced whole.</summary>
    WrongDigest,

    /// <summary>It contains a NaN or an infinity.</summary>
    NotFinite,
}
