using FederatedSecure.Coordinator.Administration;
using FederatedSecure.Hosting.Errors;
using Grpc.Core;
using Grpc.Net.Client;

namespace FederatedSecure.Coordinator.Commands;

/// <summary>Calls a running coordinator over its local socket.</summary>
internal static class AdministrationCall
{
    public static async Task<T> RunAsync<T>(string dataDirectory, Func<GrpcChannel, Task<T>> call)
    {
        using var channel = AdministrationSocket.Connect(dataDirectory);
        try
        {
            return await call(channel);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable && ErrorTrailer.Read(exception) is null)
        {
            throw AdministrationSocket.NotRunning(dataDirectory, exception);
        }
    }
}
