using FederatedSecure.Hosting.Wire;
using Grpc.AspNetCore.Server.Model;

namespace FederatedSecure.Coordinator.Models;

/// <summary>Serves <see cref="ModelsEndpoint"/> with pooled messages.</summary>
internal sealed class ModelsMethods : IServiceMethodProvider<ModelsEndpoint>
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<ModelsEndpoint> context) =>
        context.AddServerStreamingMethod(
            ChunkMethods.GetChunks, [], static (endpoint, request, responses, call) => endpoint.GetChunks(request, responses, call));
}
