using FederatedSecure.Hosting.Commands;
using FederatedSecure.Hosting.Errors;
using Grpc.Core;

namespace FederatedSecure.Hosting.Tests.Errors;

public sealed class RemoteErrorTests
{
    [Fact]
    public void Refusal_ThatTravelled_IsWhatItWas()
    {
        var sent = ErrorTrailer.ToException(StatusCode.NotFound, "job.unknown", "There is no job \"x\".", "List them.");

        var error = RemoteError.Of(sent);

        Assert.Equal(new RemoteError(StatusCode.NotFound, "job.unknown", "There is no job \"x\".", "List them."), error);
        Assert.Equal("There is no job \"x\". [job.unknown]\nList them.", error.ToString());
        Assert.Equal("There is no job \"x\". List them.", sent.Status.Detail);
    }

    [Fact]
    public void Failure_WithoutDetails_IsToldByItsStatus()
    {
        var error = RemoteError.Of(new RpcException(new Status(StatusCode.Unavailable, "connection refused")));

        Assert.Equal("grpc.Unavailable", error.Code);
        Assert.Equal("connection refused", error.Message);
        Assert.NotEmpty(error.Remedy);
        Assert.True(error.IsTransient);
    }

    [Fact]
    public void Details_ThatCannotBeRead_AreLeftOut()
    {
        var damaged = new RpcException(new Status(StatusCode.Internal, "broken"), new Metadata { { ErrorTrailer.Key, [0xFF, 0xFF] } });

        Assert.Null(ErrorTrailer.Read(damaged));
        Assert.Equal("broken [grpc.Internal]", RemoteError.Of(damaged).ToString());
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, ExitCode.Unreachable)]
    [InlineData(StatusCode.DeadlineExceeded, ExitCode.Unreachable)]
    [InlineData(StatusCode.NotFound, ExitCode.NotFound)]
    [InlineData(StatusCode.InvalidArgument, ExitCode.BadInput)]
    [InlineData(StatusCode.ResourceExhausted, ExitCode.Resource)]
    [InlineData(StatusCode.PermissionDenied, ExitCode.Refused)]
    [InlineData(StatusCode.Unauthenticated, ExitCode.Refused)]
    [InlineData(StatusCode.FailedPrecondition, ExitCode.Refused)]
    [InlineData(StatusCode.Internal, ExitCode.Failure)]
    [InlineData(StatusCode.DataLoss, ExitCode.Failure)]
    public void ExitCode_OfAStatus_IsTheDocumentedOne(StatusCode status, int expected) =>
        Assert.Equal(expected, new RemoteError(status, "", "", "").ExitCode);
}
