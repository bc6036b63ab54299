using System.Net;
using System.Net.Http.Headers;

namespace FederatedSecure.Client.Tests.Support;

/// <summary>Stands between a client and its coordinator: breaks transfers, forges answers, cuts the line.</summary>
internal sealed class Interference : DelegatingHandler
{
    private long _sent;
    private int _cuts;

    /// <summary>While true, nothing gets through.</summary>
    public bool IsDown { get; set; }

    /// <summary>Calls that reached the line, by method.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Bytes of chunks that were sent.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Transfers that were broken.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>After how many bytes the next upload breaks; one for each upload, null for none.</summary>
    public Queue<long?> UploadCuts { get; init; } = [];

    /// <summary>Changes the message in the answer to a call (without its five bytes of gRPC framing).</summary>
    public Dictionary<string, Func<byte[], byte[]>> Forge { get; } = [];

    /// <summary>Changes the messages in the streamed answer to a call.</summary>
    public Dictionary<string, Func<List<byte[]>, IEnumerable<byte[]>>> ForgeStream { get; } = [];

    /// <summary>Calls that do not get through.</summary>
    public HashSet<string> Down { get; init; } = [];

    /// <summary>Calls that wait.</summary>
    public Dictionary<string, Task> Gates { get; init; } = [];

    /// <summary>Where all that is sent is written to as well; null for nowhere.</summary>
    public MemoryStream? Recording { get; init; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var method = request.RequestUri!.AbsolutePath.Split('/')[^1];
        lock (Calls)
        {
            Calls.Add(method);
        }

        if (Gates.TryGetValue(method, out var gate))
        {
            await gate.WaitAsync(cancellationToken);
        }

        if (IsDown || Down.Contains(method))
        {
            throw new HttpRequestException("The line is cut.");
        }

        if (method == "PutChunks" || Recording is not null)
        {
            request.Content = new CountedContent(request.Content!, this, method == "PutChunks" && UploadCuts.TryDequeue(out var cut) ? cut : null);
        }

        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.OK && Forge.TryGetValue(method, out var forge))
        {
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (body.Length >= 5)
            {
                var message = forge(body[5..]);
                var content = new ByteArrayContent(Frame(message));
                content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
                response.Content = content;
            }
        }

        if (response.StatusCode == HttpStatusCode.OK && ForgeStream.TryGetValue(method, out var forgeStream))
        {
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var content = new ByteArrayContent([.. forgeStream(Messages(body)).SelectMany(Frame)]);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
            response.Content = content;
        }

        return response;
    }

    private static byte[] Frame(byte[] message) => [0, .. BitConverter.GetBytes(IPAddress.HostToNetworkOrder(message.Length)), .. message];

    private static List<byte[]> Messages(byte[] body)
    {
        var messages = new List<byte[]>();
        for (var start = 0; start < body.Length;)
        {
            var length = IPAddress.NetworkToHostOrder(BitConverter.ToInt32(body, start + 1));
            messages.Add(body[(start + 5)..(start + 5 + length)]);
            start += 5 + length;
        }

        return messages;
    }

    private sealed class CountedContent : HttpContent
    {
        private readonly HttpContent _inner;
        private readonly Interference _line;
        private readonly long? _cut;

        public CountedContent(HttpContent inner, Interference line, long? cut)
        {
            (_inner, _line, _cut) = (inner, line, cut);
            foreach (var header in inner.Headers)
            {
                Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            _inner.CopyToAsync(new CountedStream(stream, _line, _cut), context);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            _inner.CopyToAsync(new CountedStream(stream, _line, _cut), context, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = -1;
            return false;
        }
    }

    private sealed class CountedStream(Stream inner, Interference line, long? cut) : Stream
    {
        private long _written;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_written + buffer.Length > cut)
            {
                Interlocked.Increment(ref line._cuts);
                throw new IOException("The line was cut in the middle of a transfer.");
            }

            if (line.Recording is { } recording)
            {
                lock (recording)
                {
                    recording.Write(buffer.Span);
                }
            }

            await inner.WriteAsync(buffer, cancellationToken);
            _written += buffer.Length;
            Interlocked.Add(ref line._sent, buffer.Length);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
