namespace FederatedSecure.Lab.Federation;

/// <summary>Where the parts of a federation on this machine keep their files.</summary>
public sealed class FederationFolder : IDisposable
{
    private readonly bool _temporary;

    private FederationFolder(string root, bool temporary)
    {
        Root = root;
        _temporary = temporary;
        Directory.CreateDirectory(Logs);
    }

    public string Root { get; }

    /// <summary>The coordinator's data directory.</summary>
    public string Coordinator => Path.Combine(Root, "coordinator");

    /// <summary>One log file per process.</summary>
    public string Logs => Path.Combine(Root, "logs");

    /// <summary>A directory of its own that <see cref="Dispose"/> deletes unless <paramref name="keep"/>.</summary>
    /// <remarks>The name is short: the path of a Unix socket may have no more than about 100 characters.</remarks>
    public static FederationFolder Temporary(bool keep = false) =>
        new(Directory.CreateTempSubdirectory("fslab-").FullName, temporary: !keep);

    /// <summary>The data directory of a site's client.</summary>
    public string Site(string name) => Path.Combine(Root, "sites", name);

    /// <summary>Where a site's own data files lie.</summary>
    public string SiteData(string name) => Directory.CreateDirectory(Path.Combine(Root, "data", name)).FullName;

    public string Log(string process) => Path.Combine(Logs, process + ".log");

    public void Dispose()
    {
        if (_temporary)
        {
            Directory.Delete(Root, recursive: true);
        }
    }
}
