using FederatedSecure.Lab.RedTeam.Defences.Transforms;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Squeezing;

/// <summary>Scores inputs by how much squeezing changes the model's answer (<see cref="SqueezingScore"/>).</summary>
/// <param name="target">The model; its scores are asked for.</param>
/// <param name="squeezers">The squeezers.</param>
internal sealed class SqueezingDetector(ITarget target, IReadOnlyList<IInputTransform> squeezers)
{
    /// <summary>The score of each input.</summary>
    public double[] Scores(Tensor inputs, CancellationToken cancellation)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return [.. TargetQueries.InBatches(inputs, Score, cancellation).ToValues().Select(value => (double)value)];
    }

    private Tensor Score(Tensor batch)
    {
        var answer = Answer(batch);
        return stack(squeezers.Select(squeezer => answer.sub(Answer(squeezer.Apply(batch))).LengthEach(Norm.L1)), 1).amax([1L]);
    }

    private Tensor Answer(Tensor batch) => nn.functional.softmax(target.Logits(batch), 1);
}
