using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Sparse;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion.Sparse;

public class JsmaTests
{
    [Fact]
    public void Perturb_AffineModel_ChangesTheBestPairOfAllFirst()
    {
        var model = new AffineModel(features: 12, classes: 3, seed: 5);
        var clean = model.Records(20, seed: 6, 0.2, 0.8);
        using var target = model.Open();

        var found = Attacked.By(new Jsma(theta: 0.1, gamma: 2.0 / 12), target, clean, new EvasionTerms(Norm.Linf, double.PositiveInfinity, Seed: 1));

        for (var i = 0; i < clean.Count; i++)
        {
            var (p, q) = BruteForcePair(model, clean[i].ToArray(), clean.Labels[i]);
            for (var feature = 0; feature < 12; feature++)
            {
                Assert.Equal(clean[i][feature] + (feature == p || feature == q ? 0.1f : 0), found[i][feature], 5);
            }
        }
    }

    [Theory]
    [InlineData(1.0, 0.05)]
    [InlineData(0.1, 0.145)]
    [InlineData(-0.3, 0.1)]
    public void Perturb_Digits_ChangesNoMoreThanGammaAllowsAndStaysInTheBox(double theta, double gamma)
    {
        var clean = Attacked.Digits(4);
        using var target = new SpecTarget(Networks.DigitNetwork, Digits.Weights, TorchSharp.torch.CPU);

        var found = Attacked.By(new Jsma(theta, gamma), target, clean, new EvasionTerms(Norm.Linf, double.PositiveInfinity, Seed: 1));

        for (var i = 0; i < clean.Count; i++)
        {
            Assert.InRange(Distance.Changed(found[i], clean[i]), 0, 2 * (int)Math.Floor(gamma * 784 / 2));
        }

        Assert.All(found.Values, value => Assert.InRange(value, 0f, 1f));
    }

    [Fact]
    public void Perturb_AllFeaturesAllowed_BreaksEveryDigit()
    {
        var clean = Attacked.Digits(3);
        using var target = new SpecTarget(Networks.DigitNetwork, Digits.Weights, TorchSharp.torch.CPU);

        var found = Attacked.By(new Jsma(theta: 1, gamma: 1), target, clean, new EvasionTerms(Norm.Linf, double.PositiveInfinity, Seed: 1));

        var decided = new PointTarget(target).Decide(found.Values);
        Assert.All(decided.Zip(clean.Labels), pair => Assert.NotEqual(pair.Second, pair.First));
    }

    /// <summary>The definition, over all pairs: the largest −α·β with α &gt; 0 and β &lt; 0; t is the runner-up.</summary>
    private static (int P, int Q) BruteForcePair(AffineModel model, float[] x, int label)
    {
        var logits = model.Logits(x);
        var t = Enumerable.Range(0, logits.Length).Where(j => j != label).MaxBy(j => logits[j]);
        var pairs =
            from p in Enumerable.Range(0, x.Length)
            from q in Enumerable.Range(p + 1, x.Length - p - 1)
            let alpha = (double)model.W[t][p] + model.W[t][q]
            let beta = model.W.Where((_, j) => j != t).Sum(row => (double)row[p] + row[q])
            where alpha > 0 && beta < 0
            orderby -alpha * beta descending
            select (p, q);
        return pairs.First();
    }
}
