namespace FederatedSecure.Privacy;

/// <summary>How privacy losses of many steps are added up. Both give upper bounds; neither ever promises more than holds.</summary>
public enum Accountant
{
    /// <summary>Privacy loss distributions, composed numerically: tight to a tenth of a percent (Doroshenko et al., 2022).</summary>
    Pld,

    /// <summary>Rényi differential privacy (Mironov, Talwar and Zhang, 2019): looser by some percent, and simple enough to check by hand.</summary>
    Rdp,
}
