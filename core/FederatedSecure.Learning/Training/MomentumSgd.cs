using System.Collections.Immutable;
using TorchSharp;
using static TorchSharp.torch;

namespace FederatedSecure.Learning.Training;

/// <summary>
/// Stochastic gradient descent as PyTorch defines it, with the pull of FedProx:
/// g ← ∇ + λ·w + μ·(w − w₀), v ← β·v + g (v = g in the first step), w ← w − η·v.
/// </summary>
/// <remarks>
/// The constants are native objects that live as long as this one. A number that is converted on the way into a call has an owner that nobody
/// refers to any more when the native code reads it: a collection at that moment frees it, and the step is taken with garbage, or fails.
/// </remarks>
internal sealed class MomentumSgd : IDisposable
{
    private readonly ImmutableArray<Tensor> _parameters;
    private readonly TrainingOptions _options;
    private readonly Tensor?[] _velocity;
    private readonly ImmutableArray<Tensor> _start;
    private readonly Scalar _weightDecay;
    private readonly Scalar _proximal;
    private readonly Scalar _momentum;
    private readonly Scalar _minusRate;

    public MomentumSgd(ImmutableArray<Tensor> parameters, TrainingOptions options)
    {
        _parameters = parameters;
        _options = options;
        _velocity = new Tensor?[parameters.Length];
        _start = options.Proximal > 0 ? [.. parameters.Select(Copy)] : [];
        (_weightDecay, _proximal, _momentum, _minusRate) = (options.WeightDecay, options.Proximal, options.Momentum, -options.LearningRate);
    }

    /// <summary>Takes a step along the parameters' gradients, and clears them.</summary>
    public void Step() => Step([.. _parameters.Select(parameter => parameter.grad)]);

    /// <summary>Takes a step along these gradients, and clears them.</summary>
    /// <param name="gradients">In the order of the parameters; null where a parameter took no part.</param>
    public void Step(ImmutableArray<Tensor?> gradients)
    {
        using var quiet = no_grad();
        for (var i = 0; i < _parameters.Length; i++)
        {
            var parameter = _parameters[i];
            if (gradients[i] is not { } gradient)
            {
                continue;
            }

            if (_options.WeightDecay > 0)
            {
                gradient.add_(parameter, _weightDecay);
            }

            if (_options.Proximal > 0)
            {
                gradient.add_(parameter - _start[i], _proximal);
            }

            var step = gradient;
            if (_options.Momentum > 0)
            {
                step = _velocity[i] is { } velocity
                    ? velocity.mul_(_momentum).add_(gradient)
                    : _velocity[i] = gradient.clone().DetachFromDisposeScope();
            }

            parameter.add_(step, _minusRate);
            gradient.zero_();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _velocity.Concat(_start))
        {
            tensor?.Dispose();
        }

        foreach (var constant in (Scalar[])[_weightDecay, _proximal, _momentum, _minusRate])
        {
            constant.Dispose();
        }
    }

    private static Tensor Copy(Tensor parameter)
    {
        using var values = parameter.detach();
        return values.clone().DetachFromDisposeScope();
    }
}
