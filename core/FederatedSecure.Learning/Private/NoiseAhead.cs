using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FederatedSecure.Learning.Private;

/// <summary>
/// The noise of one step after the other. Where there is a thread to spare, the next step's is made while the gradients of this one
/// are: libtorch leaves the second thread idle for much of a small model's step, and noise does not depend on data.
/// </summary>
/// <remarks>Its variates are the same, in the same order, with and without that thread.</remarks>
internal sealed class NoiseAhead : IDisposable
{
    private readonly GaussianNoise _noise;
    private readonly bool _hasThread;
    private double[] _current;
    private double[] _following;
    private Task? _making;

    /// <param name="noise">Belongs to this from now on.</param>
    /// <param name="count">Variates of a step.</param>
    /// <param name="threads">Threads that training may use.</param>
    public NoiseAhead(GaussianNoise noise, int count, int threads)
    {
        (_noise, _hasThread) = (noise, threads > 1);
        (_current, _following) = (new double[count], _hasThread ? new double[count] : []);
        Begin();
    }

    /// <summary>Standard normal variates that no step has had before, until the next call.</summary>
    public ReadOnlySpan<double> Next()
    {
        if (_making is null)
        {
            _noise.Fill(_current);
            return _current;
        }

        _making.GetAwaiter().GetResult();
        (_current, _following) = (_following, _current);
        Begin();
        return _current;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _making?.GetAwaiter().GetResult();
        _noise.Dispose();
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_current.AsSpan()));
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_following.AsSpan()));
    }

    private void Begin() => _making = _hasThread ? Task.Run(() => _noise.Fill(_following)) : null;
}
