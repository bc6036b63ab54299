using FederatedSecure.Numerics.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Kernels;

public sealed class KernelsOnOtherMachinesTests
{
    [Theory]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    public async Task Kernels_WithoutVectorInstructions_GiveTheSameBits(string instructions)
    {
        var (exitCode, output) = await ThisTestProgram.RunAsync(typeof(KernelsTests), instructions, "0", TestContext.Current.CancellationToken);

        Assert.True(exitCode == 0, output);
        Assert.Matches(@"Total: [1-9][0-9]*, Errors: 0, Failed: 0, Skipped: 0", output);
    }
}
