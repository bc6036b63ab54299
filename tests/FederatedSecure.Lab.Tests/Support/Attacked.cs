using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.Support;

/// <summary>Runs attacks on arrays.</summary>
internal static class Attacked
{
    /// <summary>The attacked records, one after the other.</summary>
    public static RecordBatch By(IEvasionAttack attack, ITarget target, RecordBatch clean, EvasionTerms terms)
    {
        long[] shape = [clean.Count, .. target.InputShape.Select(size => (long)size)];
        using var inputs = tensor(clean.Values, shape);
        using var labels = tensor(Array.ConvertAll(clean.Labels, label => (long)label));

        using var result = attack.Perturb(target, inputs, labels, terms);

        Assert.Equal(shape, result.shape);
        Assert.False(result.requires_grad);
        Assert.Equal(clean.Values, inputs.data<float>().ToArray());
        return clean with { Values = result.contiguous().data<float>().ToArray() };
    }

    /// <summary>The first digits of the test set.</summary>
    public static RecordBatch Digits(int count) =>
        new(Support.Digits.Test.Features[..(count * 784)], Support.Digits.Test.Labels[..count], 784);
}
