using System.Text;
using FederatedSecure.Assurance.Gates;

namespace FederatedSecure.Assurance.Tests.Gates;

public class GateReaderTests
{
    [Fact]
    public void Read_EveryField_IsTaken()
    {
        var reading = Read("""
            {
              // Comments and trailing commas are fine.
              "name": "clinic",
              "rules": [
                { "measurement": "evasion.*.accuracy", "setting": "linf*", "atLeast": 0.5, "atMost": 1, "noWorseThanBaselineBy": 0.02,
                  "required": false, "proof": "attacker", "because": "the agreed floor", },
              ],
            }
            """);

        Assert.Empty(reading.Problems);
        Assert.Equal("clinic", reading.Gate!.Name);
        Assert.Equal(
            new GateRule("evasion.*.accuracy")
            {
                Setting = "linf*",
                AtLeast = 0.5,
                AtMost = 1,
                NoWorseThanBaselineBy = 0.02,
                IsRequired = false,
                Proof = BurdenOfProof.Attacker,
                Because = "the agreed floor",
            },
            Assert.Single(reading.Gate.Rules));
    }

    [Fact]
    public void Read_LeftOut_MeansRequiredAndTheModelsBurden()
    {
        var rule = Read("""{ "rules": [ { "measurement": "a.b.c", "atMost": 1 } ] }""").Gate!.Rules[0];

        Assert.True(rule.IsRequired);
        Assert.Equal(BurdenOfProof.Model, rule.Proof);
    }

    [Fact]
    public void Read_ManyProblems_AllAreFoundWithLineAndPath()
    {
        var reading = Read("""
            {
              "rulez": [],
              "rules": [
                { "measurement": "a.b.c", "atleast": 0.5 },
                { "measurement": "a.b.c", "atLeast": "0.5" },
                { "atLeast": 0.5 },
                { "measurement": "a.b.c" },
                { "measurement": "a.b.c",
                  "atMost": 1, "atMost": 2 },
                { "measurement": "a.b.c", "noWorseThanBaselineBy": -1 },
                { "measurement": "a.b.c", "atLeast": 1, "required": "no" },
                { "measurement": "a.b.c", "atLeast": 1, "proof": "nobody" },
                { "measurement": "a.b.c", "atLeast": 2, "atMost": 1 },
                7
              ]
            }
            """);

        Assert.Null(reading.Gate);
        Assert.Equal(
            [
                (2, "rulez"), (4, "rules[0].atleast"), (5, "rules[1].atLeast"), (6, "rules[2].measurement"), (7, "rules[3]"), (9, "rules[4].atMost"),
                (10, "rules[5].noWorseThanBaselineBy"), (11, "rules[6].required"), (12, "rules[7].proof"), (13, "rules[8]"), (14, "rules[9]"),
            ],
            reading.Problems.Select(problem => (problem.Line, problem.Path)));
        Assert.Contains("\"atLeast\"", reading.Problems[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("[]", 1)]
    [InlineData("{}", 1)]
    [InlineData("{ \"rules\": [] }", 1)]
    [InlineData("{\n \"rules\": {} }", 2)]
    [InlineData("{\n \"rules\": [\n {] }", 3)]
    [InlineData("{ \"rules\": [ { \"measurement\": \"a\", \"atLeast\": 1 } ] }\n{}", 2)]
    [InlineData("{ \"rules\": [ { \"measurement\": \"a\", \"atLeast\": NaN } ] }", 1)]
    [InlineData("{ \"rules\": [ { \"measurement\": \"a\", \"atLeast\": 1e999 } ] }", 1)]
    public void Read_NoGate_IsRefusedWithItsLine(string text, int line)
    {
        var reading = Read(text);

        Assert.False(reading.IsGood);
        Assert.Equal(line, reading.Problems[0].Line);
    }

    private static GateReading Read(string text) => Gate.Read(Encoding.UTF8.GetBytes(text));
}
