using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Training;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Extraction;

/// <summary>The original as a thief sees it: inputs go in, probabilities or decisions come out, every one is counted.</summary>
/// <param name="target">The original, possibly behind a defence.</param>
/// <param name="labelsOnly">Whether only decisions are shown; also so where the original shows no more.</param>
internal sealed class Oracle(ITarget target, bool labelsOnly)
{
    private const int Batch = 256;

    /// <summary>Shape of one input.</summary>
    public ImmutableArray<int> InputShape => target.InputShape;

    /// <summary>Values of one input.</summary>
    public int InputLength { get; } = target.InputShape.Aggregate(1, (product, size) => product * size);

    /// <summary>Number of classes.</summary>
    public int Classes => target.Classes;

    /// <summary>Whether only decisions are shown.</summary>
    public bool LabelsOnly { get; } = labelsOnly || target.Access == TargetAccess.Labels;

    /// <summary>Inputs that were asked about.</summary>
    public long Queries { get; private set; }

    /// <summary>A row of probabilities for each input; of decisions only, 1 for the class and 0 for the others.</summary>
    /// <param name="inputs">Values of all inputs, one after the other.</param>
    public float[] Ask(ReadOnlySpan<float> inputs)
    {
        using var quiet = no_grad();
        var count = inputs.Length / InputLength;
        Queries += count;
        var answers = new float[count * Classes];
        for (var first = 0; first < count; first += Batch)
        {
            using var scope = NewDisposeScope();
            var size = Math.Min(Batch, count - first);
            var batch = TorchData.Upload(
                inputs.Slice(first * InputLength, size * InputLength), [size, .. InputShape.Select(length => (long)length)], CPU);
            var probabilities = target.Logits(batch).softmax(1);
            TorchData.Download(probabilities.contiguous().flatten(), answers.AsSpan(first * Classes, size * Classes));
        }

        if (LabelsOnly)
        {
            Decide(answers);
        }

        return answers;
    }

    private void Decide(float[] answers)
    {
        for (var first = 0; first < answers.Length; first += Classes)
        {
            var row = answers.AsSpan(first, Classes);
            var decision = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(row);
            row.Clear();
            row[decision] = 1;
        }
    }
}
