using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;

/// <summary>What APGD keeps of every open record. Owns its tensors: a new one takes the place of the old one, which is freed.</summary>
internal sealed class ApgdState : IDisposable
{
    private readonly Tensor?[] _slots = new Tensor?[15];

    /// <summary>[k]: places in the batch.</summary>
    public Tensor Open { get => Get(0); set => Put(0, value); }

    /// <summary>[k, …]: the inputs.</summary>
    public Tensor Clean { get => Get(1); set => Put(1, value); }

    /// <summary>[k]: true classes.</summary>
    public Tensor Labels { get => Get(2); set => Put(2, value); }

    /// <summary>[k]: classes to be reached; the true ones where there are none.</summary>
    public Tensor Targets { get => Get(3); set => Put(3, value); }

    /// <summary>[k, …]: where the attack is.</summary>
    public Tensor Points { get => Get(4); set => Put(4, value); }

    /// <summary>[k, …]: where it was a step before.</summary>
    public Tensor Previous { get => Get(5); set => Put(5, value); }

    /// <summary>[k, …]: the gradient at <see cref="Points"/>.</summary>
    public Tensor Gradient { get => Get(6); set => Put(6, value); }

    /// <summary>[k]: the loss of the last step.</summary>
    public Tensor Loss { get => Get(7); set => Put(7, value); }

    /// <summary>[k, …]: the point of the largest loss.</summary>
    public Tensor Best { get => Get(8); set => Put(8, value); }

    /// <summary>[k, …]: the gradient there.</summary>
    public Tensor BestGradient { get => Get(9); set => Put(9, value); }

    /// <summary>[k]: the loss there.</summary>
    public Tensor BestLoss { get => Get(10); set => Put(10, value); }

    /// <summary>[k]: the best loss at the last checkpoint.</summary>
    public Tensor CheckedLoss { get => Get(11); set => Put(11, value); }

    /// <summary>[k]: how many steps since the last checkpoint have raised the loss; L1: how many features differed at the last checkpoint.</summary>
    public Tensor Progress { get => Get(12); set => Put(12, value); }

    /// <summary>[k]: length of a step.</summary>
    public Tensor Step { get => Get(13); set => Put(13, value); }

    /// <summary>[k]: whether the last checkpoint has shortened the step (0 or 1); L1: the part of the features that a step moves.</summary>
    public Tensor Mode { get => Get(14); set => Put(14, value); }

    /// <summary>Goes on with some of the records.</summary>
    public void Keep(Tensor places)
    {
        for (var i = 0; i < _slots.Length; i++)
        {
            if (_slots[i] is { } tensor)
            {
                Put(i, tensor.At(places));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_slots, tensor => tensor?.Dispose());

    private Tensor Get(int slot) => _slots[slot] ?? throw new InvalidOperationException("The state is not filled yet.");

    private void Put(int slot, Tensor value)
    {
        var old = _slots[slot];
        _slots[slot] = value.DetachFromDisposeScope();
        old?.Dispose();
    }
}
