using BenchmarkDotNet.Attributes;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Lattice.Kernels;

namespace FederatedSecure.Benchmarks.Lattice;

/// <summary>
/// What a site does with its update, per coefficient (a thousand divided by the nanoseconds gives millions of coefficients per
/// second). The baseline is the transform alone in its scalar form.
/// </summary>
[MemoryDiagnoser]
public class ProtectBenchmarks : IDisposable
{
    private const int N = 4096;
    private readonly LatticeRound _round = new();
    private readonly float[] _values = new float[2 * N];
    private readonly uint[] _quantized = new uint[2 * N];
    private readonly ulong[] _message = new ulong[N];
    private readonly ulong[] _ciphertext = new ulong[N];
    private byte[] _bytes = [];

    [GlobalSetup]
    public void Setup()
    {
        _bytes = new byte[_round.Plan.Codec.ByteCount];
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = MathF.Sin(i);
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _round.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = N)]
    public void ScalarInverseTransform() => NttScalar.Inverse(_ciphertext, _round.Plan.Ring.Tables);

    [Benchmark(OperationsPerInvoke = N)]
    public void InverseTransform() => Ntt.Inverse(_ciphertext, _round.Plan.Ring.Tables);

    [Benchmark(OperationsPerInvoke = N)]
    public void Expand() => _round.Common.Expand(1, _ciphertext);

    [Benchmark(OperationsPerInvoke = N)]
    public void Encrypt() => _round.Encryptor.Encrypt(_round.NextChunk(), _message, _ciphertext);

    [Benchmark(OperationsPerInvoke = N)]
    public void PackAndEncryptAndEncode()
    {
        _round.Packer.Pack(1, _quantized, [], _message);
        _round.Encryptor.Encrypt(_round.NextChunk(), _message, _ciphertext);
        _round.Plan.Codec.Encode(_ciphertext, _bytes);
    }

    [Benchmark(OperationsPerInvoke = N)]
    public void QuantizeToBytes()
    {
        _round.Quantizer.Quantize(1, _values, 1, _quantized);
        PackAndEncryptAndEncode();
    }
}
