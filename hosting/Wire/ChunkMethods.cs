using FederatedSecure.Protos.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FederatedSecure.Hosting.Wire;

/// <summary>
/// The two calls that move bytes, with pooled messages in place of the generated ones. On the wire nothing differs.
/// </summary>
public static class ChunkMethods
{
    private const string ModelsService = "federated.v1.ModelsService";
    private const string UpdatesService = "federated.v1.UpdatesService";

    /// <summary>Most bytes that one chunk may have; longer messages than this and its envelope are refused unread.</summary>
    public const int MaximumMessageSize = 4 << 20;

    /// <summary><c>ModelsService.GetChunks</c>.</summary>
    public static Method<GetChunksRequest, WireChunk> GetChunks { get; } = new(
        MethodType.ServerStreaming, ModelsService, nameof(GetChunks), ProtobufMarshaller(GetChunksRequest.Parser), Chunks(refField: 0, chunkField: 1));

    /// <summary><c>UpdatesService.OfferUpdate</c>.</summary>
    public static Method<OfferUpdateRequest, OfferUpdateResponse> OfferUpdate { get; } = Unary(
        UpdatesService, nameof(OfferUpdate), OfferUpdateRequest.Parser, OfferUpdateResponse.Parser);

    /// <summary><c>UpdatesService.PutChunks</c>.</summary>
    public static Method<WireChunk, PutChunksResponse> PutChunks { get; } = new(
        MethodType.ClientStreaming, UpdatesService, nameof(PutChunks), Chunks(refField: 1, chunkField: 2), ProtobufMarshaller(PutChunksResponse.Parser));

    /// <summary><c>UpdatesService.Commit</c>.</summary>
    public static Method<CommitRequest, CommitResponse> Commit { get; } = Unary(
        UpdatesService, nameof(Commit), CommitRequest.Parser, CommitResponse.Parser);

    private static Method<TRequest, TResponse> Unary<TRequest, TResponse>(
        string service, string name, MessageParser<TRequest> request, MessageParser<TResponse> response)
        where TRequest : class, IMessage<TRequest>, IBufferMessage
        where TResponse : class, IMessage<TResponse>, IBufferMessage =>
        new(MethodType.Unary, service, name, ProtobufMarshaller(request), ProtobufMarshaller(response));

    private static Marshaller<WireChunk> Chunks(int refField, int chunkField) => new ChunkMarshaller(refField, chunkField).Create();

    private static Marshaller<T> ProtobufMarshaller<T>(MessageParser<T> parser)
        where T : class, IMessage<T>, IBufferMessage => new(
            (message, context) =>
            {
                context.SetPayloadLength(message.CalculateSize());
                message.WriteTo(context.GetBufferWriter());
                context.Complete();
            },
            context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
}
