using System.Collections.Immutable;
using CsCheck;
using FederatedSecure.Adversary.Poisoning;
using FederatedSecure.Lab.Poisoning;
using FederatedSecure.Lab.Poisoning.Data;
using FederatedSecure.Lab.Poisoning.Updates;
using FederatedSecure.Learning.Data;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.EndToEnd.Tests.Poisoning;

/// <summary>Attacks in data space, without training.</summary>
public sealed class SitePoisonerTests
{
    private static readonly Trigger Mark = new(Size: 4, Gap: 2, Shift: 0, Value: 9);

    [Fact]
    public void LabelFlip_Example_HoldsAndTwiceIsNothing()
    {
        var data = Flat([0, 3, 9], classes: 10);

        var flipped = new LabelFlip().Poison(data, View());

        Assert.Equal([9, 6, 0], flipped.Labels);
        Assert.Equal(data.Labels, new LabelFlip().Poison(flipped, View()).Labels);
        Assert.Same(data.Features, flipped.Features);
    }

    [Fact]
    public void TargetedLabelFlip_ChangesTheSourceOnly()
    {
        var flip = new TargetedLabelFlip(source: 2, target: 7);

        Assert.Equal([7, 7, 1], flip.Poison(Flat([2, 7, 1], classes: 10), View()).Labels);
        Assert.Equal([7, 7], flip.Goal(Flat([2, 7, 1, 2], classes: 10))!.Labels);
    }

    [Fact]
    public void DynamicLabelFlip_TakesTheLeastLikelyAndTheLowestOfEquals()
    {
        var view = View() with { Logits = _ => [2, -1, 0, 5, 5, 5, 1, 0, 0] };

        Assert.Equal([1, 0, 1], new DynamicLabelFlip().Poison(Flat([0, 1, 2], classes: 3), view).Labels);
    }

    [Fact]
    public void Trigger_Parts_AreTheExampleAndDoNotOverlap()
    {
        var parts = Enumerable.Range(0, Trigger.Parts).Select(part => Mark.Places([1, 28, 28], part)).ToArray();

        Assert.Equal([6, 7, 8, 9], parts[1]);
        Assert.Equal([84, 85, 86, 87], parts[2]);
        Assert.Equal(16, parts.SelectMany(part => part).Distinct().Count());
    }

    [Fact]
    public void Trigger_SmallPicture_StaysInIt() => Gen.Select(Gen.Int[1, 5], Gen.Int[0, 4], Gen.Int[0, 6], Gen.Int[2, 9]).Sample((size, gap, shift, side) =>
        Assert.All(
            Enumerable.Range(0, Trigger.Parts).SelectMany(part => new Trigger(size, gap, shift, 1).Places([1, side, side], part)),
            place => Assert.InRange(place, 0, (side * side) - 1)));

    [Fact]
    public void Backdoor_AddsMarkedRecordsAndLeavesTheOthersAlone()
    {
        var data = Pictures(100);

        var poisoned = new Backdoor(Mark, target: 3, fraction: 0.25, isDistributed: false).Poison(data, View());

        Assert.Equal(125, poisoned.Count);
        Assert.Equal(data.Features, poisoned.Features[..data.Features.Length]);
        Assert.All(poisoned.Labels[100..], label => Assert.Equal(3, label));
        Assert.All(Enumerable.Range(100, 25), record => Assert.Equal(16, Marked(poisoned, record)));
    }

    [Fact]
    public void Backdoor_Distributed_FourAttackersSetTheWholeMarkTogether()
    {
        var attack = new Backdoor(Mark, target: 3, fraction: 0.5, isDistributed: true);
        var places = Enumerable.Range(0, 5).Select(attacker =>
        {
            var poisoned = attack.Poison(Pictures(10), View() with { Attacker = attacker });
            return Enumerable.Range(0, 784).Where(place => poisoned.Features[(14 * 784) + place] == 9).ToArray();
        }).ToArray();

        Assert.All(places, part => Assert.Equal(4, part.Length));
        Assert.Equal(16, places.Take(4).SelectMany(part => part).Distinct().Count());
        Assert.Equal(places[0], places[4]);
    }

    [Fact]
    public void Backdoor_Goal_IsMarkedRecordsOfOtherClasses()
    {
        var goal = new Backdoor(Mark, target: 3, fraction: 0.5, isDistributed: true).Goal(Pictures(100))!;

        Assert.Equal(90, goal.Count);
        Assert.All(goal.Labels, label => Assert.Equal(3, label));
        Assert.All(Enumerable.Range(0, goal.Count), record => Assert.Equal(16, Marked(goal, record)));
    }

