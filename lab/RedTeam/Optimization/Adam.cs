using TorchSharp;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Optimization;

/// <summary>
/// One tensor that follows its gradient: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², x ← x − η·(m/(1 − β₁ᵗ)) / (√(v/(1 − β₂ᵗ)) + 10⁻⁸)
/// (Kingma &amp; Ba, ICLR 2015).
/// </summary>
/// <remarks>Rows are independent of one another, so that those that are finished can be left behind with <see cref="Keep"/>.</remarks>
internal sealed class Adam : IDisposable
{
    private const double Epsilon = 1e-8;
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _rate;
    private Tensor _first;
    private Tensor _second;
    private int _steps;

    /// <param name="start">Where to start; taken over.</param>
    /// <param name="rate">η.</param>
    /// <param name="beta1">Memory of the gradient.</param>
    /// <param name="beta2">Memory of its square.</param>
    public Adam(Tensor start, double rate, double beta1 = 0.9, double beta2 = 0.999)
    {
        (_rate, _beta1, _beta2) = (rate, beta1, beta2);
        Value = start.detach().requires_grad_(true).DetachFromDisposeScope();
        _first = zeros_like(start).DetachFromDisposeScope();
        _second = zeros_like(start).DetachFromDisposeScope();
        start.Dispose();
    }

    /// <summary>x, a leaf that wants a gradient.</summary>
    public Tensor Value { get; private set; }

    /// <summary>Takes a step.</summary>
    public void Step(Tensor gradient)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        _steps++;
        using Scalar beta1 = _beta1;
        using Scalar beta2 = _beta2;
        using Scalar rest1 = 1 - _beta1;
        using Scalar rest2 = 1 - _beta2;
        using Scalar epsilon = Epsilon;
        using Scalar correction = 1 / (1 - Math.Pow(_beta2, _steps));
        using Scalar minusRate = -_rate / (1 - Math.Pow(_beta1, _steps));
        _first.mul_(beta1).add_(gradient, rest1);
        _second.mul_(beta2).addcmul_(gradient, gradient, rest2);
        Value.addcdiv_(_first, _second.mul(correction).sqrt_().add_(epsilon), minusRate);
    }

    /// <summary>Goes on with some rows only.</summary>
    /// <param name="rows">Their numbers, [k].</param>
    public void Keep(Tensor rows)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        Tensor[] old = [Value, _first, _second];
        Value = Value.index_select(0, rows).requires_grad_(true).DetachFromDisposeScope();
        _first = _first.index_select(0, rows).DetachFromDisposeScope();
        _second = _second.index_select(0, rows).DetachFromDisposeScope();
        foreach (var tensor in old)
        {
            tensor.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Value.Dispose();
        _first.Dispose();
        _second.Dispose();
    }
}
