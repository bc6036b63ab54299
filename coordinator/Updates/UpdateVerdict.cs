namespace FederatedSecure.Coordinator.Updates;

/// <summary>What reading a complete update showed.</summary>
internal enum UpdateVerdict
{
    /// <summary>Nothing speaks against it.</summary>
    Good,

    /// <summary>Some chunks are not on disk as they arrived; they count as missing again.</summary>
    Incomplete,

    /// <summary>The chunks are those that were announced, and yet not those of the announced whole.</summary>
    WrongDigest,

    /// <summary>It contains a NaN or an infinity.</summary>
    NotFinite,
}
