using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.Ensemble;

/// <summary>What AutoAttack looks at before it trusts its own result: properties of a model that attacks by gradient cannot cope with.</summary>
internal static class MaskingFlags
{
    /// <summary>The flag of a model that answers at random.</summary>
    public const string Randomized = "the output is random: the same input gives different scores, and attacks have to average over that";

    private const int Looked = 64;

    /// <summary>The part of records without a gradient from which on it is a property of the model and not of odd records.</summary>
    private const double ZeroPart = 0.05;

    /// <summary>
    /// Randomised output: two passes differ by more than rounding. Probabilities as output: within [0, 1] with sum 1 for every record.
    /// An optimiser in the forward pass: more is computed than was asked for, as the counts of the target say. Zero gradients: of the
    /// cross-entropy, for at least 5 % of the records that are classified correctly.
    /// </summary>
    public static IEnumerable<string> Of(ITarget target, DataSet data, int[] clean, Device device)
    {
        int[] places = [.. Enumerable.Range(0, data.Count).Where(i => clean[i] == data.Labels[i]).Take(Looked)];
        if (places.Length == 0)
        {
            return [];
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var part = data.Select(places);
        var (inputs, labels) = (TorchData.Upload(part.Features, [places.Length, .. data.FeatureShape.Select(size => (long)size)], device), TorchData.Labels(part, device));
        var before = target.Calls;
        var first = target.Logits(inputs);
        var after = target.Calls;
        var second = target.Logits(inputs);
        var flags = new List<string>();
        if (Differ(first, second))
        {
            flags.Add(Randomized);
        }

        if (first.IsBelow(0).logical_or(first.IsAbove(1)).Count() == 0 && first.sum([1L]).Plus(-1).abs().IsAbove(1e-3).Count() == 0)
        {
            flags.Add("the output is probabilities, not logits: their gradients vanish where the model is sure");
        }

        if (after.Backward != before.Backward || after.Forward - before.Forward > places.Length)
        {
            flags.Add("the model optimizes while it answers: gradients through that are not those of its answer");
        }

        if (target.Access == TargetAccess.WhiteBox)
        {
            var gradient = InputGradient.Of(target, inputs, logits => Losses.CrossEntropy(logits, labels)).Gradient;
            var zero = gradient.LengthEach(Norm.Linf).IsAbove(0).logical_not().Count();
            if (zero >= ZeroPart * places.Length)
            {
                flags.Add($"the gradient is zero for {zero} of {places.Length} records: attacks on the cross-entropy find nothing there");
            }
        }

        return flags;
    }

    /// <summary>Whether the first records give different scores when they are asked for twice.</summary>
    public static bool IsRandomized(ITarget target, DataSet data)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var inputs = TargetQueries.Inputs(data.Select([.. Enumerable.Range(0, Math.Min(Looked, data.Count))]));
        return data.Count > 0 && Differ(target.Logits(inputs), target.Logits(inputs));
    }

    /// <summary>By more than rounding.</summary>
    private static bool Differ(Tensor first, Tensor second) => first.sub(second).abs().IsAbove(1e-5).Count() > 0;
}
