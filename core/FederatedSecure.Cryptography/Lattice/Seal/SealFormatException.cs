namespace FederatedSecure.Cryptography.Lattice.Seal;

/// <summary>Bytes that are not the Microsoft SEAL object they should be. The message says where and what to do.</summary>
public sealed class SealFormatException : FormatException
{
    public SealFormatException()
    {
    }

    public SealFormatException(string message)
        : base(message)
    {
    }

    public SealFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
