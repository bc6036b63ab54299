using CsCheck;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Rules;

public sealed class DivideAndConquerTests
{
    [Fact]
    public void Dnc_ExampleOfTheDocumentation_DropsTheOneFurthestOut() => Assert.Equal(4.0 / 3, Aggregate.Line(Aggregate.Rule("dnc"), 1, 0, 1, 3, 10));

    [Fact]
    public void Dnc_AnyInputsAndAllCoordinates_DropsTheLargestScoresAlongTheLeadingDirection() => Rows.Any(2, 10, 5).Sample((inputs, f) =>
    {
        var (mean, _, vector) = PlainSpectra.Leading(inputs, [.. inputs.Select(_ => 1.0)]);
        var kept = inputs.OrderBy(row => Math.Abs(PlainSpectra.Dot(PlainSpectra.Minus(row, mean), vector))).Take(inputs.Length - f);

        PlainSpectra.Close(PlainSpectra.MeanOf(kept), Aggregate.Rows(Aggregate.Rule("dnc"), f, inputs), 1e-9 * inputs.Max(PlainSpectra.Norm));
    });

    [Fact]
    public void Dnc_CoordinatesGiven_LooksAtThoseOnly()
    {
        // At coordinate 1, input 2 is furthest out; at 0, input 3.
        double[][] inputs = [[0, 0], [1, 1], [0, 9], [8, 1]];

        Assert.Equal([3, 2.0 / 3], Aggregate.Rows(Aggregate.Rule("dnc", ("coordinates", new double[] { 1 })), 1, inputs));
        Assert.Equal([0.5, 0.5], Aggregate.Rows(Aggregate.Rule("dnc", ("coordinates", new double[] { 1, 0 }), ("iterations", 2)), 1, inputs));
    }

    [Fact]
    public void Dnc_FilterOfOneAndAHalf_DropsTwoForOne() => Assert.Equal(0.5, Aggregate.Line(Aggregate.Rule("dnc", ("filter", 1.5)), 1, 0, 1, 5, -9, 0.5));

    [Fact]
    public void Dnc_NobodyKeptEveryTime_TakesThoseKeptMostOften()
    {
        // Two of four go each time: at coordinate 0 the inputs 2 and 3, at 1 the inputs 0 and 1, at 2 the inputs 1 and 2. Kept twice: 0 and 3.
        var rule = Aggregate.Rule("dnc", ("coordinates", new double[] { 0, 1, 2 }), ("iterations", 3), ("filter", 2));

        Assert.Equal([4.5, 4.5, 0], Aggregate.Rows(rule, 1, [0, 9, 0], [0, -9, 9], [-9, 0, -9], [9, 0, 0]));
    }

    [Fact]
    public void Dnc_SeededSubsample_RepeatsAndIsAmongAllCoordinates() => Gen.Int[0, int.MaxValue].Sample(
        seed =>
        {
            var inputs = Aggregate.Widen(Aggregate.Inputs(9, 2, 500, (ulong)seed));
            var rule = Aggregate.Rule("dnc", ("subsample", 40), ("iterations", 3), ("seed", seed));

            var once = Aggregate.Rows(rule, 2, inputs);

            // The far ones are far in every coordinate.
            Assert.Equal(once, Aggregate.Rows(rule, 2, inputs));
            Assert.All(once, value => Assert.InRange(value, -10, 10));
        },
        iter: 20);

    [Fact]
    public void Dnc_CoordinatesThatCannotBe_AreRefused()
    {
        Assert.Contains("below 2", Assert.Throws<ArgumentException>(
            () => Aggregate.Rows(Aggregate.Rule("dnc", ("coordinates", new double[] { 2 })), 0, [1, 2], [3, 4])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Aggregate.Rule("dnc", ("coordinates", new double[] { 1, 2, 3 }), ("iterations", 2)));
        Assert.Throws<ArgumentException>(() => Aggregate.Rule("dnc", ("coordinates", new double[] { -1 })));
    }
}
