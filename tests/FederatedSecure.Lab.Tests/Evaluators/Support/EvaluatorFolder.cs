using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Enrolment;
using FederatedSecure.Client.Work;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Lab.Evaluators;
using FederatedSecure.Learning.Data;
using FederatedSecure.Protos.V1;
using Microsoft.Extensions.Logging;

namespace FederatedSecure.Lab.Tests.Evaluators.Support;

/// <summary>The directory of an evaluator that has joined, with thirty records of four features and three classes.</summary>
internal sealed class EvaluatorFolder : IDisposable
{
    private readonly TestCoordinator _coordinator;
    private readonly LoggerFactory _logging;

    private EvaluatorFolder(TestCoordinator coordinator)
    {
        _coordinator = coordinator;
        _logging = new LoggerFactory([new ListLoggerProvider(Log)]);
    }

    public ClientDirectory Directory { get; } = new(System.IO.Directory.CreateTempSubdirectory("evaluator-").FullName);

    public List<string> Log { get; } = [];

    public static async Task<EvaluatorFolder> JoinAsync(TestCoordinator coordinator, string name)
    {
        var folder = new EvaluatorFolder(coordinator);
        var invite = await coordinator.Sites.CreateInviteAsync(new CreateInviteRequest
        {
            Site = name,
            LifetimeSeconds = 60,
            Address = coordinator.Address.AbsoluteUri,
            Role = MemberRole.Evaluator,
        });
        await Joiner.JoinAsync(folder.Directory, invite.Invite, TimeProvider.System, CancellationToken.None, trains: false);
        folder.WriteData(features: 4);
        return folder;
    }

    /// <summary>A daemon as after a start of its process.</summary>
    public EvaluatorDaemon Start(ICandidateAttack attack)
    {
        // The port of a restarted coordinator is another one.
        (ClientIdentity.Read(Directory) with { Address = _coordinator.Address }).Write(Directory);
        var options = new ClientOptions { Retries = 1, RetryDelay = TimeSpan.FromMilliseconds(1), LongestRetryDelay = TimeSpan.FromMilliseconds(2) };
        return new EvaluatorDaemon(Directory, options, attack, TimeProvider.System, _logging.CreateLogger("evaluator"));
    }

    /// <summary>A daemon's start and one turn.</summary>
    public async Task TurnAsync(ICandidateAttack attack)
    {
        using var daemon = Start(attack);
        await daemon.TurnAsync(TestContext.Current.CancellationToken);
    }

    public void WriteData(int features)
    {
        var (data, schema) = (Path.Combine(Directory.Root, "data.csv"), Path.Combine(Directory.Root, "data.schema.json"));
        var names = Enumerable.Range(0, features).Select(i => $"f{i}");
        File.WriteAllLines(data, [$"{string.Join(',', names)},y", .. Enumerable.Range(0, 30).Select(i => $"{string.Join(',', Enumerable.Range(1, features).Select(k => i * k % 7))},k{i % 3}")]);
        File.WriteAllText(schema, """{ "columns": { "y": { "kind": "label", "values": ["k0", "k1", "k2"] } }, "others": "numeric" }""");
        DataSets.Write(Directory, new Dictionary<string, DataSource> { ["digits"] = new("csv", data, Schema: schema) });
    }

    public string[] Outcomes() => [.. EvaluationJournal.Read(Directory).Select(entry => entry.Outcome)];

    public void Dispose()
    {
        _logging.Dispose();
        System.IO.Directory.Delete(Directory.Root, recursive: true);
    }
}
