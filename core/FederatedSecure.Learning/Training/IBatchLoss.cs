using static TorchSharp.torch;

namespace FederatedSecure.Learning.Training;

/// <summary>What training makes small, for losses other than the cross-entropy of the records as they are.</summary>
internal interface IBatchLoss
{
    /// <summary>The mean loss of a batch, on the tape of the model's parameters.</summary>
    /// <param name="model">The model as it is at this step. Only its gradients in the result may be left behind.</param>
    /// <param name="features">The batch, chosen from <see cref="TorchData.Features"/>.</param>
    /// <param name="labels">[records].</param>
    /// <param name="dropout">Decides what dropout drops; null where the model has none.</param>
    Tensor Of(TorchModel model, Tensor features, Tensor labels, Generator? dropout);
}
