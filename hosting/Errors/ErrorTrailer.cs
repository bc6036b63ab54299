using FederatedSecure.Protos.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FederatedSecure.Hosting.Errors;

/// <summary>How the details of a refusal travel: a serialized <see cref="ErrorDetail"/> in a trailer.</summary>
public static class ErrorTrailer
{
    /// <summary>Name of the trailer.</summary>
    public const string Key = "federated-error-bin";

    /// <summary>The exception that carries a refusal to the caller.</summary>
    public static RpcException ToException(StatusCode status, string code, string message, string remedy) => new(
        new Status(status, $"{message} {remedy}"),
        new Metadata { { Key, new ErrorDetail { Code = code, Message = message, Remedy = remedy }.ToByteArray() } });

    /// <summary>The details, if the other side sent any that can be read.</summary>
    public static ErrorDetail? Read(RpcException exception)
    {
        try
        {
            return exception.Trailers.GetValueBytes(Key) is { } bytes ? ErrorDetail.Parser.ParseFrom(bytes) : null;
        }
        catch (InvalidProtocolBufferException)
        {
            // Details are an extra: the status itself still says what happened.
            return null;
        }
    }
}
