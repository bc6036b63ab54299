using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Universal;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion.Universal;

public class UniversalPerturbationTests
{
    [Theory]
    [InlineData("Linf", 0.3)]
    [InlineData("L2", 3.0)]
    public void Find_Digits_StaysInTheBallAndBeatsRandomSignsOnOtherDigits(string name, double epsilon)
    {
        var all = Attacked.Digits(240);
        var own = new RecordBatch(all.Values[..(30 * 784)], all.Labels[..30], 784);
        var others = new RecordBatch(all.Values[(30 * 784)..], all.Labels[30..], 784);
        using var target = new SpecTarget(Networks.DigitNetwork, Digits.Weights, CPU);
        var points = new PointTarget(target);
        var terms = new EvasionTerms(Enum.Parse<Norm>(name), epsilon, Seed: 2);

        var found = new UniversalPerturbation(new DeepFool(), passes: 2).Find(target, own, terms);

        var random = UniversalPerturbation.RandomSigns(784, terms);
        var zero = new float[784];
        Assert.InRange(Distance.Between(found.Perturbation, zero, terms.Norm), 0, epsilon * 1.00001);
        Assert.Equal(epsilon, Distance.Between(random, zero, terms.Norm), 4);
        var (rate, baseline) = (UniversalPerturbation.FoolingRate(points, others, found.Perturbation, terms), UniversalPerturbation.FoolingRate(points, others, random, terms));
        Assert.True(rate > baseline + 0.1, $"{rate:0.00} of the decisions change, {baseline:0.00} with random signs");
    }

    [Fact]
    public void Find_GoalReached_EndsAfterTheFirstPassAndTheSameSeedGivesTheSame()
    {
        var model = new AffineModel(features: 6, classes: 4, seed: 2);
        var records = model.Records(20, seed: 3, -1, 1);
        using var target = model.Open();
        var terms = new EvasionTerms(Norm.L2, 100, Seed: 2) { Lower = -200, Upper = 200 };

        // Far enough in one direction, one class wins everywhere; it had not more than half of the records.
        var first = new UniversalPerturbation(new DeepFool(), goal: 0.1).Find(target, records, terms);
        var second = new UniversalPerturbation(new DeepFool(), goal: 0.1).Find(target, records, terms);

        Assert.Equal(1, first.Passes);
        Assert.InRange(first.TrainingRate, 0.1, 1);
        Assert.Equal(first.Perturbation, second.Perturbation);
    }
}
