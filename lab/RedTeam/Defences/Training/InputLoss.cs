using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Training;

/// <summary>A loss that looks at a batch with the eyes of an attacker: in the order of the model's input, through an <see cref="ITarget"/>.</summary>
/// <param name="spec">The model.</param>
internal abstract class InputLoss(ModelSpec spec) : IBatchLoss
{
    /// <summary>Steps so far, the current one not counted.</summary>
    protected int Steps { get; private set; }

    /// <inheritdoc/>
    public Tensor Of(TorchModel model, Tensor features, Tensor labels, Generator? dropout)
    {
        var inputs = features.dim() == 4 ? TorchData.InModelOrder(features).contiguous() : features;
        var loss = Of(new TargetInTraining(model, spec.Input, spec.Classes), inputs, labels, changed => model.Forward(SpecTarget.ChannelsLast(changed), dropout));
        Steps++;
        return loss;
    }

    /// <summary>The mean loss of a batch.</summary>
    /// <param name="target">The model, to be attacked.</param>
    /// <param name="inputs">[n, …input shape].</param>
    /// <param name="labels">[n].</param>
    /// <param name="forward">Logits on the tape of the parameters, with dropout where the model has it.</param>
    protected abstract Tensor Of(ITarget target, Tensor inputs, Tensor labels, Func<Tensor, Tensor> forward);
}
