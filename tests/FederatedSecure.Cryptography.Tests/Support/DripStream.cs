namespace FederatedSecure.Cryptography.Tests.Support;

/// <summary>Gives its content in small pieces of changing length, as a network does.</summary>
internal sealed class DripStream(byte[] content) : MemoryStream(content)
{
    private int _reads;

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, Piece()));

    // Of a derived class, MemoryStream's own goes through the other overload.
    public override int Read(Span<byte> buffer) => base.Read(buffer);

    private int Piece() => 1 + (_reads++ * 7919 % 60_000);
}
