using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Benchmarks.Figures;
using FederatedSecure.Benchmarks.Scenarios;
using FederatedSecure.Cryptography.Packing;

namespace FederatedSecure.Benchmarks.Lattice;

/// <summary>What a parameter costs on the wire, from the planner: nothing is timed.</summary>
internal sealed class WireScenario : IScenario
{
    private const long Values = 1_000_000;

    private static readonly ImmutableArray<(int Bits, int LargestBucket)> Cases = [(8, 8), (12, 8), (16, 9), (16, 64), (16, 97), (24, 9), (24, 97)];

    public string Name => "wire";

    public string Description => "Bytes of ciphertext per parameter against float32, with and without truncation.";

    public Task<FigureTable> MeasureAsync(BenchmarkOptions options, CancellationToken cancellation) => Task.FromResult(new FigureTable(
        "Wire",
        "A million parameters; ciphertexts alone: the envelopes of a site's shares (about 31 kB for each holder) do not grow with the model. "
        + "Truncation: as many lower bits stay at home as leave a probability of failure of at most 2^-64.",
        ["bits", "buckets up to", "values per coefficient", "bytes per parameter", "of float32", "truncated: bits dropped", "bytes per parameter", "of float32"],
        [.. Cases.Select(Row)]));

    private static ImmutableArray<string> Row((int Bits, int LargestBucket) one)
    {
        var (plain, truncated) = (Plan(one, truncate: false), Plan(one, truncate: true));
        return
        [
            Text($"{one.Bits}"), Text($"{one.LargestBucket}"), Text($"{plain.ValuesPerCoefficient}"),
            Text($"{plain.BytesPerValue:F2}"), Text($"{plain.BytesPerValue / sizeof(float):F3}"),
            Text($"{truncated.DroppedBits}"), Text($"{truncated.BytesPerValue:F2}"), Text($"{truncated.BytesPerValue / sizeof(float):F3}"),
        ];
    }

    private static PackingPlan Plan((int Bits, int LargestBucket) one, bool truncate)
    {
        var request = new PackingRequest
        {
            Sites = one.LargestBucket,
            BucketSize = one.LargestBucket,
            Bits = one.Bits,
            Values = Values,
            Truncate = truncate,
        };
        return PackingPlanner.TryPlan(request, out var plan, out var problem) ? plan : throw new InvalidOperationException(problem);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
