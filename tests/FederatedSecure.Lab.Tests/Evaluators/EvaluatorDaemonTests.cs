using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Lab.Evaluators;
using FederatedSecure.Lab.Tests.Evaluators.Support;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Lab.Tests.Evaluators;

public sealed class EvaluatorDaemonTests : IAsyncLifetime
{
    private TestCoordinator _coordinator = null!;
    private EvaluatorFolder _evaluator = null!;
    private RunningJob _job = null!;

    public async ValueTask InitializeAsync()
    {
        _coordinator = await TestCoordinator.StartAsync();
        _evaluator = await EvaluatorFolder.JoinAsync(_coordinator, "red-team");
        _job = await RunningJob.StartAsync(JobText.Of(sites: 1, release: JobText.Gate(evaluators: "red-team")), sites: 1, _coordinator);
        await _job.TrainAsync();
        await _job.UntilPublishedAsync(1);
    }

    public async ValueTask DisposeAsync()
    {
        await _job.DisposeAsync();
        _evaluator.Dispose();
    }

    [Fact]
    public async Task Turn_WithACandidateThatWithstands_ReleasesItAndThereIsNoMoreToDo()
    {
        var attack = new ChosenFigures();

        await _evaluator.TurnAsync(attack);
        await _evaluator.TurnAsync(attack);

        Assert.Equal((1u, 1), (await ReleasedAsync(), attack.Runs));
        Assert.Equal(["begun", "reported"], _evaluator.Outcomes());
    }

    [Fact]
    public async Task Turn_WithAPoisonedCandidateAfterARelease_QuarantinesItAndTheReleaseStays()
    {
        await _evaluator.TurnAsync(new ChosenFigures());
        await SubmitAsync();
        await _coordinator.RestartAsync();

        await _evaluator.TurnAsync(new ChosenFigures(backdoor: 0.97));

        Assert.Equal(1u, await ReleasedAsync());
        Assert.Equal(CandidateStatus.Quarantined, (await CandidatesAsync()).Single(candidate => candidate.Ref.Number == 2).Status);
    }

    [Fact]
    public async Task Turn_AfterTheCoordinatorWasAwayWhenTheReportWasDone_BringsTheSameReportWithoutAttackingAgain()
    {
        // It goes down while the attack runs: the report finds nobody.
        await _evaluator.TurnAsync(new ChosenFigures(meanwhile: () => _coordinator.StopAsync().GetAwaiter().GetResult()));
        await _coordinator.StartAgainAsync();
        var again = new ChosenFigures();

        await _evaluator.TurnAsync(again);

        Assert.Equal((1u, 0), (await ReleasedAsync(), again.Runs));
    }

    [Fact]
    public async Task Turn_AfterAnInterruptedAttack_AttacksAgainInTheSameFolder()
    {
        await _evaluator.TurnAsync(new ChosenFigures(meanwhile: () => throw new IOException("no room")));
        Assert.Contains(_evaluator.Log, line => line.Contains("no room", StringComparison.Ordinal));

        await _evaluator.TurnAsync(new ChosenFigures());

        Assert.Equal(1u, await ReleasedAsync());
        Assert.Single(Directory.EnumerateDirectories(Path.Combine(_evaluator.Directory.Root, "candidates")));
    }

    [Fact]
    public async Task Turn_WithRecordsOfAnotherShape_RefusesAndSaysWhy()
    {
        _evaluator.WriteData(features: 5);

        await _evaluator.TurnAsync(new SuiteAttack(_evaluator.Directory, threads: 1, TimeProvider.System, TextWriter.Null, BackdoorFiles.None));

        var candidate = (await CandidatesAsync()).Single();
        Assert.Equal(CandidateStatus.Quarantined, candidate.Status);
        Assert.Contains("data.does-not-fit", candidate.Reason, StringComparison.Ordinal);
        Assert.Equal(["begun", "refused"], _evaluator.Outcomes());
    }

