using System.Security.Cryptography;
using FederatedSecure.Assurance.Releases;
using FederatedSecure.Client.Connection;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Protos.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FederatedSecure.Lab.Evaluators;

/// <summary>Signs a report for one candidate and brings it to the coordinator.</summary>
internal sealed class ReportDelivery(CoordinatorConnection connection, string evaluator)
{
    private const int Part = 1 << 20;

    /// <summary>Brings it. Repeating that with the same bytes changes nothing.</summary>
    public async Task<SubmitReportResponse> BringAsync(CandidateTask task, byte[] report, ECDsa key, CancellationToken cancellation)
    {
        var statement = new ReportStatement(task.Id.ToString(), task.Nonce, task.File.Digest, task.GateDigest, Digest.Of(report), evaluator);
        var header = new ReportHeader
        {
            Ref = task.Ref,
            Nonce = Bytes(statement.Nonce),
            ModelDigest = Bytes(statement.Model),
            GateDigest = Bytes(statement.Gate),
            ReportDigest = Bytes(statement.Report),
            Length = (ulong)report.Length,
            Signature = ByteString.CopyFrom(statement.Sign(key)),
        };
        return await connection.RunAsync(async token => await SendAsync(header, report, token), cancellation);
    }

    private async Task<SubmitReportResponse> SendAsync(ReportHeader header, byte[] report, CancellationToken cancellation)
    {
        using var call = connection.Candidates.SubmitReport(connection.Call(cancellation, factor: 10));
        try
        {
            await call.RequestStream.WriteAsync(new SubmitReportRequest { Header = header }, cancellation);
            for (var offset = 0; offset < report.Length; offset += Part)
            {
                var part = report.AsMemory(offset, Math.Min(Part, report.Length - offset));
                await call.RequestStream.WriteAsync(new SubmitReportRequest { Data = UnsafeByteOperations.UnsafeWrap(part) }, cancellation);
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException && !cancellation.IsCancellationRequested)
        {
            // Refused in the middle: the answer to the call says why.
        }

        return await call.ResponseAsync;
    }

    private static ByteString Bytes(Digest digest) => ByteString.CopyFrom(digest.ToArray());
}
