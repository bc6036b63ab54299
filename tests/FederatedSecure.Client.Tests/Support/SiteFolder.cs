using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Enrolment;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Learning.Data;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Client.Tests.Support;

/// <summary>A client's directory, deleted at the end.</summary>
internal sealed class SiteFolder : IDisposable
{
    public ClientDirectory Directory { get; } = new(System.IO.Directory.CreateTempSubdirectory("site-").FullName);

    public string File(string name) => Path.Combine(Directory.Root, name);

    /// <summary>A site that has joined, with ten records of four features and three classes.</summary>
    public static async Task<SiteFolder> JoinAsync(TestCoordinator coordinator, string name)
    {
        var folder = new SiteFolder();
        await Joiner.JoinAsync(folder.Directory, await InviteAsync(coordinator, name), TimeProvider.System, CancellationToken.None);
        // Most tests are not about privacy, and their trainer adds no noise.
        System.IO.File.WriteAllText(folder.Directory.PolicyFile, "{ \"allowNonPrivate\": true }");
        folder.WriteData();
        return folder;
    }

    /// <summary>An invite that leads to the port that the coordinator really listens on.</summary>
    public static async Task<string> InviteAsync(TestCoordinator coordinator, string name) => (await coordinator.Sites.CreateInviteAsync(
        new CreateInviteRequest { Site = name, LifetimeSeconds = 60, Address = coordinator.Address.AbsoluteUri })).Invite;

    public void WriteData()
    {
        System.IO.File.WriteAllLines(File("data.csv"), ["a,b,c,d,y", .. Enumerable.Range(0, 30).Select(i => $"{i},{i * i % 7},{-i},{i % 3},k{i % 3}")]);
        System.IO.File.WriteAllText(File("data.schema.json"), """{ "columns": { "y": { "kind": "label", "values": ["k0", "k1", "k2"] } }, "others": "numeric" }""");
        DataSets.Write(Directory, new Dictionary<string, DataSource> { ["digits"] = new("csv", File("data.csv"), Schema: File("data.schema.json")) });
    }

    public void Dispose() => System.IO.Directory.Delete(Directory.Root, recursive: true);
}
