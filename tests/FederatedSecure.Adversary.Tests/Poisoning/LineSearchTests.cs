using CsCheck;
using FederatedSecure.Adversary.Poisoning;

namespace FederatedSecure.Adversary.Tests.Poisoning;

public sealed class LineSearchTests
{
    [Fact]
    public void Maximize_ExampleOfTheDocumentation_TriesThesePlaces()
    {
        var places = new List<double>();

        var best = new LineSearch(Evaluations: 5).Maximize(x =>
        {
            places.Add(x);
            return -(x - 30) * (x - 30);
        });

        Assert.Equal(30, best);
        Assert.Equal([0, 10, 30, 70, 62], places);
    }

    [Fact]
    public void Maximize_AfterTheFirstFailure_StepsShrinkAlsoOnSuccess()
    {
        var places = new List<double>();

        new LineSearch(Evaluations: 5).Maximize(x =>
        {
            places.Add(x);
            return -Math.Abs(x - 8);
        });

        // 10 is better than 0; 30 is not; then from 10 by 16, 12.8, 10.24.
        Assert.Equal([0, 10, 30, 26, 22.8], places.Select(place => Math.Round(place, 9)));
    }

    [Fact]
    public void Maximize_ObjectiveThatIsNeverANumber_StaysAtTheStart() => Assert.Equal(2, new LineSearch(Start: 2).Maximize(_ => double.NaN));

    [Fact]
    public void Maximize_AnyObjective_EvaluatesAsOftenAsAskedAndIsNoWorseThanTheStart() =>
        Gen.Select(Gen.Int[1, 40], Gen.Double[-5, 5], Gen.Double[0.1, 20], Gen.Double[0.51, 0.99], Gen.Double[0.1, 3]).Sample((evaluations, start, delta, ratio, wave) =>
        {
            var count = 0;
            double Objective(double x)
            {
                count++;
                return Math.Sin(x * wave) - (0.01 * x * x);
            }

            var best = new LineSearch(evaluations, start, delta, ratio).Maximize(Objective);

            return count == evaluations && Objective(best) >= Objective(start);
        });

    [Fact]
    public void Constructor_ImpossibleValues_Throws()
    {
        Assert.Throws<ArgumentException>(() => new LineSearch(Evaluations: 0));
        Assert.Throws<ArgumentException>(() => new LineSearch(Start: double.NaN));
        Assert.Throws<ArgumentException>(() => new LineSearch(Delta: 0));
        Assert.Throws<ArgumentException>(() => new LineSearch(Ratio: 0.5));
        Assert.Throws<ArgumentException>(() => new LineSearch(Ratio: 1));
    }
}
