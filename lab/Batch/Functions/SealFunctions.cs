using System.Text.Json.Nodes;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Lattice.Seal;

namespace FederatedSecure.Lab.Batch.Functions;

/// <summary>Microsoft SEAL's objects.</summary>
internal static class SealFunctions
{
    public static IReadOnlyList<BatchFunction> All { get; } =
    [
        new("bfv.open", "parameters, ciphertext, key (base64, SEAL bytes)", "coefficients", Open),
        new("seal.describe", "base64", "kind and its fields", Describe),
    ];

    /// <summary>round(t/q · (c0 + c1·s)) mod t, for any SEAL parameters with one prime.</summary>
    private static JsonObject Open(BatchArguments arguments)
    {
        var parameters = SealEncryptionParameters.Read(arguments.Bytes("parameters"));
        var ciphertext = SealCiphertext.Read(arguments.Bytes("ciphertext"));
        var key = SealPlaintext.Read(arguments.Bytes("key"));
        if (parameters is not { Scheme: SealEncryptionParameters.Bfv, CoefficientModulus: [var q], PlainModulus: var t } || t == 0)
        {
            throw new BatchException("parameters must be those of BFV with one prime");
        }

        var n = parameters.Degree;
        if (!ciphertext.ParmsId.AsSpan().SequenceEqual(parameters.ParmsId) || ciphertext is not { Size: 2, IsTransformed: false } || ciphertext.Words.Length != 2 * n)
        {
            throw new BatchException("ciphertext must be of these parameters, of size 2 and not in NTT form");
        }

        if (!key.ParmsId.AsSpan().SequenceEqual(parameters.ParmsId) || key.Words.Length != n)
        {
            throw new BatchException("key must be a secret key of these parameters");
        }

        var tables = NttTables.Create(n, new Modulus(q));
        var phase = ciphertext.Words[n..];
        Ntt.Forward(phase, tables);
        for (var i = 0; i < n; i++)
        {
            phase[i] = tables.Modulus.Multiply(phase[i], key.Words[i]);
        }

        Ntt.Inverse(phase, tables);
        for (var i = 0; i < n; i++)
        {
            var x = tables.Modulus.Add(phase[i], ciphertext.Words[i]);
            phase[i] = (ulong)((((UInt128)x * t) + (q / 2)) / q % t);
        }

        return new JsonObject { ["coefficients"] = Json.Decimals(phase) };
    }

    private static JsonObject Describe(BatchArguments arguments)
    {
        var description = SealDescription.Of(arguments.Bytes("base64"));
        var result = new JsonObject { ["kind"] = description.Kind };
        foreach (var (name, value) in description.Fields)
        {
            result[name] = value;
        }

        return result;
    }
}
