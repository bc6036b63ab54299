using System.Collections.Immutable;
using System.Globalization;

namespace FederatedSecure.Cryptography.Lattice.Seal;

/// <summary>The fields of a SEAL object, without its coefficients.</summary>
/// <param name="Kind"><c>EncryptionParameters</c>, <c>Ciphertext</c> or <c>Plaintext</c> (a secret key has the latter's form).</param>
/// <param name="Fields">Names and values.</param>
public sealed record SealDescription(string Kind, ImmutableArray<KeyValuePair<string, string>> Fields)
{
    /// <summary>Finds out what the bytes are by where the header of their last part stands.</summary>
    /// <exception cref="SealFormatException">They are no known object, or a damaged one.</exception>
    public static SealDescription Of(ReadOnlySpan<byte> bytes)
    {
        // Tells compression, foreign versions and wrong lengths before anything is guessed.
        new SealReader(bytes, "known object").ReadOuterHeader();
        return HasHeader(bytes, SealCiphertext.FixedLength) ? Of(SealCiphertext.Read(bytes))
            : HasHeader(bytes, SealPlaintext.FixedLength) ? Of(SealPlaintext.Read(bytes))
            : Of(SealEncryptionParameters.Read(bytes));
    }

    private static SealDescription Of(SealCiphertext value) => new(
        "Ciphertext",
        [
            new("parmsId", Hex(value.ParmsId)),
            new("isNttForm", value.IsTransformed ? "true" : "false"),
            new("size", Text(value.Size)),
            new("polyModulusDegree", Text(value.Degree)),
            new("coeffModulusSize", Text(value.Residues)),
            new("scale", Text(value.Scale)),
            new("correctionFactor", Text(value.CorrectionFactor)),
            new("words", Text(value.Words.Length)),
        ]);

    private static SealDescription Of(SealPlaintext value) => new(
        "Plaintext",
        [
            new("parmsId", Hex(value.ParmsId)),
            new("isNttForm", value.IsTransformed ? "true" : "false"),
            new("coeffCount", Text(value.Words.Length)),
            new("scale", Text(value.Scale)),
        ]);

    private static SealDescription Of(SealEncryptionParameters value) => new(
        "EncryptionParameters",
        [
            new("scheme", value.Scheme switch { 0 => "none", 1 => "bfv", 2 => "ckks", _ => "bgv" }),
            new("polyModulusDegree", Text(value.Degree)),
            new("coeffModulus", string.Join(' ', value.CoefficientModulus)),
            new("plainModulus", Text(value.PlainModulus)),
            new("parmsId", Hex(value.ParmsId)),
        ]);

    private static bool HasHeader(ReadOnlySpan<byte> bytes, int offset) =>
        bytes.Length >= offset + SealHeader.Length && bytes[offset..].StartsWith((ReadOnlySpan<byte>)[0x5E, 0xA1, 0x10]);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
