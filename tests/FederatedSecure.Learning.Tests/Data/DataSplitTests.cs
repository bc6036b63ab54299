using CsCheck;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Tests.Support;

namespace FederatedSecure.Learning.Tests.Data;

public sealed class DataSplitTests
{
    private static readonly Gen<(DataSet Data, double Fraction, ulong Seed)> Cases =
        from labels in Gen.Int[0, 3].Array[1, 200]
        from fraction in Gen.Double[0, 0.99]
        from seed in Gen.ULong
        select (Numbered(labels), fraction, seed);

    [Fact]
    public void Split_AnyData_PutsEachRecordIntoExactlyOnePart() => Cases.Sample((data, fraction, seed) =>
    {
        var (training, validation) = DataSplit.Split(data, fraction, seed);

        Assert.Equal(data.Features, training.Features.Concat(validation.Features).Order());
        Assert.All(training.Features.Zip(training.Labels), record => Assert.Equal(data.Labels[(int)record.First], record.Second));
    });

    [Fact]
    public void Split_AnyData_HoldsBackTheRoundedPartOfEachClassButNeverAll() => Cases.Sample((data, fraction, seed) =>
    {
        var (training, validation) = DataSplit.Split(data, fraction, seed);

        foreach (var label in data.Labels.Distinct())
        {
            var all = data.Labels.Count(other => other == label);
            var held = validation.Labels.Count(other => other == label);
            Assert.True(training.Labels.Contains(label));
            Assert.True(Math.Abs(held - (all * fraction)) <= 0.5 + 1e-9 || held == all - 1);
        }
    });

    [Fact]
    public void Split_SameSeed_IsTheSame_AndAnotherSeedIsNot()
    {
        var data = Numbered(new int[100]);

        Assert.Equal(DataSplit.Split(data, 0.3, 5).Validation.Features, DataSplit.Split(data, 0.3, 5).Validation.Features);
        Assert.NotEqual(DataSplit.Split(data, 0.3, 5).Validation.Features, DataSplit.Split(data, 0.3, 6).Validation.Features);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Split_ImpossibleFraction_IsRefused(double fraction) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DataSplit.Split(Numbered([0]), fraction, 1));

    /// <summary>Each record's only feature is its place.</summary>
    private static DataSet Numbered(int[] labels) => Some.Data([1], [.. Enumerable.Range(0, labels.Length).Select(i => (float)i)], labels, 4);
}
