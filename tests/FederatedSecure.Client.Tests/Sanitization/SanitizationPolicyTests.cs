using System.CommandLine;
using FederatedSecure.Client.Commands;
using FederatedSecure.Client.Policy;
using FederatedSecure.Client.Tests.Support;
using FederatedSecure.Hosting.Commands;

namespace FederatedSecure.Client.Tests.Sanitization;

public sealed class SanitizationPolicyTests : IDisposable
{
    private readonly SiteFolder _site = new();

    [Fact]
    public void Read_AllRules_ArriveAndTheFirstPatternThatFitsCounts()
    {
        var policy = Read("""
            { "sanitization": {
                "mail*": { "bounds": { "a": [0, 5] }, "duplicates": true, "z": 4, "robustZ": 6.5, "isolationForest": 0.7, "labelNoise": 0.9, "maximumRemoved": 0.1, "acceptPrivacyLoss": true },
                "*": { "duplicates": true } } }
            """);

        var rules = policy.SanitizationOf("mails")!;
        Assert.Equal((0, 5), rules.Bounds["a"]);
        Assert.Equal((4, 6.5, 0.7, 0.9, 0.1), (rules.Z, rules.RobustZ, rules.IsolationForest, rules.LabelNoise, rules.MaximumRemoved));
        Assert.True(rules.Duplicates && rules.AcceptsPrivacyLoss);
        Assert.Null(policy.SanitizationOf("digits")!.Z);
        Assert.Null(Read("{ }").SanitizationOf("digits"));
    }

    [Theory]
    [InlineData("""{ "*": { "robustz": 4 } }""", "\"robustz\" is unknown")]
    [InlineData("""{ "*": { "z": -1 } }""", "z must be a number, 0 or more")]
    [InlineData("""{ "*": { "isolationForest": 2 } }""", "from 0 to 1")]
    [InlineData("""{ "*": { "bounds": { "a": [5, 0] } } }""", "the smaller one first")]
    [InlineData("""{ "*": { "duplicates": "yes" } }""", "must be true or false")]
    [InlineData("""[]""", "must be an object")]
    public void Read_WrongRules_SaysWhatTheyMustBe(string rules, string part)
    {
        var exception = Assert.Throws<CommandException>(() => Read($"{{ \"sanitization\": {rules} }}"));

        Assert.Equal(ExitCode.BadInput, exception.ExitCode);
        Assert.Contains(part, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "digits": { "bounds": { "a": [0, 28] } } }""", ExitCode.Success)]
    [InlineData("""{ "digits": { "bounds": { "a": [0, 10] } } }""", ExitCode.Refused)]
    [InlineData("""{ "digits": { "bounds": { "nothing": [0, 10] } } }""", ExitCode.BadInput)]
    [InlineData("""{ "others": { "duplicates": true } }""", ExitCode.NotFound)]
    public async Task Sanitize_DryRun_HasItsExitCodeAndChangesNothing(string rules, int expected)
    {
        _site.WriteData();
        File.WriteAllText(_site.Directory.PolicyFile, $"{{ \"sanitization\": {rules} }}");
        var before = File.ReadAllText(_site.File("data.csv"));

        Assert.Equal(expected, await CommandHost.RunAsync(new RootCommand { DataCommands.Create() }, ["data", "sanitize", "digits", "--json", "--data", _site.Directory.Root]));

        Assert.Equal(before, File.ReadAllText(_site.File("data.csv")));
        Assert.False(Directory.Exists(_site.Directory.Sanitization));
    }

    [Fact]
    public async Task Sanitize_UnknownDataSet_IsNotFound()
    {
        File.WriteAllText(_site.Directory.PolicyFile, "{ }");

        Assert.Equal(ExitCode.NotFound, await CommandHost.RunAsync(new RootCommand { DataCommands.Create() }, ["data", "sanitize", "none", "--data", _site.Directory.Root]));
    }

    public void Dispose() => _site.Dispose();

    private SitePolicy Read(string json)
    {
        File.WriteAllText(_site.Directory.PolicyFile, json);
        return PolicyFile.Read(_site.Directory.PolicyFile);
    }
}
