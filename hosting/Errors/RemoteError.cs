using Grpc.Core;

namespace FederatedSecure.Hosting.Errors;

/// <summary>What a failed call means for the person or program that made it.</summary>
/// <param name="Status">gRPC status.</param>
/// <param name="Code">Code from the error catalogue, or the status in words.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
public sealed record RemoteError(StatusCode Status, string Code, string Message, string Remedy)
{
    private const int LongestText = 20_000;

    /// <summary>Whether the same call may succeed later without anybody changing anything.</summary>
    public bool IsTransient => Status is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted
        or StatusCode.Aborted or StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled;

    /// <summary>One of <see cref="Commands.ExitCode"/>.</summary>
    public int ExitCode => Status switch
    {
        StatusCode.Unavailable or StatusCode.DeadlineExceeded => Commands.ExitCode.Unreachable,
        StatusCode.NotFound => Commands.ExitCode.NotFound,
        StatusCode.InvalidArgument => Commands.ExitCode.BadInput,
        StatusCode.ResourceExhausted => Commands.ExitCode.Resource,
        StatusCode.PermissionDenied or StatusCode.Unauthenticated or StatusCode.FailedPrecondition or StatusCode.AlreadyExists => Commands.ExitCode.Refused,
        _ => Commands.ExitCode.Failure,
    };

    /// <summary>Reads a failed call.</summary>
    public static RemoteError Of(RpcException exception)
    {
        if (ErrorTrailer.Read(exception) is { } detail)
        {
            return new RemoteError(exception.StatusCode, Clean(detail.Code), Clean(detail.Message), Clean(detail.Remedy));
        }

        var remedy = exception.StatusCode == StatusCode.Unavailable
            ? "Check that the coordinator runs and that this machine can reach its address."
            : "";
        return new RemoteError(exception.StatusCode, $"grpc.{exception.StatusCode}", Clean(exception.Status.Detail), remedy);
    }

    /// <summary>Foreign text on its way into logs and terminals: bounded, and without control characters but line ends.</summary>
    private static string Clean(string text) =>
        string.Concat(text.Take(LongestText).Select(character => char.IsControl(character) && character != '\n' ? ' ' : character));

    /// <inheritdoc/>
    public override string ToString() => Remedy.Length == 0 ? $"{Message} [{Code}]" : $"{Message} [{Code}]\n{Remedy}";
}
