namespace FederatedSecure.Learning.Private;

/// <summary>What bounds the influence of one record on a step.</summary>
public enum ClippingKind
{
    /// <summary>The L2 norm of its whole gradient: at most C (Abadi et al., CCS 2016).</summary>
    Flat,

    /// <summary>The norm of its gradient in each of L layers with parameters: at most C/√L each, so that the whole keeps to C (McMahan et al., 2018).</summary>
    PerLayer,

    /// <summary>As <see cref="Flat"/>, by a bound that follows a quantile of the norms (Andrew et al., NeurIPS 2021).</summary>
    Adaptive,
}
