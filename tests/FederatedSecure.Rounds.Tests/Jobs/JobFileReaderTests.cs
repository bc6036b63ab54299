using System.Text;
using CsCheck;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Rounds.Tests.Jobs;

public sealed class JobFileReaderTests
{
    private const string Good = """
        {
          // A comment.
          "name": "spam",
          "protection": "plain",
          "dataSet": "mails",
          "model": {
            "input": [57],
            "layers": [ { "type": "linear", "out": 2 }, { "type": "softmax-head", "classes": 2 }, ],
          },
          "rounds": 3,
          "cohort": { "size": 4 },
        }
        """;

    [Fact]
    public void Parse_CommentsAndTrailingCommas_AreFineAndTheRestHasDefaults()
    {
        var spec = Parse(Good).Spec!;

        Assert.Equal(("spam", "mails", 3, 4), (spec.Name, spec.DataSet, spec.Rounds, spec.Cohort.Size));
        Assert.Equal(4, spec.MinimumReports);
        Assert.Equal((TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1), 3), (spec.Deadline, spec.Lease, spec.Attempts));
        Assert.Equal(new TrainingSpec(), spec.Training);
        Assert.Equal("fedavg", spec.Aggregation.ServerOptimizer.Name);
    }

    [Theory]
    [InlineData("\"rounds\": 3", "\"rounds\": 0", 10, "rounds", "from 1 to 100,000")]
    [InlineData("\"rounds\": 3", "\"rounds\": \"3\"", 10, "rounds", "whole number")]
    [InlineData("\"rounds\": 3", "\"rounds\": 2.5", 10, "rounds", "whole number")]
    [InlineData("\"rounds\": 3", "\"round\": 3", 10, "round", "Did you mean \"rounds\"?")]
    [InlineData("\"rounds\": 3", "\"rounds\": 3, \"rounds\": 4", 10, "rounds", "stands here twice")]
    [InlineData("\"plain\"", "\"encrpyted\"", 4, "protection", "not possible")]
    [InlineData("\"mails\"", "\"My Mails\"", 5, "dataSet", "a-z, 0-9 and inner hyphens")]
    [InlineData("\"spam\"", "\"\"", 3, "name", "1 to 100 characters")]
    [InlineData("\"out\": 2 }", "\"out\": 0 }", 8, "model.layers[0].out", "must be")]
    [InlineData("\"type\": \"linear\"", "\"type\": \"lineal\"", 8, "model.layers[0].type", "linear")]
    [InlineData("\"out\": 2 }", "\"out\": 2000000000 }", 8, "model.layers[0].out", "the limit is 256,000,000")]
    [InlineData("\"size\": 4", "\"size\": 4, \"overSelection\": -1", 11, "cohort.overSelection", "at least 0")]
    [InlineData("\"size\": 4 },", "\"size\": 4 }, \"minimumReports\": 5", 11, "minimumReports", "must not be above cohort.size (4)")]
    [InlineData("\"size\": 4 },", "\"size\": 4 }, \"lease\": \"00:20:00\"", 11, "lease", "must not be longer than the deadline")]
    [InlineData("\"size\": 4 },", "\"size\": 4 }, \"deadline\": \"5 minutes\"", 11, "deadline", "hh:mm:ss")]
    [InlineData("\"size\": 4 },", "\"size\": 4 }, \"training\": { \"learningRate\": 0 }", 11, "training.learningRate", "above 0")]
    [InlineData("\"size\": 4 },", "\"size\": 4 }, \"training\": { \"momentum\": 1 }", 11, "training.momentum", "below 1")]
    [InlineData("\"size\": 4 },", "\"size\": 4 }, \"aggregation\": { \"serverOptimizer\": { \"name\": \"adam\" } }", 11, "aggregation.serverOptimizer.name", "fedadam")]
    [InlineData("\"size\": 4 },", "\"size\": 4 }, \"aggregation\": 7", 11, "aggregation", "must be an object")]
    [InlineData("\"size\": 4 },", "\"size\": 4 }, \"seed\": -1", 11, "seed", "from 0 to")]
    [InlineData("\"size\": 4 },", "\"size\": 4 }, \"privacy\": { \"noiseMultiplier\": 0 }", 11, "privacy.noiseMultiplier", "at least 0.01")]
    [InlineData("\"size\": 4 },", "\"size\": 4 }, \"privacy\": { \"noiseMultiplier\": 1, \"epsilon\": 8 }", 11, "privacy.epsilon", "one of the two")]
    [InlineData("\"size\": 4 },", "\"size\": 4 }, \"privacy\": { \"epsilon\": 0 }", 11, "privacy.epsilon", "at least 0.001")]
    [InlineData("\"size\": 4 },", "\"size\": 4 }, \"privacy\": { \"delta\": 0 }", 11, "privacy.delta", "at least")]
    [InlineData("\"size\": 4 },", "\"size\": 4 }, \"privacy\": { \"delta\": 1 }", 11, "privacy.delta", "0.1")]
    [InlineData("\"size\": 4 },", "\"size\": 4 }, \"privacy\": { \"clipNorm\": 0 }", 11, "privacy.clipNorm", "at least")]
    [InlineData("\"size\": 4 },", "\"size\": 4 }, \"privacy\": { \"clipNorm\": -1 }", 11, "privacy.clipNorm", "at least")]
    [InlineData("\"size\": 4 },", "\"size\": 4 }, \"privacy\": { \"clipping\": \"adaptive\", \"targetQuantile\": 1 }", 11, "privacy.targetQuantile", "0.999")]
    [InlineData("\"size\": 4 },", "\"size\": 4 }, \"privacy\": { \"mechanism\": \"none\", \"epsilon\": 8 }", 11, "privacy.epsilon", "belongs to private training")]
    public void Parse_OneMistake_IsNamedByLinePathAndRemedy(string from, string to, int line, string path, string remedy)
    {
        var problem = Assert.Single(Parse(Good.Replace(from, to, StringComparison.Ordinal)).Problems, problem => problem.Path == path);

        Assert.Equal(line, problem.Line);
        Assert.Contains(remedy, problem.Message, StringComparison.Ordinal);
    }

    private const string Noisy = """
        {
          "name": "spam", "dataSet": "mails",
          "model": { "input": [57], "layers": [ { "type": "linear", "out": 2 }, { "type": "softmax-head", "classes": 2 } ] },
          "rounds": 3, "cohort": { "size": 6 },
          "aggregation": { "weighting": "uniform" },
          "encryption": { "bucketSize": 3, "siteNoise": { "epsilon": 4, "colluding": 1 } },
        }
        """;

    [Theory]
    [InlineData("\"epsilon\": 4", "\"epsilon\": 4, \"mechanism\": \"skellam\"", 4)]
    [InlineData("\"epsilon\": 4", "\"delta\": 1e-6", 8)]
    public void Parse_SiteNoise_IsWorkedOutForAllItsRounds(string from, string to, double epsilon)
    {
        var noise = Parse(Noisy.Replace(from, to, StringComparison.Ordinal)).Spec!.Noise!;

        // Three rounds and one to spare, two shares of noise in the smallest bucket.
        Assert.Equal((4, 2, epsilon), (noise.Terms.BudgetedRounds, noise.Shares, noise.Terms.Epsilon));
        Assert.InRange(noise.Epsilon(4), epsilon * 0.999, epsilon);
    }

    [Fact]
    public void Parse_SiteNoiseAsADeviation_TellsTheEpsilonThatItGives()
    {
        var wanted = Parse(Noisy).Spec!.Noise!;
        var deviation = (wanted.Terms.Deviation / wanted.Request.ClipNorm).ToString("R", System.Globalization.CultureInfo.InvariantCulture);

        var noise = Parse(Noisy.Replace("\"epsilon\": 4", $"\"deviation\": {deviation}", StringComparison.Ordinal)).Spec!.Noise!;

        Assert.InRange(noise.Terms.Epsilon, 4 * 0.999, 4 * 1.000001);
    }

    [Theory]
    [InlineData("\"weighting\": \"uniform\"", "\"weighting\": \"examples\", \"maximumWeight\": 100", "aggregation.weighting", "must be \"uniform\"")]
    [InlineData("\"colluding\": 1", "\"colluding\": 3", "encryption.siteNoise.colluding", "below encryption.bucketSize (3)")]
    [InlineData("\"epsilon\": 4", "\"epsilon\": 4, \"deviation\": 1", "encryption.siteNoise.epsilon", "give one of the two")]
    [InlineData("\"epsilon\": 4", "\"deviation\": 0.000001", "encryption.siteNoise", "take more bits, a smaller range or more noise")]
    [InlineData("\"epsilon\": 4", "\"deviation\": 0.01", "encryption.siteNoise", "take more noise")]
    [InlineData("\"bucketSize\": 3, \"siteNoise\": { \"epsilon\": 4", "\"bucketSize\": 3, \"bits\": 8, \"siteNoise\": { \"epsilon\": 0.1", "encryption.siteNoise", "take more bits")]
    [InlineData("\"epsilon\": 4", "\"epsilon\": 31", "encryption.siteNoise.epsilon", "at most 30")]
    [InlineData("\"epsilon\": 4", "\"sigma\": 4", "encryption.siteNoise.sigma", "is unknown here")]
    public void Parse_SiteNoiseThatCannotBe_SaysWhatToChange(string from, string to, string path, string remedy)
    {
        var problem = Assert.Single(Parse(Noisy.Replace(from, to, StringComparison.Ordinal)).Problems, problem => problem.Path == path);

        Assert.Contains(remedy, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ManyMistakes_AreAllFoundInTheirOrder()
    {
        var result = Parse(Good
            .Replace("\"plain\"", "\"open\"", StringComparison.Ordinal)
            .Replace("\"out\": 2 }", "\"out\": 0 }", StringComparison.Ordinal)
            .Replace("\"rounds\": 3", "\"rounds\": 0", StringComparison.Ordinal));

        Assert.False(result.IsValid);
        Assert.Equal([4, 8, 10], result.Problems.Select(problem => problem.Line));
    }

    [Fact]
    public void Parse_MissingFields_AreNamed()
    {
        var paths = Parse("{}").Problems.Select(problem => problem.Path).ToHashSet();

        Assert.Superset(new HashSet<string> { "name", "dataSet", "model", "rounds", "cohort.size" }, paths);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("[1]", 1)]
    [InlineData("{\n\"name\": \"x\"\n\"rounds\": 1\n}", 3)]
    [InlineData("{} {}", 1)]
    [InlineData("{\"name\": \"\\ud800\"}", 1)]
    [InlineData("{\"\\ud800\": 1}", 1)]
    public void Parse_NoJob_IsAProblemAndNoException(string text, int line)
    {
        var result = Parse(text);

        Assert.False(result.IsValid);
        Assert.Equal(line, result.Problems[0].Line);
    }

    [Fact]
    public void Parse_TooLong_IsRefusedUnread() =>
        Assert.Contains("at most", Assert.Single(JobFileReader.Parse(new byte[JobFileReader.MaximumLength + 1]).Problems).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_AnyBytes_NeverThrows() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        Assert.False(JobFileReader.Parse(bytes).IsValid);
    });

    [Fact]
    public void Parse_AnyCutOrFlippedByte_NeverThrows()
    {
        var good = Encoding.UTF8.GetBytes(Good);
        for (var length = 0; length < good.Length - 1; length++)
        {
            Assert.False(JobFileReader.Parse(good.AsSpan(0, length)).IsValid);
        }

        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Sample((place, value) =>
        {
            var bytes = (byte[])good.Clone();
            bytes[place] = value;
            var result = JobFileReader.Parse(bytes);
            Assert.True(result.IsValid || result.Problems.Length > 0);
        });
    }

    private static JobSpecResult Parse(string text) => JobFileReader.Parse(Encoding.UTF8.GetBytes(text));
}
