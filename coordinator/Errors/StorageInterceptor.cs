using FederatedSecure.Coordinator.Health;
using FederatedSecure.Coordinator.Storage;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace FederatedSecure.Coordinator.Errors;

/// <summary>
/// Turns a full disk, wherever it was met, into one refusal for the caller and one problem for the operator. Whatever is written
/// is either there whole or not at all, so the caller may simply try again later.
/// </summary>
internal sealed class StorageInterceptor(StorageProblem problem) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception exception) when (StorageErrors.IsFull(exception))
        {
            throw Full();
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception exception) when (StorageErrors.IsFull(exception))
        {
            throw Full();
        }
    }

    private RpcException Full()
    {
        problem.Note("The disk of the data directory is full, and calls are refused: make room.");
        return Refusals.StorageFull.Because("The coordinator's disk is full.");
    }
}
