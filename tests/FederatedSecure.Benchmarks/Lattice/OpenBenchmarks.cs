using BenchmarkDotNet.Attributes;
using FederatedSecure.Cryptography.Lattice;

namespace FederatedSecure.Benchmarks.Lattice;

/// <summary>What the coordinator does with ciphertexts, per coefficient.</summary>
[MemoryDiagnoser]
public class OpenBenchmarks : IDisposable
{
    private const int N = 4096;
    private const int Many = 1024;
    private readonly LatticeRound _round = new();
    private readonly ulong[] _ciphertext = new ulong[N];
    private readonly ulong[] _message = new ulong[N];
    private readonly ulong[] _sums = new ulong[2 * N];
    private readonly ulong[] _longSum = new ulong[Many * N];
    private readonly ulong[] _longCiphertext = new ulong[Many * N];
    private byte[] _bytes = [];
    private Opener? _opener;

    [GlobalSetup]
    public void Setup()
    {
        _opener = new Opener(_round.Common);
        _bytes = new byte[_round.Plan.Codec.ByteCount];
        _round.Encryptor.Encrypt(1, _message, _ciphertext);
        _round.Plan.Codec.Encode(_ciphertext, _bytes);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _round.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = N)]
    public bool Open() => _opener!.Open(_round.Key, 1, _ciphertext, 1, 0, _message).Passes;

    [Benchmark(OperationsPerInvoke = N)]
    public bool OpenAndUnpack() =>
        _opener!.Open(_round.Key, 1, _ciphertext, 1, 0, _message).Passes && _round.Packer.TryUnpack(1, 1, _message, _sums, []);

    [Benchmark(OperationsPerInvoke = N)]
    public bool Decode() => _round.Plan.Codec.TryDecode(_bytes, _ciphertext);

    /// <summary>Out of 64 MiB that no cache holds; each coefficient reads 16 bytes and writes 8.</summary>
    [Benchmark(OperationsPerInvoke = Many * N)]
    public void Add()
    {
        for (var i = 0; i < _longSum.Length; i += N)
        {
            Adder.Add(_longSum.AsSpan(i, N), _longCiphertext.AsSpan(i, N), _round.Plan.Ring);
        }
    }
}
