using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.Demo;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Runs;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Tests.RedTeam.Commands;

/// <summary>A rule that is not required and whose figure nobody measures is skipped for ever: a mistyped one would never be seen.</summary>
public sealed class ShippedGatesTests : IDisposable
{
    /// <summary>
    /// The probes whose figures rules of shipped gates mean. All of them are of the profile quick, the smallest that measures them; the rest
    /// of the catalogue is left out for its time.
    /// </summary>
    private const string Probes =
        "utility.clean,evasion.pgd-linf,evasion.autoattack,backdoor.triggers,backdoor.neural-cleanse,privacy.loss-threshold,privacy.audit-final-model,fairness.groups";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rules_OfEveryGateThatComesAlong_MeanFiguresThatAreMeasured()
    {
        Gate[] gates = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Gates"), "*.json").Select(file => Read(File.ReadAllBytes(file))), OfTheDemo()];
        ImmutableArray<Measurement> measured = [.. Measured(Pictures(), "pictures"), .. Measured(Table(), "table")];

        Assert.Equal(2, gates.Length);
        Assert.All(gates.SelectMany(gate => gate.Rules), rule => Assert.True(
            measured.Any(figure => Wildcard.Matches(rule.Measurement, figure.Id) && Wildcard.Matches(rule.Setting ?? "*", figure.Setting)),
            $"No probe measures {rule.Measurement} ({rule.Setting ?? "any setting"})."));
    }

    private static Gate Read(ReadOnlySpan<byte> text)
    {
        var reading = Gate.Read(text);
        Assert.Empty(reading.Problems);
        return reading.Gate!;
    }

    private static Gate OfTheDemo()
    {
        var section = JsonNode.Parse(
            $"{{ \"x\": 0{DemoGate.Section(new DemoOptions())} }}", documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip })!;
        return Read(Encoding.UTF8.GetBytes(section["release"]!["gate"]!.ToJsonString()));
    }

    /// <summary>Pictures whose class is their bright row, with half of them trained on and a promise about that.</summary>
    private static ProbeSubject Pictures()
    {
        const int Side = 8;
        var random = new SeededRandomSource(1);
        DataSet Draw(int count) => new(
            [.. from record in Enumerable.Range(0, count)
                from pixel in Enumerable.Range(0, Side * Side)
                select (float)((pixel / Side == record % Side ? 0.6 : 0.1) + (0.3 * random.NextDouble()))],
            [1, Side, Side],
            [.. Enumerable.Range(0, count).Select(record => record % Side)],
            [.. Enumerable.Range(0, Side).Select(row => $"row {row}")],
            [],
            ImmutableDictionary<string, string[]>.Empty);
        var spec = Networks.Spec("""{ "input": [1, 8, 8], "layers": [ { "type": "flatten" }, { "type": "linear", "out": 8 }, { "type": "softmax-head", "classes": 8 } ] }""");
        float[] weights = [.. from label in Enumerable.Range(0, Side) from pixel in Enumerable.Range(0, Side * Side) select pixel / Side == label ? 1f : 0, .. new float[Side]];
        return Probing.Subject(spec, weights, Draw(110)) with { Training = Draw(110), Claim = new PrivacyClaim(1, 1e-5) };
    }

    /// <summary>Records of a table with a protected attribute.</summary>
    private static ProbeSubject Table() => SmallSubject.Create(data: SmallSubject.Records(120) with
    {
        Protected = ImmutableDictionary<string, string[]>.Empty.Add("sex", [.. Enumerable.Range(0, 120).Select(i => i % 3 == 0 ? "f" : "m")]),
    });

    private ImmutableArray<Measurement> Measured(ProbeSubject subject, string folder)
    {
        var inputs = SmallSubject.Inputs(subject: subject) with { Only = Probes };
        var report = new SuiteRun(inputs, ProbeCatalogue.All, _folder[folder], 1, TimeProvider.System).Run(new SilentDisplay(), TestContext.Current.CancellationToken).Report;
        Assert.All(report.Probes, probe => Assert.True(probe.Outcome != Assurance.Reports.ProbeOutcome.Failed, $"{probe.Id}: {probe.Reason}"));
        return [.. report.AllMeasurements];
    }
}
