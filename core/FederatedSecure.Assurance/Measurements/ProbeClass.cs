namespace FederatedSecure.Assurance.Measurements;

/// <summary>What a probe looks for.</summary>
public enum ProbeClass
{
    /// <summary>How good the model is where nobody attacks.</summary>
    Utility,

    /// <summary>Inputs that are changed so that the model errs.</summary>
    Evasion,

    /// <summary>Hidden behaviour that somebody trained into it.</summary>
    Backdoor,

    /// <summary>What it tells about its training data.</summary>
    Privacy,

    /// <summary>How easily it is copied through its answers.</summary>
    Extraction,

    /// <summary>What a defence changes, also against who knows it.</summary>
    Defence,

    /// <summary>How differently it treats groups of people.</summary>
    Fairness,

    /// <summary>How far today's inputs are from those it was made for.</summary>
    Drift,
}
