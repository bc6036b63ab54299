using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Hosting.Wire;
using FederatedSecure.Protos.V1;
using Grpc.Core;
using PrivacyStatement = FederatedSecure.Protos.V1.PrivacyStatement;
using TrainingSummary = FederatedSecure.Protos.V1.TrainingSummary;

namespace FederatedSecure.Coordinator.Updates;

/// <summary>What sites send about their updates, checked.</summary>
internal static class UpdateMessages
{
    private const double MostSeconds = 1e9;

    // 2^53: counts stay exact wherever they are read as doubles.
    private const ulong MostExamples = 1UL << 53;

    /// <summary>The manifest of an announced update.</summary>
    /// <param name="request">The announcement.</param>
    /// <param name="encoding">How the plan's protection asks it to be encoded. What comes otherwise is not even looked at.</param>
    /// <param name="expectedLength">Length in bytes that the plan asks for.</param>
    /// <exception cref="RpcException">It cannot be an update for that model.</exception>
    public static ContentManifest ReadManifest(OfferUpdateRequest request, UpdateEncoding encoding, long expectedLength)
    {
        if (request.Encoding != encoding)
        {
            throw Refusals.UpdateEncoding.Because($"The plan asks for updates encoded as {encoding}, not as {request.Encoding}.");
        }

        if (request.Manifest is not { ChunkSize: ContentManifest.ChunkSize } message)
        {
            throw Refusals.UpdateManifest.Because("The update has no manifest with chunks of 1,048,576 bytes.");
        }

        if (message.Length != (ulong)expectedLength)
        {
            throw Refusals.UpdateShape.Because($"The update has {message.Length:N0} bytes; the plan asks for {expectedLength:N0}.");
        }

        if (ContentManifest.Problem(expectedLength, message.Chunks.Count) is { } problem)
        {
            throw Refusals.UpdateManifest.Because($"The update's manifest is wrong: {problem}.");
        }

        if (!Digest.TryFromBytes(message.Digest.Span, out var whole) || message.Chunks.Any(chunk => chunk.Length != Digest.Size))
        {
            throw Refusals.UpdateManifest.Because("The update's manifest contains something that is no SHA-256.");
        }

        return new ContentManifest(whole, expectedLength, [.. message.Chunks.Select(chunk => Digest.FromBytes(chunk.Span))]);
    }

    /// <summary>What a site of an encrypted round tells openly about its training: nothing.</summary>
    /// <exception cref="RpcException">It tells something all the same.</exception>
    public static void RequireNone(TrainingSummary? summary)
    {
        if (summary is not null)
        {
            throw Refusals.SummaryBad.Because("In an encrypted job the figures of the training travel inside the encrypted vector, not beside it.");
        }
    }

    /// <summary>What a site tells about its training.</summary>
    /// <exception cref="RpcException">It cannot be true.</exception>
    public static FederatedSecure.Rounds.Machine.TrainingSummary ReadSummary(TrainingSummary? summary) =>
        summary is { Examples: >= 1 and <= MostExamples }
        && double.IsFinite(summary.Loss)
        && summary.Loss >= 0
        && summary.Seconds is >= 0 and <= MostSeconds
            ? new FederatedSecure.Rounds.Machine.TrainingSummary((long)summary.Examples, summary.Loss, summary.Seconds)
            : throw Refusals.SummaryBad.Because("The figures of the training cannot be right.");

    /// <summary>What a site publishes about the privacy that the job has spent there; null for nothing.</summary>
    /// <exception cref="RpcException">It cannot be true.</exception>
    public static FederatedSecure.Rounds.Machine.PrivacyStatement? ReadPrivacy(PrivacyStatement? statement) => statement is null ? null
        : statement.Epsilon is >= 0 and < double.PositiveInfinity && statement.Delta is > 0 and < 1
            ? new FederatedSecure.Rounds.Machine.PrivacyStatement(statement.Epsilon, statement.Delta)
            : throw Refusals.SummaryBad.Because("The statement of spent privacy cannot be right.");

    /// <summary>Compares a chunk with the announcement and with its own digest, as it arrives.</summary>
    /// <exception cref="RpcException">It is not what was announced.</exception>
    public static Digest Check(WireChunk chunk, SpooledUpdate update)
    {
        if (chunk.Digest is not { } digest || update.LengthOf(digest) is not { } length)
        {
            throw Refusals.ChunkUnknown.Because("A chunk arrived that is not part of the announced update.");
        }

        if (chunk.Data.Length != length)
        {
            throw Refusals.ChunkSize.Because($"A chunk has {chunk.Data.Length:N0} bytes instead of {length:N0}.");
        }

        return Digest.Of(chunk.Data.Span) == digest
            ? digest
            : throw Refusals.ChunkDigest.Because("A chunk was altered on its way: its SHA-256 is not what it was announced with.");
    }

    /// <summary>Waits for the next message.</summary>
    /// <returns>False if there are no more.</returns>
    /// <exception cref="RpcException">It is larger than any message may be.</exception>
    public static async Task<bool> NextAsync(IAsyncStreamReader<WireChunk> requests, CancellationToken cancellation)
    {
        try
        {
            return await requests.MoveNext(cancellation);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.ResourceExhausted)
        {
            throw Refusals.ChunkSize.Because($"A message has more than {ChunkMethods.MaximumMessageSize:N0} bytes.");
        }
    }
}
