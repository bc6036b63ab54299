using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Connection;
using FederatedSecure.Client.Work;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Models;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Client.Releases;

/// <summary>Fetches what a job has released: signed by the coordinator, and the very bytes that were signed for. A site has no way to a model that is not released.</summary>
internal static class ReleaseDownload
{
    /// <summary>Fetches it.</summary>
    /// <returns>The release, and its file, which stays until other models have been fetched.</returns>
    /// <exception cref="CommandException">The coordinator's word does not hold.</exception>
    /// <exception cref="Grpc.Core.RpcException">There is no release, or it is not for this site.</exception>
    public static async Task<(ReleasedModel Release, string File)> FetchAsync(
        ClientDirectory directory, CoordinatorConnection connection, string job, CancellationToken cancellation)
    {
        var response = await connection.RunAsync(
            async token => await connection.Released.GetReleaseAsync(new GetReleaseRequest { JobId = job }, connection.Call(token)), cancellation);
        if (response.Release is not { Ref: not null, Model: not null } release || release.Ref.JobId != job || !connection.Verify(release))
        {
            throw new CommandException(ExitCode.Refused, "The coordinator's release is not signed by the key of its certificate.", "Ask the coordinator's operator; nothing was written.");
        }

        try
        {
            var spec = PlanReader.ReadSpec(release.ModelSpec, new ModelLimits(ModelLimits.ParameterCeiling, long.MaxValue));
            var manifest = PlanReader.ReadManifest(release.Model, spec);
            var file = await new ModelDownload(directory, connection).GetFileAsync(manifest, new GetChunksRequest { Candidate = release.Ref }, cancellation);
            ModelDownload.Load(spec, file);
            return (release, file);
        }
        catch (PlanException exception)
        {
            throw new CommandException(ExitCode.Refused, $"The released model cannot be used: {exception.Message}.", "Ask the coordinator's operator; nothing was written.", exception);
        }
    }
}
