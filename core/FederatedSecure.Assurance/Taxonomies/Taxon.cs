namespace FederatedSecure.Assurance.Taxonomies;

/// <summary>An entry of a public catalogue.</summary>
/// <param name="Source">The catalogue.</param>
/// <param name="Id">Its identifier there, as "AML.T0015".</param>
/// <param name="Name">Its name there.</param>
public sealed record Taxon(TaxonomySource Source, string Id, string Name)
{
    /// <summary>Where it is explained.</summary>
    public string Uri => Source switch
    {
        TaxonomySource.Atlas => $"https://atlas.mitre.org/techniques/{Id}",
        TaxonomySource.Owasp => "https://owasp.org/www-project-machine-learning-security-top-10/",
        _ => "https://csrc.nist.gov/pubs/ai/100/2/e2025/final",
    };
}
