using System.Text;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Rounds.Tests.Jobs;

public sealed class ReleaseSectionTests
{
    private const string Rules = """{ "rules": [ { "measurement": "utility.clean.accuracy", "atLeast": 0.9 } ] }""";

    [Fact]
    public void Release_LeftOut_JudgesNothing() => Assert.Null(Parse("").Spec!.Release);

    [Fact]
    public void Release_Whole_IsRead()
    {
        var release = Parse($$""" "release": { "gate": {{Rules}}, "evaluators": ["red-b", "red-a"], "required": 2, "when": "every", "profile": "full" } """).Spec!.Release!;

        Assert.Equal(0.9, release.Gate.Rules.Single().AtLeast);
        Assert.Equal(["red-b", "red-a"], release.Evaluators.Select(evaluator => evaluator.Value));
        Assert.Equal((2, ReleaseOccasion.Every, "full"), (release.Required, release.Occasion, release.Profile));
        Assert.Equal(Rules, Encoding.UTF8.GetString(release.GateText.AsSpan()));
    }

    [Fact]
    public void Release_WithDefaults_JudgesTheLastRoundByOneReportOfTheStandardProfile()
    {
        var release = Parse($$""" "release": { "gate": {{Rules}}, "evaluators": ["red"] } """).Spec!.Release!;

        Assert.Equal((1, ReleaseOccasion.Last, "standard"), (release.Required, release.Occasion, release.Profile));
        Assert.Equal([false, false, true], new[] { 1, 2, 3 }.Select(round => release.Judges(round, rounds: 3)));
    }

    [Theory]
    [InlineData("""{ "evaluators": ["red"] }""", "release.gate", "is missing")]
    [InlineData("""{ "gate": "gate.json", "evaluators": ["red"] }""", "release.gate", "names a file")]
    [InlineData("""{ "gate": { "rules": [] }, "evaluators": ["red"] }""", "release.gate.rules", "at least one rule")]
    [InlineData("""{ "gate": { "rules": [ { "measurement": "a.b.c", "atleast": 1 } ] }, "evaluators": ["red"] }""", "release.gate.rules[0].atleast", "atLeast")]
    [InlineData("""{ "gate": RULES }""", "release.evaluators", "must be a list")]
    [InlineData("""{ "gate": RULES, "evaluators": [] }""", "release.evaluators", "must be a list")]
    [InlineData("""{ "gate": RULES, "evaluators": "red" }""", "release.evaluators", "must be a list")]
    [InlineData("""{ "gate": RULES, "evaluators": ["red", "Red Team"] }""", "release.evaluators[1]", "must be a name")]
    [InlineData("""{ "gate": RULES, "evaluators": ["red", "red"] }""", "release.evaluators[1]", "twice")]
    [InlineData("""{ "gate": RULES, "evaluators": ["red"], "required": 2 }""", "release.required", "number of evaluators (1)")]
    [InlineData("""{ "gate": RULES, "evaluators": ["red"], "required": 0 }""", "release.required", "whole number from 1")]
    [InlineData("""{ "gate": RULES, "evaluators": ["red"], "when": "never" }""", "release.when", "not possible")]
    [InlineData("""{ "gate": RULES, "evaluators": ["red"], "profile": "slow" }""", "release.profile", "not possible")]
    [InlineData("""{ "gate": RULES, "evaluators": ["red"], "requires": 1 }""", "release.requires", "required")]
    [InlineData("""[]""", "release", "must be an object")]
    public void Release_Wrong_IsRefusedWithItsPlace(string release, string path, string words)
    {
        var problems = Parse($"\"release\": {release.Replace("RULES", Rules, StringComparison.Ordinal)}").Problems;

        var problem = Assert.Single(problems, problem => problem.Path == path);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        Assert.Equal(3, problem.Line);
    }

    private static JobSpecResult Parse(string release) => JobFileReader.Parse(Encoding.UTF8.GetBytes($$"""
        { "name": "x", "dataSet": "d", "rounds": 3, "cohort": { "size": 9 }, "aggregation": { "weighting": "uniform" },
          "model": { "input": [4], "layers": [ { "type": "linear", "out": 3 }, { "type": "softmax-head", "classes": 3 } ] },
          {{release}}
        }
        """));
}
