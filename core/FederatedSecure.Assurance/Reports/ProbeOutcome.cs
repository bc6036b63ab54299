namespace FederatedSecure.Assurance.Reports;

/// <summary>How a probe ended.</summary>
public enum ProbeOutcome
{
    /// <summary>It ran to its end. Single figures of it may still mean nothing, and then say why.</summary>
    Ran,

    /// <summary>It was not run: it does not apply to this model or data, or somebody left it out.</summary>
    Skipped,

    /// <summary>It broke off. Nothing follows from that about the model, least of all that it withstood.</summary>
    Failed,
}
