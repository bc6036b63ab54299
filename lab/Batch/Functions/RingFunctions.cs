using System.Text.Json.Nodes;
using FederatedSecure.Cryptography.Lattice;

namespace FederatedSecure.Lab.Batch.Functions;

/// <summary>The negacyclic transform.</summary>
internal static class RingFunctions
{
    public static IReadOnlyList<BatchFunction> All { get; } =
    [
        new("ring.ntt", "n, q, values (natural order, decimal strings)", "values (bit-reversed order, as Microsoft SEAL keeps them)", arguments => Transform(arguments, Ntt.Forward)),
        new("ring.intt", "n, q, values (bit-reversed order, decimal strings)", "values (natural order)", arguments => Transform(arguments, Ntt.Inverse)),
    ];

    private delegate void InPlace(Span<ulong> values, NttTables tables);

    private static JsonObject Transform(BatchArguments arguments, InPlace transform)
    {
        var tables = NttTables.Create(arguments.Whole("n", 2, 1 << 16), new Modulus(arguments.Word("q")));
        var values = arguments.Words("values");
        if (values.AsSpan().ContainsAnyInRange(tables.Modulus.Value, ulong.MaxValue))
        {
            throw new BatchException("values must lie below q");
        }

        transform(values, tables);
        return new JsonObject { ["values"] = Json.Decimals(values) };
    }
}
