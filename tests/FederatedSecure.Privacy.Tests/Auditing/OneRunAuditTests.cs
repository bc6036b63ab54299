using System.Numerics;
using FederatedSecure.Numerics;

namespace FederatedSecure.Privacy.Tests.Auditing;

public sealed class OneRunAuditTests
{
    [Theory]
    [InlineData(1000, 100, 0.05)]
    [InlineData(10, 10, 0.01)]
    [InlineData(100_000, 20_000, 0.05)]
    public void LowerBound_AllGuessesRight_IsTheOneInClosedForm(int canaries, int guesses, double significance) =>
        // q^r = p, ε = ln(q/(1 − q)).
        Assert.Equal(-Math.Log(Math.Pow(significance, -1.0 / guesses) - 1), OneRunAudit.LowerBound(canaries, guesses, guesses, 0, significance), 1e-7);

    [Fact]
    public void LowerBound_HalfOfTheGuessesRight_IsNothing() => Assert.Equal(0, OneRunAudit.LowerBound(1000, 100, 50, 1e-5, 0.05));

    [Fact]
    public void LowerBound_NoGuesses_IsNothing() => Assert.Equal(0, OneRunAudit.LowerBound(1000, 0, 0, 0, 0.05));

    [Theory]
    [InlineData(4, 0.0, 1e-3)]
    [InlineData(7, 0.7, 0.0)]
    [InlineData(10, 1.3, 1e-2)]
    [InlineData(12, 3.0, 1e-5)]
    public void PValue_FewGuesses_IsTheSumOverAllOutcomes(int guesses, double epsilon, double delta)
    {
        // Every pattern of right and wrong guesses with its probability, without a binomial in sight.
        var right = Math.Exp(epsilon) / (1 + Math.Exp(epsilon));
        var mass = new double[guesses + 1];
        for (var pattern = 0; pattern < 1 << guesses; pattern++)
        {
            var probability = 1.0;
            for (var i = 0; i < guesses; i++)
            {
                probability *= (pattern >> i & 1) == 1 ? right : 1 - right;
            }

            mass[BitOperations.PopCount((uint)pattern)] += probability;
        }

        const int canaries = 20;
        for (var correct = 0; correct <= guesses; correct++)
        {
            var steepest = Enumerable.Range(1, correct).Select(i => mass[(correct - i)..correct].Sum() / i).DefaultIfEmpty(0).Max();
            var expected = Math.Min(1, mass[correct..].Sum() + (2 * canaries * delta * steepest));

            Assert.Equal(expected, OneRunAudit.PValue(canaries, guesses, correct, epsilon, delta), 1e-12);
        }
    }

    [Theory]
    [InlineData(500, 400, 0.0)]
    [InlineData(500, 300, 1e-5)]
    [InlineData(2000, 1500, 1e-6)]
    public void LowerBound_Anything_IsWhereTheProbabilityMeetsTheSignificance(int guesses, int correct, double delta)
    {
        var bound = OneRunAudit.LowerBound(5000, guesses, correct, delta, 0.05);

        Assert.True(bound > 0);
        Assert.Equal(0.05, OneRunAudit.PValue(5000, guesses, correct, bound, delta), 1e-9);
    }

    [Fact]
    public void ReplacementLowerBound_WithoutDelta_IsHalf() => Assert.Equal(
        OneRunAudit.LowerBound(1000, 400, 380, 0, 0.05) / 2, OneRunAudit.ReplacementLowerBound(1000, 400, 380, 0, 0.05), 1e-9);

    [Fact]
    public void ReplacementLowerBound_WithDelta_IsWhereTheConvertedClaimIsJustRefuted()
    {
        const double delta = 1e-5;
        var bound = OneRunAudit.ReplacementLowerBound(1000, 400, 380, delta, 0.05);

        Assert.Equal(0.05, OneRunAudit.PValue(1000, 400, 380, 2 * bound, (1 + Math.Exp(bound)) * delta), 1e-9);
    }

    [Fact]
    public void LowerBound_ARandomizedResponse_CoversItsEpsilon()
    {
        // Each coin is told rightly with e^ε/(1 + e^ε): the mechanism for which the theorem is tight.
        const double epsilon = 1.5;
        var right = Math.Exp(epsilon) / (1 + Math.Exp(epsilon));
        var random = new SeededRandomSource(5);
        const int runs = 300;
        var above = 0;
        for (var run = 0; run < runs; run++)
        {
            var correct = 0;
            for (var i = 0; i < 200; i++)
            {
                correct += random.NextDouble() < right ? 1 : 0;
            }

            above += OneRunAudit.LowerBound(200, 200, correct, 0, 0.1) > epsilon ? 1 : 0;
        }

        // At most 10 % in expectation; three deviations of a binomial beside it.
        Assert.InRange(above, 1, (0.1 * runs) + (3 * Math.Sqrt(runs * 0.1 * 0.9)));
    }

    [Theory]
    [InlineData(10, 5, 6)]
    [InlineData(10, 11, 6)]
    [InlineData(10, 5, -1)]
    public void LowerBound_ImpossibleCounts_AreRefused(int canaries, int guesses, int correct) =>
        Assert.Throws<ArgumentException>(() => OneRunAudit.LowerBound(canaries, guesses, correct, 0, 0.05));
}
