using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion.Measuring;

public class EpsilonsTests
{
    // The usual ones of the literature: Madry's 0.3 for MNIST, RobustBench's 8/255 and 0.5 for CIFAR-10.
    [Theory]
    [InlineData(new[] { 1, 2, 2 }, nameof(Norm.Linf), "linf, eps 0.3")]
    [InlineData(new[] { 3, 2, 2 }, nameof(Norm.Linf), "linf, eps 8/255")]
    [InlineData(new[] { 3, 2, 2 }, nameof(Norm.L2), "l2, eps 0.5")]
    [InlineData(new[] { 4, 2, 2 }, nameof(Norm.L1), "l1, eps 12")]
    [InlineData(new[] { 7 }, nameof(Norm.Linf), "linf, eps 0.5")]
    public void Describe_UsualOne_IsThatOfTheKindOfRecords(int[] shape, string name, string expected)
    {
        var norm = Enum.Parse<Norm>(name);
        var subject = new ProbeSubject(() => throw new InvalidOperationException(), new DataSet([], [.. shape], [], ["a", "b"], [], ImmutableDictionary<string, string[]>.Empty));

        Assert.Equal(expected, Epsilons.Describe(norm, Epsilons.Of(subject, norm).Usual));
        Assert.Contains(Epsilons.Of(subject, norm).Small, Epsilons.Curve(subject, norm));
    }
}
