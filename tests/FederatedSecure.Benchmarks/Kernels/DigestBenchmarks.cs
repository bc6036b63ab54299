using BenchmarkDotNet.Attributes;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Benchmarks.Kernels;

/// <summary>Hashing one chunk of 1 MiB: the price of content addressing.</summary>
[MemoryDiagnoser]
public class DigestBenchmarks
{
    private readonly byte[] _chunk = new byte[ContentManifest.ChunkSize];

    [Benchmark(Baseline = true, Description = "SHA-256 of a chunk")]
    public Digest Digest() => Cryptography.Content.Digest.Of(_chunk);
}
