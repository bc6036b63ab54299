namespace FederatedSecure.Models;

/// <summary>Bytes that can be read at any place, by several threads at once.</summary>
internal abstract class ByteSource : IDisposable
{
    public abstract long Length { get; }

    public static ByteSource Of(string path) => new OpenFile(path);

    public static ByteSource Of(Stream stream, bool leaveOpen) => new SeekableStream(stream, leaveOpen);

    /// <summary>Fills the whole buffer, or throws.</summary>
    /// <exception cref="SafetensorsException">There are not that many bytes.</exception>
    public void ReadExactly(long position, Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var read = Read(position, buffer);
            if (read == 0)
            {
                throw new SafetensorsException($"The file is cut off: it ends at byte {position}. Get the file again.");
            }

            position += read;
            buffer = buffer[read..];
        }
    }

    public abstract void Dispose();

    protected abstract int Read(long position, Span<byte> buffer);

    private sealed class OpenFile(string path) : ByteSource
    {
        private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _handle =
            File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);

        public override long Length => RandomAccess.GetLength(_handle);

        public override void Dispose() => _handle.Dispose();

        protected override int Read(long position, Span<byte> buffer) => RandomAccess.Read(_handle, buffer, position);
    }

    private sealed class SeekableStream(Stream stream, bool leaveOpen) : ByteSource
    {
        private readonly Lock _lock = new();

        public override long Length => stream.Length;

        public override void Dispose()
        {
            if (!leaveOpen)
            {
                stream.Dispose();
            }
        }

        protected override int Read(long position, Span<byte> buffer)
        {
            lock (_lock)
            {
                stream.Position = position;
                return stream.Read(buffer);
            }
        }
    }
}
