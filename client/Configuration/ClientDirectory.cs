using FederatedSecure.Hosting.Files;

namespace FederatedSecure.Client.Configuration;

/// <summary>Where a site keeps what. Everything lies in one directory, with access for its owner only.</summary>
public sealed record ClientDirectory(string Root)
{
    public string IdentityFile => Path.Combine(Root, "client.json");

    public string PolicyFile => Path.Combine(Root, "policy.json");

    public string DataSetsFile => Path.Combine(Root, "data-sets.json");

    public string KeyFile => Path.Combine(Root, "key.pem");

    /// <summary>The secret key that shares for this site are closed for.</summary>
    public string ShareKeyFile => Path.Combine(Root, "envelope.key");

    public string CertificateFile => Path.Combine(Root, "certificate.pem");

    public string AuthorityFile => Path.Combine(Root, "authority.pem");

    public string StatusFile => Path.Combine(Root, "status.json");

    public string JournalFile => Path.Combine(Root, "journal.jsonl");

    /// <summary>For which rounds the site has answered as a share holder.</summary>
    public string OpeningsFile => Path.Combine(Root, "openings.jsonl");

    /// <summary>What the data sets have spent of their privacy.</summary>
    public string LedgerFile => Path.Combine(Root, "privacy.db");

    /// <summary>Where that ends.</summary>
    public string LedgerHeadFile => Path.Combine(Root, "privacy.head");

    /// <summary>Work under way: a directory for each plan.</summary>
    public string Plans => Path.Combine(Root, "work", "plans");

    /// <summary>Models that were fetched.</summary>
    public string Models => Path.Combine(Root, "work", "models");

    /// <summary>The log of predictions, its head and its key.</summary>
    public string Predictions => Path.Combine(Root, "predictions");

    /// <summary>What was removed from the data sets before training, and why.</summary>
    public string Sanitization => Path.Combine(Root, "sanitization");

    /// <summary>Whether a site has joined from here.</summary>
    public bool HasJoined => File.Exists(IdentityFile);

    /// <summary>Makes the directory and those in it.</summary>
    public void Create()
    {
        PrivateFile.CreateDirectory(Root);
        PrivateFile.CreateDirectory(Plans);
        PrivateFile.CreateDirectory(Models);
    }
}
