using FederatedSecure.Protos.V1;

namespace FederatedSecure.Coordinator.Encryption;

/// <summary>Reads an answer bucket by bucket, in their order.</summary>
internal sealed class AnswerReader(string path) : IDisposable
{
    private readonly FileStream _file = File.OpenRead(path);

    /// <summary>The part for the next bucket.</summary>
    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">The file has been damaged.</exception>
    public SubmitUnmaskRequest Next() => SubmitUnmaskRequest.Parser.ParseDelimitedFrom(_file);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
