namespace FederatedSecure.Aggregation.Points;

/// <summary>Vectors besides the inputs that some rules take.</summary>
public enum ExtraPoint
{
    /// <summary>What centred clipping clips around: its last result.</summary>
    Center,

    /// <summary>Where an iteration starts.</summary>
    Start,

    /// <summary>An update that the server trained itself, on data it trusts.</summary>
    Root,

    /// <summary>One vector per input: what its sender sent in all rounds so far, this one included, added up.</summary>
    History,
}
