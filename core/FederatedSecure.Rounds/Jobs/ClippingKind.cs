namespace FederatedSecure.Rounds.Jobs;

/// <summary>What bounds the influence of one record.</summary>
public enum ClippingKind
{
    /// <summary>The norm of its whole gradient.</summary>
    Flat,

    /// <summary>The norm of its gradient in each layer, C/√layers for each.</summary>
    PerLayer,

    /// <summary>The norm of its whole gradient, by a bound that follows a quantile of the norms (Andrew et al. 2021).</summary>
    Adaptive,
}
