using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Learning.Private;

/// <summary>
/// The sum or mean of table rows: the gradient of a record has g (or g/T) in the row of each of its T tokens, n times where a token
/// stands n times. Its norm is ‖g‖·√Σ_v n_v², and Σ_v n_v² is the number of pairs of equal tokens.
/// </summary>
internal sealed class EmbeddingGradient : LayerGradient
{
    private readonly Tensor _tokens;
    private readonly Tensor _gradient;

    public EmbeddingGradient(EmbeddingBagLayer layer, Tensor tokens, Tensor gradient)
    {
        _tokens = tokens.to(ScalarType.Int64);
        _gradient = layer.Mode == EmbeddingBagMode.Mean ? gradient / tokens.shape[1] : gradient;
    }

    /// <inheritdoc/>
    public override Tensor SquaredNorms()
    {
        var pairs = _tokens.unsqueeze(1).eq(_tokens.unsqueeze(2)).to(ScalarType.Float32).sum([1L, 2L]);
        return _gradient.square().sum([1L]) * pairs;
    }

    /// <inheritdoc/>
    public override void AddTo(Tensor factors, Tensor weight, Tensor? bias)
    {
        var rows = (_gradient * factors.unsqueeze(1)).unsqueeze(1).expand(_tokens.shape[0], _tokens.shape[1], _gradient.shape[1]);
        weight.index_add_(0, _tokens.flatten(), rows.reshape(-1, _gradient.shape[1]), One);
    }
}
