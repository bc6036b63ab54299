using System.Runtime.InteropServices;
using FederatedSecure.Coordinator.Merging;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Coordinator.Tests.Rounds;

public sealed class BucketNormTests
{
    private static readonly EncryptionSpec Encryption = new(Bits: 16, ClipNorm: 10, Range: 1);

    [Theory]
    [InlineData(10, false)]
    [InlineData(10.5, true)]
    [InlineData(1e30, true)]
    public void Problem_ConstantVector_IsFoundAboveTheClipNorm(double norm, bool isBad)
    {
        const int values = 400_000;

        var problem = Problem(values, (float)(norm / Math.Sqrt(values)));

        Assert.Equal(isBad, problem.Length > 0);
    }

    [Fact]
    public void Problem_HonestVectorRoundedUpEverywhere_IsNone()
    {
        const int values = 400_000;
        var step = 2.0 / 65_535;

        Assert.Empty(Problem(values, (float)((10 / Math.Sqrt(values)) + step)));
    }

    [Fact]
    public void Problem_NotANumber_IsFound() => Assert.NotEmpty(Problem(10, float.NaN));

    private static string Problem(int values, float value)
    {
        var path = Path.GetTempFileName();
        try
        {
            var vector = new float[values];
            Array.Fill(vector, value);
            File.WriteAllBytes(path, MemoryMarshal.AsBytes<float>(vector));
            using var input = new MergeInput([new SiteId("a")], 1, File.OpenHandle(path));
            return BucketNorm.Problem(Encryption, input, values, default);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
