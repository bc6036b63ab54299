namespace FederatedSecure.Cryptography.Lattice.Seal;

/// <summary>The 16 bytes before every SEAL object.</summary>
/// <param name="Major">Major version of the writer: 4.</param>
/// <param name="Minor">Minor version of the writer. Readers of 4.0 to 4.3 accept their own only; 4.1 is written here.</param>
/// <param name="Compression">0 none, 1 zlib, 2 zstd.</param>
/// <param name="Size">Bytes of the object, this header included.</param>
internal readonly record struct SealHeader(byte Major, byte Minor, byte Compression, ulong Size)
{
    public const int Length = 16;
    public const ushort Magic = 0xA15E;
    public const byte WrittenMajor = 4;
    public const byte WrittenMinor = 1;
}
