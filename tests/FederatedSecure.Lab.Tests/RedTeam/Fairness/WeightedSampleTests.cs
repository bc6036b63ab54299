using CsCheck;
using FederatedSecure.Lab.RedTeam.Fairness;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Tests.RedTeam.Fairness;

public class WeightedSampleTests
{
    [Fact]
    public void Draw_AnyWeights_TakesEachAsOftenAsItsShareUpToOne() => Gen.Double[0, 5].Array[3, 40].Where(weights => weights.Sum() > 0).Sample(weights =>
    {
        var drawn = WeightedSample.Draw(weights, new SeededRandomSource(1));

        Assert.Equal(weights.Length, drawn.Length);
        for (var i = 0; i < weights.Length; i++)
        {
            var share = weights.Length * weights[i] / weights.Sum();
            Assert.InRange(drawn.Count(record => record == i), Math.Floor(share - 1e-9), Math.Ceiling(share + 1e-9));
        }
    });
}
