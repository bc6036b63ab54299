using System.Collections.Immutable;
using FederatedSecure.Client.Policy;
using FederatedSecure.Client.Tests.Support;
using FederatedSecure.Client.Work;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Learning.Training;

namespace FederatedSecure.Client.Tests.Policy;

public sealed class PolicyTests : IDisposable
{
    private static readonly TimeOnly Noon = new(12, 0);
    private readonly SiteFolder _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public void Check_DefaultPolicyThatAllowsPlainJobs_HasNothingAgainstAnOrdinaryOne() => Assert.Null(Check(new SitePolicy { AllowPlain = true, AllowNonPrivate = true }));

    public static TheoryData<string, SitePolicy> Refusals => new()
    {
        { "policy.protection", new SitePolicy() },
        { "policy.privacy", new SitePolicy { AllowPlain = true } },
        { "policy.job", new SitePolicy { AllowPlain = true, AllowNonPrivate = true, Jobs = ["trusted-*"] } },
        { "policy.job", new SitePolicy { AllowPlain = true, AllowNonPrivate = true, Jobs = [] } },
        { "policy.data-set", new SitePolicy { AllowPlain = true, AllowNonPrivate = true, DataSets = ["other"] } },
        { "policy.model-size", new SitePolicy { AllowPlain = true, AllowNonPrivate = true, MaximumParameters = 14 } },
        { "policy.activations", new SitePolicy { AllowPlain = true, AllowNonPrivate = true, MaximumActivations = 1 } },
        { "policy.cohort", new SitePolicy { AllowPlain = true, AllowNonPrivate = true, MinimumCohort = 4 } },
        { "policy.epochs", new SitePolicy { AllowPlain = true, AllowNonPrivate = true, MaximumLocalEpochs = 1 } },
        { "policy.rounds", new SitePolicy { AllowPlain = true, AllowNonPrivate = true, MaximumRoundsPerJob = 5 } },
        { "policy.hours", new SitePolicy { AllowPlain = true, AllowNonPrivate = true, Hours = [Range("22:00-06:00")] } },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Check_PolicyThatSaysNo_NamesTheRuleAndTheReason(string code, SitePolicy policy)
    {
        var refusal = Check(policy);

        Assert.Equal(code, refusal?.Code);
        Assert.NotEmpty(refusal!.Reason);
    }

    [Fact]
    public void Check_AtTheLimits_IsStillAccepted() => Assert.Null(Check(new SitePolicy
    {
        AllowPlain = true,
        AllowNonPrivate = true,
        Jobs = ["x", "te*"],
        DataSets = ["dig*"],
        MaximumParameters = 15,
        MinimumCohort = 3,
        MaximumLocalEpochs = 2,
        MaximumRoundsPerJob = 6,
        Hours = [Range("10:00-11:00"), Range("12:00-12:01")],
    }));

    [Fact]
    public void Check_DataSetThatTheSiteDoesNotHave_IsRefused() => Assert.Equal(
        "policy.no-data", PolicyCheck.Check(new SitePolicy { AllowPlain = true, AllowNonPrivate = true }, SomePlan.Good, ["mails"], roundsSoFar: 0, membershipRank: 0, Noon)?.Code);

    [Fact]
    public void Check_EvaluationAfterTheLastAllowedRound_IsAccepted() => Assert.Null(PolicyCheck.Check(
        new SitePolicy { AllowPlain = true, AllowNonPrivate = true, MaximumRoundsPerJob = 5, MaximumLocalEpochs = 1 }, SomePlan.Good with { Kind = WorkKind.Evaluate }, ["digits"], roundsSoFar: 5, membershipRank: 0, Noon));

    [Theory]
    [InlineData("08:00-18:00", "08:00", true)]
    [InlineData("08:00-18:00", "17:59", true)]
    [InlineData("08:00-18:00", "18:00", false)]
    [InlineData("08:00-18:00", "07:59", false)]
    [InlineData("22:00-06:00", "23:59", true)]
    [InlineData("22:00-06:00", "00:00", true)]
    [InlineData("22:00-06:00", "05:59", true)]
    [InlineData("22:00-06:00", "06:00", false)]
    [InlineData("20:00-24:00", "23:59", true)]
    [InlineData("20:00-24:00", "00:00", false)]
    [InlineData("00:00-24:00", "13:00", true)]
    public void Hours_Range_HoldsItsStartAndNotItsEnd(string range, string time, bool isIn) =>
        Assert.Equal(isIn, Range(range).Contains(TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("8-18")]
    [InlineData("08:00")]
    [InlineData("08:00-08:00")]
    [InlineData("25:00-26:00")]
    [InlineData("")]
    [InlineData(null)]
    public void Hours_NoRange_IsRefused(string? text) => Assert.False(HourRange.TryParse(text, out _));

    [Fact]
    public void Read_Template_IsTheDefaultPolicy()
    {
        PolicyFile.WriteTemplate(_site.Directory.PolicyFile);
        var (read, defaults) = (PolicyFile.Read(_site.Directory.PolicyFile), new SitePolicy());

        Assert.Equal(Describe(defaults), Describe(read));
    }

    [Fact]
    public void WriteTemplate_PolicyThatIsThere_IsLeftAlone()
    {
        File.WriteAllText(_site.Directory.PolicyFile, "{}");
        PolicyFile.WriteTemplate(_site.Directory.PolicyFile);

        Assert.Equal("{}", File.ReadAllText(_site.Directory.PolicyFile));
    }

    [Fact]
    public void Read_CommentsTrailingCommasAndByteOrderMark_AreFine()
    {
        File.WriteAllText(_site.Directory.PolicyFile, "{ // mine\n \"jobs\": [\"a\",], }", new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal(["a"], PolicyFile.Read(_site.Directory.PolicyFile).Jobs);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("{\n\"jobs\": [\n}", "policy.json(3)")]
    [InlineData("[]", "{ … }")]
    [InlineData("{ \"job\": [] }", "Did you mean \"jobs\"?")]
    [InlineData("{ \"jobs\": \"*\" }", "list of texts")]
    [InlineData("{ \"maximumParameters\": 0 }", "from 1 to")]
    [InlineData("{ \"maximumParameters\": 1e30 }", "from 1 to")]
    [InlineData("{ \"minimumCohort\": 2.5 }", "from 1 to")]
    [InlineData("{ \"allowPlain\": \"no\" }", "true or false")]
    [InlineData("{ \"hours\": [\"8-18\"] }", "22:00-06:00")]
    [InlineData("{ \"device\": \"gpu\" }", "\"gpu\" is unknown")]
    [InlineData("{ \"device\": \"CUDA\" }", "Did you mean \"cuda\"?")]
    [InlineData("{ \"device\": 0 }", "\"auto\", \"cpu\" or \"cuda\"")]
    [InlineData("{ \"privacyBudgets\": { \"*\": { \"epsilon\": 0, \"delta\": 1e-5 } } }", "epsilon above 0")]
    [InlineData("{ \"privacyBudgets\": { \"*\": { \"epsilon\": -1, \"delta\": 1e-5 } } }", "epsilon above 0")]
    [InlineData("{ \"privacyBudgets\": { \"*\": { \"epsilon\": 8, \"delta\": 0 } } }", "delta between 0 and 1")]
    [InlineData("{ \"privacyBudgets\": { \"*\": { \"epsilon\": 8, \"delta\": 1 } } }", "delta between 0 and 1")]
    [InlineData("{ \"privacyBudgets\": { \"*\": { \"epsilon\": 8 } } }", "delta between 0 and 1")]
    [InlineData("{ \"privacyBudgets\": { \"*\": 8 } }", "\"*\" must have an epsilon")]
    [InlineData("{ \"jobs\": [\"\\ud800\"] }", "Unicode")]
    public void Read_MalformedPolicy_IsRefusedWithTheReasonAndARemedy(string text, string reason)
    {
        File.WriteAllText(_site.Directory.PolicyFile, text);

        var exception = Assert.Throws<CommandException>(() => PolicyFile.Read(_site.Directory.PolicyFile));

        Assert.Equal(ExitCode.BadInput, exception.ExitCode);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.Contains("accepts nothing", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", ComputeDevice.Auto)]
    [InlineData("{ \"device\": \"auto\" }", ComputeDevice.Auto)]
    [InlineData("{ \"device\": \"cpu\" }", ComputeDevice.Cpu)]
    [InlineData("{ \"device\": \"cuda\" }", ComputeDevice.Cuda)]
    public void Read_Device_IsWhatItSays(string text, ComputeDevice device)
    {
        File.WriteAllText(_site.Directory.PolicyFile, text);

        Assert.Equal(device, PolicyFile.Read(_site.Directory.PolicyFile).Device);
    }

    [Fact]
    public void Read_NoPolicy_AllowsNothing() =>
        Assert.Throws<CommandException>(() => PolicyFile.Read(_site.Directory.PolicyFile));

    private static PolicyRefusal? Check(SitePolicy policy) => PolicyCheck.Check(policy, SomePlan.Good, ["digits"], roundsSoFar: 5, membershipRank: 0, Noon);

    private static HourRange Range(string text) => HourRange.TryParse(text, out var range) ? range : throw new ArgumentException(text);

    private static string Describe(SitePolicy policy) =>
        $"{string.Join(',', policy.Jobs)} {string.Join(',', policy.DataSets)} {string.Join(',', policy.Hours)} {policy with { Jobs = [], DataSets = [], Hours = ImmutableArray<HourRange>.Empty }}";
}
