using FederatedSecure.Lab.RedTeam.Evasion;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion;

public class LossesTests
{
    // Sorted: 4, 3, 1, −1.
    private static readonly double[] Logits = [1, 4, -1, 3];

    [Theory]
    [InlineData(1, -1.0 / 3)] // −(4 − 3)/(4 − 1)
    [InlineData(3, 1.0 / 3)] // −(3 − 4)/(4 − 1)
    [InlineData(2, 5.0 / 3)]
    public void DifferenceOfLogitsRatio_PublishedFormula_GivesItsValue(int label, double expected) =>
        Assert.Equal(expected, Of((logits, labels) => Losses.DifferenceOfLogitsRatio(logits, labels), label), 1e-9);

    [Theory]
    [InlineData(1, 3, -0.25)] // −(4 − 3)/(4 − (1 − 1)/2)
    [InlineData(1, 2, -1.25)]
    [InlineData(3, 1, 0.25)]
    public void DifferenceOfLogitsRatio_Targeted_GivesItsValue(int label, int target, double expected) =>
        Assert.Equal(expected, Of((logits, labels) => Losses.DifferenceOfLogitsRatio(logits, labels, tensor(new long[] { target })), label), 1e-9);

    [Fact]
    public void DifferenceOfLogitsRatio_ScaledAndShiftedLogits_IsTheSame()
    {
        using var scope = NewDisposeScope();
        var labels = tensor(new long[] { 3 });

        var plain = Losses.DifferenceOfLogitsRatio(tensor(Logits, [1, 4]), labels);
        var scaled = Losses.DifferenceOfLogitsRatio(tensor(Array.ConvertAll(Logits, z => (1000 * z) - 7), [1, 4]), labels);

        Assert.Equal(plain.data<double>()[0], scaled.data<double>()[0], 1e-9);
    }

    [Fact]
    public void CrossEntropyAndMargin_HandDerivedCase_GiveTheirValues()
    {
        var sum = Logits.Sum(Math.Exp);

        Assert.Equal(Math.Log(sum) - 3, Of(Losses.CrossEntropy, 3), 1e-12);
        Assert.Equal(-1, Of(Losses.Margin, 3), 1e-12);
        Assert.Equal(1, Of(Losses.Margin, 1), 1e-12);
    }

    [Fact]
    public void IsWrong_OtherClassOrNotFinite_IsTrue()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { 1, 2, 2, 1, float.NaN, 9 }, [3, 2]);

        Assert.Equal([false, true, true], Losses.IsWrong(logits, tensor(new long[] { 1, 1, 1 })).data<bool>().ToArray());
    }

    private static double Of(Func<Tensor, Tensor, Tensor> loss, int label)
    {
        using var scope = NewDisposeScope();
        return loss(tensor(Logits, [1, 4]), tensor(new long[] { label })).data<double>()[0];
    }
}
