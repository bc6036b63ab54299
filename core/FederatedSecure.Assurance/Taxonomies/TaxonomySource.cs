namespace FederatedSecure.Assurance.Taxonomies;

/// <summary>A public catalogue of attacks on learning systems.</summary>
public enum TaxonomySource
{
    /// <summary>MITRE ATLAS, techniques, data of version 5.6.0.</summary>
    Atlas,

    /// <summary>OWASP Machine Learning Security Top 10, 2023.</summary>
    Owasp,

    /// <summary>NIST AI 100-2 E2025, Adversarial Machine Learning: A Taxonomy and Terminology of Attacks and Mitigations.</summary>
    Nist,
}
