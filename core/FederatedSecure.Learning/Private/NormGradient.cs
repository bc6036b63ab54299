using static TorchSharp.torch;

namespace FederatedSecure.Learning.Private;

/// <summary>
/// y = γ∘x̂ + β with x̂ the normalized input: the gradients of a record are g∘x̂ and g, added up over the places that share a γ. They are
/// as small as the parameters, so they are simply put together.
/// </summary>
internal sealed class NormGradient : LayerGradient
{
    private const double Epsilon = 1e-5;
    private static readonly long[] OverRecords = [0];
    private static readonly long[] WithinRecord = [1];
    private readonly Tensor _scales;
    private readonly Tensor _shifts;

    /// <param name="input">[records, channels, …].</param>
    /// <param name="gradient">The same.</param>
    /// <param name="groups">Groups of channels that are normalized together, with one γ for each channel; null for a layer norm with one γ for each value.</param>
    public NormGradient(Tensor input, Tensor gradient, int? groups)
    {
        var normalized = groups is { } count
            ? nn.functional.group_norm(input, count, null, null, Epsilon)
            : nn.functional.layer_norm(input, input.shape[1..], null, null, Epsilon);
        var (scales, shifts) = (gradient * normalized, gradient);
        if (groups is not null && input.dim() > 2)
        {
            (scales, shifts) = (scales.flatten(2).sum([2L]), shifts.flatten(2).sum([2L]));
        }

        (_scales, _shifts) = (scales.flatten(1), shifts.flatten(1));
    }

    /// <inheritdoc/>
    public override Tensor SquaredNorms() => _scales.square().sum(WithinRecord) + _shifts.square().sum(WithinRecord);

    /// <inheritdoc/>
    public override void AddTo(Tensor factors, Tensor weight, Tensor? bias)
    {
        var column = factors.unsqueeze(1);
        weight.add_((_scales * column).sum(OverRecords).view(weight.shape));
        bias!.add_((_shifts * column).sum(OverRecords).view(bias.shape));
    }
}
