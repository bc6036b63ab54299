using FederatedSecure.Assurance.Reports;
using FederatedSecure.Hosting.Wire;
using FederatedSecure.Protos.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Tests.Support;

internal sealed partial class TestSite
{
    /// <summary>Asks for a candidate.</summary>
    public async Task<Candidate?> CandidateAsync() =>
        (await Candidates.PollCandidateAsync(new PollCandidateRequest { DataSets = { DataSets } })).Candidate;

    /// <summary>Asks for a candidate that has to be there.</summary>
    public async Task<Candidate> OfferedCandidateAsync()
    {
        var candidate = await CandidateAsync();
        Assert.NotNull(candidate);
        return candidate;
    }

    /// <summary>Signs a report and brings it.</summary>
    public Task<SubmitReportResponse> BringAsync(Candidate candidate, AssuranceReport report)
    {
        var bytes = report.Write();
        return BringAsync(SomeReport.Header(this, candidate, bytes), bytes);
    }

    /// <summary>Sends whatever a test wants, in parts of 1,000 bytes.</summary>
    public async Task<SubmitReportResponse> BringAsync(ReportHeader header, byte[] bytes)
    {
        using var call = Candidates.SubmitReport();
        try
        {
            await call.RequestStream.WriteAsync(new SubmitReportRequest { Header = header });
            foreach (var part in bytes.Chunk(1000))
            {
                await call.RequestStream.WriteAsync(new SubmitReportRequest { Data = ByteString.CopyFrom(part) });
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            // The other side refused in the middle; its answer says why.
        }

        return await call.ResponseAsync;
    }

    /// <summary>Fetches a candidate's or a release's file.</summary>
    public async Task<byte[]> DownloadAsync(CandidateRef candidate, Manifest model)
    {
        using var call = Invoker.AsyncServerStreamingCall(
            ChunkMethods.GetChunks, null, default, new GetChunksRequest { Candidate = candidate, Digests = { model.Chunks } });
        var file = new MemoryStream();
        while (await call.ResponseStream.MoveNext(default))
        {
            using var chunk = call.ResponseStream.Current;
            file.Write(chunk.Data.Span);
        }

        return file.ToArray();
    }
}
