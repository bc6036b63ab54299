using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Protos.V1;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Releases;

/// <summary>Receives a report's bytes.</summary>
internal static class ReportUpload
{
    /// <summary>Longest report, in bytes. One with a thousand figures and curves has about one million.</summary>
    public const int MaximumLength = 16 << 20;

    /// <summary>Reads the bytes that the header announces; not one more is kept.</summary>
    /// <exception cref="RpcException">There are more or fewer, or they are not what was signed.</exception>
    public static async Task<byte[]> ReceiveAsync(
        IAsyncStreamReader<SubmitReportRequest> requests, ReportHeader header, Digest expected, CancellationToken cancellation)
    {
        if (header.Length is 0 or > MaximumLength)
        {
            throw Refusals.ReportTooLarge.Because($"The report has {header.Length:N0} bytes.");
        }

        var bytes = new byte[header.Length];
        var length = 0;
        do
        {
            var data = requests.Current.Data;
            if (data.Length > bytes.Length - length)
            {
                throw Refusals.ReportTooLarge.Because($"The report has more than the {header.Length:N0} bytes that its header announces.");
            }

            data.Span.CopyTo(bytes.AsSpan(length));
            length += data.Length;
        }
        while (await requests.MoveNext(cancellation));

        if (length < bytes.Length)
        {
            throw Refusals.ReportMalformed.Because($"The report was cut off: {length:N0} of {bytes.Length:N0} bytes have arrived.");
        }

        return Digest.Of(bytes) == expected
            ? bytes
            : throw Refusals.ReportMalformed.Because("The report's bytes are not those that were signed.");
    }
}
