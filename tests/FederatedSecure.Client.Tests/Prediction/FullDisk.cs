namespace FederatedSecure.Client.Tests.Prediction;

/// <summary>A file on a disk that has room for so many bytes more: the write that does not fit is cut off in its middle.</summary>
internal sealed class FullDisk(Stream file) : Stream
{
    private const int NoSpace = 28;

    public long Room { get; set; } = long.MaxValue;

    public override bool CanRead => false;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => file.Length;

    public override long Position { get => file.Position; set => file.Position = value; }

    public override void Write(byte[] buffer, int offset, int count)
    {
        var fits = (int)Math.Min(Room, count);
        file.Write(buffer, offset, fits);
        Room -= fits;
        if (fits < count)
        {
            throw new IOException("No space left on device", NoSpace);
        }
    }

    public override void Flush() => file.Flush();

    public override void SetLength(long value) => file.SetLength(value);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
