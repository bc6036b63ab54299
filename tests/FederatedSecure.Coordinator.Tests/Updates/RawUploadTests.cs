using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Coordinator.Certificates;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Hosting.Wire;
using FederatedSecure.Protos.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FederatedSecure.Coordinator.Tests.Updates;

/// <summary>Uploads that no client of ours would send.</summary>
public sealed class RawUploadTests
{
    private static readonly Method<byte[], PutChunksResponse> RawPutChunks = new(
        MethodType.ClientStreaming,
        ChunkMethods.PutChunks.ServiceName,
        ChunkMethods.PutChunks.Name,
        new Marshaller<byte[]>(bytes => bytes, bytes => bytes),
        ChunkMethods.PutChunks.ResponseMarshaller);

    [Theory]
    [InlineData("0A")]
    [InlineData("12FFFFFFFF07")]
    [InlineData("0A01FF")]
    [InlineData("13")]
    public async Task Message_ThatIsNone_IsRefusedAndTheCoordinatorGoesOn(string hex)
    {
        await using var job = await RunningJob.StartAsync(JobText.Of());

        var exception = await Assert.ThrowsAsync<RpcException>(() => PutRawAsync(job.First, Convert.FromHexString(hex)));

        Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
        await job.TrainAsync();
        await job.UntilAsync(JobPhase.Completed);
    }

    [Fact]
    public async Task Stream_WithoutAnyMessage_IsRefused()
    {
        await using var job = await RunningJob.StartAsync(JobText.Of());

        await Refused.WithAsync("request.malformed", () => PutRawAsync(job.First));
        await Refused.WithAsync("request.malformed", () => PutRawAsync(job.First, []));
    }

    [Fact]
    public async Task Receipt_OfAnUpdate_IsSignedWithTheServersKey()
    {
        await using var job = await RunningJob.StartAsync(JobText.Of());
        var plan = await job.First.AcceptAsync();
        var receipt = await job.First.UploadAsync(plan, plan.Constant(1));
        using var server = job.Coordinator.Services.GetRequiredService<ServerIdentity>().Context.TargetCertificate.GetECDsaPublicKey()!;
        byte[] statement =
        [
            .. "federated.v1.Receipt\0"u8, .. receipt.PlanDigest.Span, .. receipt.UpdateDigest.Span, .. System.Text.Encoding.UTF8.GetBytes(receipt.Site),
        ];

        Assert.True(server.VerifyData(statement, receipt.Signature.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        Assert.Equal(plan.Ref.PlanDigest, receipt.PlanDigest);
        Assert.Equal(job.First.Name, receipt.Site);
    }

    private static async Task PutRawAsync(TestSite site, params byte[][] messages)
    {
        using var call = site.Invoker.AsyncClientStreamingCall(RawPutChunks, null, default);
        try
        {
            foreach (var message in messages)
            {
                await call.RequestStream.WriteAsync(message);
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            // Refused in the middle; the answer says why.
        }

        await call.ResponseAsync;
    }
}
