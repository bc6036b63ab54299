using FederatedSecure.Hosting.Errors;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Errors;

/// <summary>A kind of refusal: an entry of the error catalogue.</summary>
/// <param name="Code">Stable identifier.</param>
/// <param name="Status">gRPC status.</param>
/// <param name="Remedy">What the caller can do.</param>
public sealed record Refusal(string Code, StatusCode Status, string Remedy)
{
    /// <summary>The exception that carries it to the caller.</summary>
    /// <param name="message">What is wrong this time.</param>
    public RpcException Because(string message) => ErrorTrailer.ToException(Status, Code, message, Remedy);
}
