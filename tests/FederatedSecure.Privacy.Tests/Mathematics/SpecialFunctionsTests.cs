using CsCheck;
using FederatedSecure.Privacy.Tests.Support;

namespace FederatedSecure.Privacy.Tests.Mathematics;

public sealed class SpecialFunctionsTests
{
    [Theory]
    [InlineData(0.5, 0.479500122186953462317)]
    [InlineData(1, 0.157299207050285130659)]
    [InlineData(2, 0.004677734981047265837931)]
    [InlineData(-1, 1.842700792949714869341)]
    [InlineData(5, 1.5374597944280348502e-12)]
    [InlineData(10, 2.0884875837625447570e-45)]
    [InlineData(26, 5.663192408856142846e-296)]
    public void Erfc_TabulatedValues_AreMet(double x, double expected) =>
        // Abramowitz and Stegun, table 7.1 ff., continued by the continued fraction 7.1.14 in high precision.
        Assert.Equal(expected, SpecialFunctions.Erfc(x), 2e-15 * expected);

    [Fact]
    public void NormalTail_AnyArgument_AgreesWithSeriesAndContinuedFraction() => Gen.Double[-8, 37].Sample(x =>
    {
        var expected = Reference.NormalTail(x);

        Assert.Equal(expected, SpecialFunctions.NormalTail(x), 1e-12 * expected);
        Assert.Equal(Math.Log(expected), SpecialFunctions.LogNormalTail(x), 1e-12 * (1 + Math.Abs(Math.Log(expected))));
    });

    [Fact]
    public void ScaledErfc_AnyArgument_IsErfcWithoutItsExponential() => Gen.Double[0, 20].Sample(x =>
        Assert.Equal(1, SpecialFunctions.Erfc(x) / (SpecialFunctions.ScaledErfc(x) * Math.Exp(-x * x)), 1e-12));

    [Theory]
    [InlineData(0.46875)]
    [InlineData(4)]
    public void ScaledErfc_WhereTheFormulaChanges_IsContinuous(double x) =>
        Assert.Equal(1, SpecialFunctions.ScaledErfc(Math.BitDecrement(x)) / SpecialFunctions.ScaledErfc(Math.BitIncrement(x)), 1e-15);

    [Fact]
    public void Tails_AtTheEnds_AreTheLimits()
    {
        Assert.Equal(0, SpecialFunctions.Erfc(double.PositiveInfinity));
        Assert.Equal(2, SpecialFunctions.Erfc(double.NegativeInfinity));
        Assert.Equal(double.NegativeInfinity, SpecialFunctions.LogNormalTail(double.PositiveInfinity));
        Assert.Equal(0, SpecialFunctions.LogNormalTail(double.NegativeInfinity));
        Assert.Equal(-0.5e200, SpecialFunctions.LogNormalTail(1e100), 1e190);
    }

    [Fact]
    public void Log1pAndExpm1_SmallAndLargeArguments_AreEachOthersInverse() => Gen.Select(Gen.Double[-30, 3], Gen.Bool).Sample((log, isNegative) =>
    {
        var x = Math.Exp(log) * (isNegative ? -1 : 1);

        Assert.Equal(1, SpecialFunctions.Log1p(SpecialFunctions.Expm1(x)) / x, 1e-14 * Math.Exp(Math.Max(0, -x)));
    });

    [Theory]
    [InlineData(1e-20, 1e-20)]
    [InlineData(-1e-9, -1.0000000005000000003e-9)]
    [InlineData(-1, double.NegativeInfinity)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    public void Log1p_KnownPlaces_IsAccurate(double x, double expected) =>
        Assert.Equal(expected, SpecialFunctions.Log1p(x), double.IsFinite(expected) ? 1e-15 * Math.Abs(expected) : 0);

    [Theory]
    [InlineData(1e-20, 1e-20)]
    [InlineData(0.02, 0.020201340026755810160)]
    [InlineData(-0.5, -0.393469340287366576396)]
    [InlineData(double.NegativeInfinity, -1)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    public void Expm1_KnownPlaces_IsAccurate(double x, double expected) =>
        Assert.Equal(expected, SpecialFunctions.Expm1(x), double.IsFinite(expected) ? 1e-15 * Math.Abs(expected) : 0);

    [Theory]
    [InlineData(0, 0, 0.693147180559945309)]
    [InlineData(-1000, -1000, -999.306852819440054690)]
    [InlineData(double.NegativeInfinity, 3, 3)]
    [InlineData(double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity)]
    [InlineData(double.PositiveInfinity, 3, double.PositiveInfinity)]
    public void LogAdd_AnyOrder_IsTheLogarithmOfTheSum(double a, double b, double expected)
    {
        Assert.Equal(expected, SpecialFunctions.LogAdd(a, b), 12);
        Assert.Equal(expected, SpecialFunctions.LogAdd(b, a), 12);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 4.78749174278204599425)]
    [InlineData(15, 27.8992713838408915661)]
    [InlineData(16, 30.6718601060806728038)]
    [InlineData(170, 706.573062245787471516)]
    public void LogFactorial_KnownPlaces_IsAccurate(double k, double expected) =>
        Assert.Equal(expected, SpecialFunctions.LogFactorial(k), 1e-14 * (1 + expected));

    [Fact]
    public void LogFactorial_AnyStep_GrowsByTheLogarithm() => Gen.Int[1, 100_000].Sample(k =>
        Assert.Equal(Math.Log(k), SpecialFunctions.LogFactorial(k) - SpecialFunctions.LogFactorial(k - 1), 1e-15 * (10 + (k * Math.Log(k)))));
}
