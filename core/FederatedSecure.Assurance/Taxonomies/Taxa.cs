using System.Collections.Immutable;

namespace FederatedSecure.Assurance.Taxonomies;

/// <summary>The entries of public catalogues that this suite refers to.</summary>
public static class Taxa
{
    /// <summary>All, by catalogue and identifier.</summary>
    public static ImmutableArray<Taxon> All { get; } =
    [
        Atlas("AML.T0015", "Evade AI Model"),
        Atlas("AML.T0018", "Manipulate AI Model"),
        Atlas("AML.T0018.000", "Poison AI Model"),
        Atlas("AML.T0020", "Poison Training Data"),
        Atlas("AML.T0024", "Exfiltration via AI Inference API"),
        Atlas("AML.T0024.000", "Infer Training Data Membership"),
        Atlas("AML.T0024.001", "Invert AI Model"),
        Atlas("AML.T0024.002", "Extract AI Model"),
        Atlas("AML.T0031", "Erode AI Model Integrity"),
        Atlas("AML.T0040", "AI Model Inference API Access"),
        Atlas("AML.T0041", "Physical Environment Access"),
        Atlas("AML.T0042", "Verify Attack"),
        Atlas("AML.T0043.000", "White-Box Optimization"),
        Atlas("AML.T0043.001", "Black-Box Optimization"),
        Atlas("AML.T0043.002", "Black-Box Transfer"),
        Atlas("AML.T0043.004", "Insert Backdoor Trigger"),
        Atlas("AML.T0044", "Full AI Model Access"),
        Atlas("AML.T0048.004", "AI Intellectual Property Theft"),
        Atlas("AML.T0059", "Erode Dataset Integrity"),
        Owasp("ML01:2023", "Input Manipulation Attack"),
        Owasp("ML02:2023", "Data Poisoning Attack"),
        Owasp("ML03:2023", "Model Inversion Attack"),
        Owasp("ML04:2023", "Membership Inference Attack"),
        Owasp("ML05:2023", "Model Theft"),
        Owasp("ML08:2023", "Model Skewing"),
        Owasp("ML09:2023", "Output Integrity Attack"),
        Owasp("ML10:2023", "Model Poisoning"),
        Nist("NISTAML.013", "Data Poisoning"),
        Nist("NISTAML.021", "Clean-label Backdoor"),
        Nist("NISTAML.022", "Evasion"),
        Nist("NISTAML.023", "Backdoor Poisoning"),
        Nist("NISTAML.025", "Black-box Evasion"),
        Nist("NISTAML.031", "Model Extraction"),
        Nist("NISTAML.032", "Reconstruction"),
        Nist("NISTAML.033", "Membership Inference"),
        Nist("NISTAML.034", "Property Inference"),
    ];

    /// <summary>The entry of an identifier; null if the suite does not refer to it.</summary>
    public static Taxon? Find(string id) => All.FirstOrDefault(taxon => taxon.Id == id);

    private static Taxon Atlas(string id, string name) => new(TaxonomySource.Atlas, id, name);

    private static Taxon Owasp(string id, string name) => new(TaxonomySource.Owasp, id, name);

    private static Taxon Nist(string id, string name) => new(TaxonomySource.Nist, id, name);
}
