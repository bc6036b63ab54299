using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Learning.Private;

/// <summary>
/// A convolution is a linear map of patches: with U the patches of a record [inputs of a patch, places] and G the gradient at its
/// output [channels, places], its gradient is G·Uᵀ.
/// </summary>
/// <remarks>
/// Few places: ‖G·Uᵀ‖² = ⟨GᵀG, UᵀU⟩ without the gradient itself (ghost norm), and one product for the weighted sum. Many places: the
/// gradients are put together, which takes fewer operations, and their weighted sum is read off them.
/// </remarks>
internal sealed class ConvGradient : LayerGradient
{
    private static readonly long[] OverPlaces = [2];
    private static readonly long[] OverRecords = [0];
    private static readonly long[] WithinRecord = [1, 2];
    private readonly Conv2dLayer _layer;
    private readonly Tensor _patches;
    private readonly Tensor _gradient;
    private readonly Tensor? _biases;
    private readonly Tensor? _whole;

    public ConvGradient(Conv2dLayer layer, Tensor input, Tensor gradient)
    {
        _layer = layer;
        _patches = nn.functional.unfold(input, layer.Kernel, 1, layer.Padding, layer.Stride);
        _gradient = gradient.flatten(2);
        _biases = layer.Bias ? _gradient.sum(OverPlaces) : null;
        var (patch, places) = (_patches.shape[1], _patches.shape[2]);
        // Multiplications of either way, for a record: the ghost's products come twice, and so does the sum's.
        _whole = places * (patch + layer.Out) < (long)layer.Out * patch ? null : _gradient.bmm(_patches.transpose(1, 2));
    }

    /// <inheritdoc/>
    public override Tensor SquaredNorms()
    {
        var weights = _whole is { } whole
            ? whole.square().sum(WithinRecord)
            : (_gradient.transpose(1, 2).bmm(_gradient) * _patches.transpose(1, 2).bmm(_patches)).sum(WithinRecord);
        return _biases is { } biases ? weights + biases.square().sum([1L]) : weights;
    }

    /// <inheritdoc/>
    public override void AddTo(Tensor factors, Tensor weight, Tensor? bias)
    {
        var sum = _whole is { } whole
            ? factors.unsqueeze(0).matmul(whole.flatten(1)).view(weight.shape)
            : (_gradient * factors.view(-1, 1, 1)).permute(1, 0, 2).flatten(1)
                .matmul(_patches.permute(0, 2, 1).reshape(-1, _patches.shape[1])).view(weight.shape);
        weight.add_(sum);
        bias?.add_((_biases! * factors.unsqueeze(1)).sum(OverRecords));
    }
}
