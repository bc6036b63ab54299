using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Transfer;
using FederatedSecure.Lab.RedTeam.Evasion.Universal;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion.Transfer;

public class TransferAttackTests
{
    [Fact]
    public void Perturb_SurrogateTrainedOnDecisions_FoolsTheTargetWithoutAskingItAndMoreThanRandomSigns()
    {
        using var inner = new SpecTarget(Networks.DigitNetwork, Digits.Weights, CPU);
        using var target = new LabelsOnlyTarget(inner);
        var own = Digits.Test.Select([.. Enumerable.Range(1000, 600)]);
        var spec = Surrogate.Network(own);
        var relabelled = Surrogate.Relabel(target, own);
        Assert.Equal(new TargetCalls(600, 0), target.Calls);
        using var surrogate = Surrogate.Open(spec, Surrogate.Train(spec, relabelled, epochs: 5, seed: 1, progress: null, TestContext.Current.CancellationToken));
        var clean = Attacked.Digits(100);
        var terms = new EvasionTerms(Norm.Linf, 0.3, Seed: 4);

        var found = Attacked.By(new TransferAttack(surrogate), target, clean, terms);

        Assert.Equal(new TargetCalls(600, 0), target.Calls);
        var points = new PointTarget(target);
        var agreeing = points.Decide(clean.Values).Zip(new PointTarget(surrogate).Decide(clean.Values)).Count(pair => pair.First == pair.Second);
        Assert.InRange(agreeing, 75, 100);
        var random = UniversalPerturbation.Add(clean, UniversalPerturbation.RandomSigns(784, terms), terms);
        var (fooled, baseline) = (Errors(found), Errors(random));
        Assert.True(fooled > baseline + 20, $"{fooled} errors against {baseline} with random signs");

        int Errors(RecordBatch records) => points.Decide(records.Values).Zip(clean.Labels).Count(pair => pair.First != pair.Second);
    }

    [Fact]
    public void Network_Tables_IsOneHiddenLayer() =>
        Assert.Equal((60 * 64) + 64 + (64 * 2) + 2, Surrogate.Network(Credit.Raw).ParameterCount);
}
