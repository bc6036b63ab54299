using FederatedSecure.Benchmarks.Figures;
using FederatedSecure.Benchmarks.Scenarios;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Sharing;

namespace FederatedSecure.Benchmarks.Lattice;

/// <summary>The speed of encryption, opening, adding and sharing on one core, and against Microsoft SEAL in the same run.</summary>
internal sealed class EncryptionScenario : IScenario
{
    private const int Holders = 32;

    /// <summary>4,096 chunks of 32 KiB: 128 MiB, which no cache holds.</summary>
    private const int AddedChunks = 4096;

    public string Name => "encryption";

    public string Description => "Coefficients a second when protecting, opening and adding; seconds of sharing; Microsoft SEAL beside them.";

    public async Task<FigureTable> MeasureAsync(BenchmarkOptions options, CancellationToken cancellation)
    {
        using var work = new LatticeWork(AddedChunks);
        using var coordinator = new CoordinatorWork();
        var (protect, whole, open, read) = (new Pace(work.Protect), new Pace(work.QuantizeAndProtect), new Pace(work.Open), new Pace(work.OpenAndRead));
        var (add, deal, seal, combine, round) =
            (new Pace(work.Add), new Pace(work.Deal), new Pace(work.DealAndSeal), new Pace(work.Combine), new Pace(coordinator.Run));
        var (sealEncrypt, sealDecrypt, encryptRatio, decryptRatio) = (new Samples(), new Samples(), new Samples(), new Samples());
        string? problem = null;
        for (var run = 0; run < options.Runs; run++)
        {
            var (protectSeconds, openSeconds) = (protect.Sample(), open.Sample());
            (var speed, problem) = await MicrosoftSeal.MeasureAsync(RingParameters.Default, cancellation);
            if (speed is var (encrypt, decrypt))
            {
                sealEncrypt.Add(encrypt * 1e6);
                sealDecrypt.Add(decrypt * 1e6);
                encryptRatio.Add(encrypt / protectSeconds);
                decryptRatio.Add(decrypt / openSeconds);
            }

            foreach (var pace in new[] { whole, read, add, deal, seal, combine, round })
            {
                pace.Sample();
            }
        }

        const double n = LatticeWork.Degree;
        return new FigureTable(
            "Encryption",
            $"n4096-q58-b, 16 bits, buckets of up to 64, one thread but for the last line. Median of {options.Runs} runs (least–most), "
            + "each the mean of 0.4 s. Microsoft SEAL is node-seal, WebAssembly under Node, measured in turns with ours.",
            ["", "found"],
            [
                ["protect: pack, expand, sample, encrypt, bits to bytes; M coefficients/s", Rate(protect, n / 1e6)],
                ["… from float32: clipped and quantized, too, 2 values each", Rate(whole, n / 1e6)],
                ["open: expand, multiply, transform, decode; M coefficients/s", Rate(open, n / 1e6)],
                ["… and the sums read off, 2 values each", Rate(read, n / 1e6)],
                ["add out of memory; GB/s of ciphertexts added", Rate(add, 8 * n * AddedChunks / 1e9, "F1")],
                [$"deal a secret to {Holders} holders; ms", Milliseconds(deal)],
                ["… and close the envelopes; ms", Milliseconds(seal)],
                [$"a bucket's key from {SecretSharing.DefaultThreshold(Holders)} answers; ms", Milliseconds(combine)],
                ["node-seal encrypt_symmetric; µs per polynomial", problem ?? sealEncrypt.Describe("F0")],
                ["… how many times as long as protect", problem ?? encryptRatio.Describe("F1")],
                ["node-seal decrypt; µs per polynomial", problem ?? sealDecrypt.Describe("F0")],
                ["… how many times as long as open", problem ?? decryptRatio.Describe("F1")],
                [
                    $"a round of {CoordinatorWork.Sites} sites in buckets of {CoordinatorWork.BucketSize}, a million parameters: sum and open, "
                    + $"{CoordinatorWork.Threads} threads; s",
                    round.Seconds.Describe("F2"),
                ],
            ]);
    }

    private static string Rate(Pace pace, double perCall, string format = "F0") => pace.Seconds.Select(seconds => perCall / seconds).Describe(format);

    private static string Milliseconds(Pace pace) => pace.Seconds.Select(seconds => 1000 * seconds).Describe("F1");
}
