using System.Text.Json.Nodes;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Sharing;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Batch.Functions;

/// <summary>Shamir's secret sharing of one word.</summary>
internal static class SharingFunctions
{
    private const int MostHolders = 1_000;

    public static IReadOnlyList<BatchFunction> All { get; } =
    [
        new("shamir.split", "secret, threshold, holders, q, seed [0]", "shares: [{x, y}]", Split),
        new("shamir.combine", "shares: [{x, y}], threshold, q", "secret, wrong: [x, …]", Combine),
    ];

    private static JsonObject Split(BatchArguments arguments)
    {
        var holders = arguments.Whole("holders", 1, MostHolders);
        var shares = ShamirScheme.Split(
            arguments.Word("secret"),
            arguments.Whole("threshold", 1, holders),
            holders,
            new Modulus(arguments.Word("q")),
            new SeededRandomSource(arguments.Word("seed", fallback: 0)));
        return new JsonObject
        {
            ["shares"] = new JsonArray([.. shares.Select(share => (JsonNode)new JsonObject { ["x"] = share.X, ["y"] = Json.Decimal(share.Y) })]),
        };
    }

    private static JsonObject Combine(BatchArguments arguments)
    {
        var shares = arguments.List("shares").Select(element =>
        {
            var share = BatchArguments.Of(element, "shares");
            return (share.Word("x"), share.Word("y"));
        }).ToList();
        var (secret, wrong) = ShamirScheme.Combine(shares, arguments.Whole("threshold", 1, MostHolders), new Modulus(arguments.Word("q")));
        return new JsonObject { ["secret"] = Json.Decimal(secret), ["wrong"] = new JsonArray([.. wrong.Select(x => (JsonNode)JsonValue.Create(x))]) };
    }
}
