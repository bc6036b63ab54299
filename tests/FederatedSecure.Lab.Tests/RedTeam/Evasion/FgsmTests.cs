using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion;

public class FgsmTests
{
    [Theory]
    [InlineData(nameof(Norm.Linf))]
    [InlineData(nameof(Norm.L2))]
    [InlineData(nameof(Norm.L1))]
    public void Perturb_LinearModel_IsTheClosedForm(string name)
    {
        var norm = Enum.Parse<Norm>(name);
        using var one = new LinearCase(classes: 4, features: 6, records: 8, seed: 1);

        var found = one.Perturb(new Fgsm(), LinearCase.Terms(norm, 0.5));

        for (var i = 0; i < found.Length; i++)
        {
            // The gradient of the cross-entropy is Wᵀ(softmax − one-hot).
            var logits = one.Logits(Array.ConvertAll(one.X[i], value => (double)value));
            var sum = logits.Sum(Math.Exp);
            var factors = logits.Select((z, k) => (Math.Exp(z) / sum) - (k == one.Labels[i] ? 1 : 0)).ToArray();
            var gradient = one.X[i].Select((_, j) => one.W.Select((row, k) => factors[k] * row[j]).Sum()).ToArray();
            var length = norm == Norm.L2 ? Math.Sqrt(gradient.Sum(g => g * g)) : gradient.Sum(Math.Abs);
            var expected = gradient.Select((g, j) => Math.Clamp(one.X[i][j] + (0.5 * (norm == Norm.Linf ? Math.Sign(g) : g / length)), 0, 1)).ToArray();
            Assert.All(expected.Zip(found[i]), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
    }
}