    [Fact]
    public async Task Turn_WithAFileOfBackdoors_ReportsOnThemAndIsToldOfMistakesAtTheStart()
    {
        var file = Path.Combine(_evaluator.Directory.Root, "backdoors.json");
        File.WriteAllText(file, """{ "backdoors": [ { "name": "stamp", "class": "k3", "values": { "f0": 6 } } ] }""");
        Assert.Contains("1:46: backdoors[0].class", Refusal($"digits={file}"), StringComparison.Ordinal);
        Assert.Contains("NAME=FILE", Refusal(file), StringComparison.Ordinal);
        Assert.Contains("no data set \"mails\"", Refusal($"mails={file}"), StringComparison.Ordinal);
        File.WriteAllText(file, """{ "backdoors": [ { "name": "stamp", "class": "k2", "values": { "f0": 6 } } ] }""");
        Assert.Contains("two files", Refusal($"digits={file}", $"digits={file}"), StringComparison.Ordinal);

        await _evaluator.TurnAsync(new SuiteAttack(
            _evaluator.Directory, threads: 1, TimeProvider.System, TextWriter.Null, BackdoorFiles.Check([$"digits={file}"], _evaluator.Directory)));

        Assert.Equal(["begun", "reported"], _evaluator.Outcomes());
        var reports = Directory.GetFiles(Path.Combine(_evaluator.Directory.Root, "candidates"), "report.json", SearchOption.AllDirectories);
        var report = Assurance.Reports.AssuranceReport.Read(File.ReadAllBytes(Assert.Single(reports))).Report!;
        Assert.Contains(report.AllMeasurements, figure => figure.Id == "backdoor.triggers.success" && figure.Setting == "stamp, class k2");
        Assert.Contains(report.Notes, note => note.Contains("\"stamp\", 1 values set, to class k2", StringComparison.Ordinal));

        string Refusal(params string[] pairs) => Assert.Throws<Hosting.Commands.CommandException>(() => BackdoorFiles.Check(pairs, _evaluator.Directory)).Message;
    }

    [Fact]
    public async Task Turn_OfAnEvaluatorWithoutTheJobsDataSet_GetsNoCandidate()
    {
        Client.Configuration.DataSets.Write(_evaluator.Directory, []);

        await _evaluator.TurnAsync(new ChosenFigures());

        Assert.Empty(_evaluator.Outcomes());
        Assert.Equal(CandidateStatus.Waiting, (await CandidatesAsync()).Single().Status);
    }

    [Fact]
    public void Join_OfAnEvaluator_WritesNoPolicyForTraining()
    {
        Assert.True(File.Exists(_evaluator.Directory.IdentityFile));
        Assert.False(File.Exists(_evaluator.Directory.PolicyFile));
    }

    private async Task SubmitAsync()
    {
        var model = await _coordinator.ModelAsync(_job.Id, unreleased: true);
        BitConverter.TryWriteBytes(model.AsSpan(model.Length - sizeof(float)), 42f);
        using var call = _coordinator.Releases.SubmitCandidate();
        await call.RequestStream.WriteAsync(new SubmitCandidateRequest { Proposal = new CandidateProposal { JobId = _job.Id, ApprovedBy = "mallory", Note = "better" } });
        await call.RequestStream.WriteAsync(new SubmitCandidateRequest { Data = Google.Protobuf.ByteString.CopyFrom(model) });
        await call.RequestStream.CompleteAsync();
        await call.ResponseAsync;
    }

    private async Task<IEnumerable<CandidateSummary>> CandidatesAsync() =>
        (await _coordinator.Releases.ListCandidatesAsync(new ListCandidatesRequest { JobId = _job.Id })).Candidates;

    private async Task<uint> ReleasedAsync() => (await CandidatesAsync()).SingleOrDefault(candidate => candidate.IsCurrentRelease)?.Ref.Number ?? 0;
}