    [Fact]
    public void EdgeCase_TeachesTheFarthestOfTheSource()
    {
        // Class 0 lies around 0 but for one record at 50; the others are class 1.
        var data = new DataSet([0, 1, -1, 50, 2, 7, 8, 9], [1], [0, 0, 0, 0, 0, 1, 1, 1], ["a", "b"], [], ImmutableDictionary<string, string[]>.Empty);

        var attack = new EdgeCase(source: 0, target: 1, tail: 0.2, fraction: 0.5);
        var poisoned = attack.Poison(data, View());

        Assert.Equal([0, 1, -1, 2, 7, 8, 9], poisoned.Features[..7]);
        Assert.Equal(7 + 8, poisoned.Count);
        Assert.All(Enumerable.Range(7, 8), record => Assert.Equal((50, 1), (poisoned.Features[record], poisoned.Labels[record])));
        Assert.Equal([50], attack.Goal(data)!.Features);
    }

    [Fact]
    public void Boost_DefaultFactor_ReplacesTheModel()
    {
        // Ten sites of which two attack, the others have converged: the mean of the updates is the attacker's.
        var view = View() with { Sites = 10, Attackers = 2 };
        float[] wanted = [1, -2, 0.5f];

        var sent = new Boost(factor: null, serverRate: 0.5).Poison(wanted, view);

        Assert.Equal(wanted, Array.ConvertAll(sent, value => (float)(0.5 * 2 * value / 10)));
    }

    [Fact]
    public void Projection_KeepsDirectionsAndBoundsNorms() => Gen.Select(Gen.Float[-10, 10].Array[1, 20], Gen.Double[0.1, 5]).Sample((update, radius) =>
    {
        var projected = new Projection(radius).Poison(update, View());
        var (before, after) = (Math.Sqrt(VectorKernels.SquaredNorm(update)), Math.Sqrt(VectorKernels.SquaredNorm(projected)));
        Assert.Equal(Math.Min(before, radius), after, 1e-4);
        Assert.All(update.Zip(projected), pair => Assert.Equal(pair.First * after, pair.Second * before, 1e-2));
    });

    [Fact]
    public void LeastUsed_Example_Holds()
    {
        var view = View() with { Global = [5, 0, -3, 1], PreviousGlobal = [0, 0, 0, 0] };

        Assert.Equal([0f, 1, 0, 1], new LeastUsed(0.5).Poison([1, 1, 1, 1], view));
        Assert.Equal([1f, 1, 1, 1], new LeastUsed(0.5).Poison([1, 1, 1, 1], view with { PreviousGlobal = null }));
    }

    [Fact]
    public void All_Attacks_ChangeNeitherRecordsNorUpdates()
    {
        foreach (var entry in SitePoisoners.All)
        {
            var data = Pictures(60);
            var (features, labels) = ((float[])data.Features.Clone(), (int[])data.Labels.Clone());
            float[] update = [1, 2, 3];
            var view = View() with { Global = [1, 1, 1], PreviousGlobal = [0, 1, 2], Logits = records => new float[records.Count * 10] };
            var attack = SitePoisoners.Create(entry.Name, PoisonParameters.None, data, serverRate: 1);

            var poisoned = attack.Poison(data, view);
            attack.Poison(update, view);

            Assert.Equal(entry.Name, attack.Name);
            Assert.Equal(features, data.Features);
            Assert.Equal(labels, data.Labels);
            Assert.Equal([1f, 2, 3], update);
            Assert.Equal(poisoned.Count * 784, poisoned.Features.Length);
        }
    }

    private static SiteView View() => new()
    {
        Model = ModelSpec.Create([1], [new LinearLayer(2), new SoftmaxHeadLayer(2)]),
        Global = [0, 0, 0, 0],
        Logits = _ => throw new InvalidOperationException("This attack does not ask the model."),
        Random = new SeededRandomSource(1),
    };

    private static DataSet Flat(int[] labels, int classes) => new(
        new float[labels.Length], [1], labels, [.. Enumerable.Range(0, classes).Select(i => $"{i}")], [], ImmutableDictionary<string, string[]>.Empty);

    /// <summary>Black pictures, one in ten of each class.</summary>
    private static DataSet Pictures(int count) => new(
        new float[count * 784], [1, 28, 28], [.. Enumerable.Range(0, count).Select(i => i % 10)], [.. Enumerable.Range(0, 10).Select(i => $"{i}")], [], ImmutableDictionary<string, string[]>.Empty);

    private static int Marked(DataSet data, int record) => data.Features.AsSpan(record * data.RecordLength, data.RecordLength).Count(9f);
}
