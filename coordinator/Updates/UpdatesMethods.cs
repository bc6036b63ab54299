using FederatedSecure.Hosting.Wire;
using Grpc.AspNetCore.Server.Model;

namespace FederatedSecure.Coordinator.Updates;

/// <summary>Serves <see cref="UpdatesEndpoint"/> with pooled messages.</summary>
internal sealed class UpdatesMethods : IServiceMethodProvider<UpdatesEndpoint>
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<UpdatesEndpoint> context)
    {
        context.AddUnaryMethod(ChunkMethods.OfferUpdate, [], static (endpoint, request, call) => endpoint.OfferUpdate(request, call));
        context.AddClientStreamingMethod(ChunkMethods.PutChunks, [], static (endpoint, requests, call) => endpoint.PutChunks(requests, call));
        context.AddUnaryMethod(ChunkMethods.Commit, [], static (endpoint, request, call) => endpoint.Commit(request, call));
    }
}
