using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Privacy.Attributes;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Attributes;

public class AttributeInferenceProbeTests
{
    private readonly AttributeInferenceProbe _probe = new();

    [Fact]
    public void Run_ModelWhoseAnswerIsTheAttribute_GainsAllThatCanBeGained()
    {
        // A coin that nothing else tells: half of the guesses are right without the model, all with it.
        var gains = Run([3, 0, 0], Records(400, seed: 1), Records(400, seed: 2));

        Assert.All(gains, gain => Assert.True(gain.Lower > 0.3 && gain.Upper < 0.7, gain.ToString()));
        Assert.Equal(["attribute, members", "attribute, non-members"], gains.Select(gain => gain.Setting));
    }

    [Fact]
    public void Run_ModelThatDoesNotLookAtIt_GainsNothing()
    {
        var gains = Run([0, 1, -1], Records(400, seed: 1), Records(400, seed: 2));

        Assert.All(gains, gain => Assert.InRange(0, gain.Lower, gain.Upper));
    }

    [Fact]
    public void Run_AttributeThatOtherFeaturesTell_GainsNothingBesides()
    {
        var gains = Run([3, 0, 0], Copied(Records(400, seed: 1)), Copied(Records(400, seed: 2)));

        Assert.All(gains, gain => Assert.Equal(0, gain.Value));
    }

    [Fact]
    public void Run_OneHotGroup_IsOneAttribute()
    {
        var (training, test) = (Grouped(600, seed: 1), Grouped(600, seed: 2));
        var (spec, weights) = Networks.Linear([[2, 0, -2, 0], [0, 0, 0, 0]], [0, 0]);
        var subject = Contexts.Subject(spec, weights, training, test) with
        {
            Constraints = new FeatureConstraints([0, 0, 0, -9], [1, 1, 1, 9], [0, 0, 0, 0], [[0, 1, 2]], []),
        };

        var gains = _probe.Run(Contexts.Context(subject)).Measurements;

        // Three values: one guess in three is right without the model.
        Assert.Equal(["colour, members", "colour, non-members"], gains.Select(gain => gain.Setting));
        Assert.All(gains, gain => Assert.True(gain.Lower > 0.2, gain.ToString()));
    }

    [Fact]
    public void NotApplicable_PicturesOrNoAttributes_SaysWhy()
    {
        Assert.NotNull(_probe.NotApplicable(Contexts.Subject(Networks.DigitNetwork, [], Digits.Test, Digits.Test)));
        Assert.NotNull(_probe.NotApplicable(Contexts.Subject(NoisyLabels.Network, [], NoisyLabels.Draw(200, 1), NoisyLabels.Draw(200, 2))));
        Assert.NotNull(_probe.NotApplicable(Contexts.Subject(NoisyLabels.Network, [], null, NoisyLabels.Draw(200, 2))));
    }

    private ImmutableArray<Measurement> Run(float[] weights, DataSet training, DataSet test)
    {
        var (spec, all) = Networks.Linear([weights, [0, 0, 0]], [0, 0]);
        var subject = Contexts.Subject(spec, all, training, test);
        Assert.Null(_probe.NotApplicable(subject));
        return [.. _probe.Run(Contexts.Context(subject)).Measurements.Where(gain => gain.Setting.StartsWith("attribute,", StringComparison.Ordinal))];
    }

    /// <summary>A coin, and two normal values; the label is the sign of one of them.</summary>
    private static DataSet Records(int count, ulong seed)
    {
        var random = new SeededRandomSource(seed);
        float[] features = [.. Enumerable.Range(0, count).SelectMany(_ => new[] { random.NextInt32(2), (float)random.NextGaussian(), (float)random.NextGaussian() })];
        return new DataSet(features, [3], [.. Enumerable.Range(0, count).Select(i => features[(3 * i) + 1] > 0 ? 1 : 0)], ["no", "yes"], [], []) { FeatureNames = ["attribute", "a", "b"] };
    }

    /// <summary>The second feature tells the first one.</summary>
    private static DataSet Copied(DataSet records)
    {
        var features = records.Features.ToArray();
        for (var i = 0; i < features.Length; i += 3)
        {
            features[i + 1] = (100 * features[i]) + (features[i + 1] / 100);
        }

        return records with { Features = features };
    }

    private static DataSet Grouped(int count, ulong seed)
    {
        var random = new SeededRandomSource(seed);
        var features = new float[4 * count];
        for (var i = 0; i < count; i++)
        {
            features[(4 * i) + random.NextInt32(3)] = 1;
            features[(4 * i) + 3] = (float)random.NextGaussian();
        }

        return new DataSet(features, [4], [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(2))], ["no", "yes"], [], [])
        {
            FeatureNames = ["colour=red", "colour=green", "colour=blue", "weight"],
        };
    }
}
