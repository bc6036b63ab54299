using FederatedSecure.Hosting.Errors;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Tests.Support;

/// <summary>Asserts about refusals.</summary>
internal static class Refused
{
    /// <summary>The call is refused with this code, in words that say what to do.</summary>
    public static async Task WithAsync(string code, Func<Task> call)
    {
        var error = RemoteError.Of(await Assert.ThrowsAsync<RpcException>(call));

        Assert.Equal(code, error.Code);
        Assert.NotEmpty(error.Message);
        Assert.NotEmpty(error.Remedy);
    }
}
