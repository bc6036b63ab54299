using FederatedSecure.Numerics.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.ServerOptimizers;

public sealed class ServerOptimizersOnOtherMachinesTests
{
    [Theory]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    [InlineData("DOTNET_EnableAVX")]
    public async Task Step_WithoutVectorInstructions_GivesTheSameBits(string instructions)
    {
        var (exitCode, output) = await ThisTestProgram.RunAsync(
            typeof(ServerOptimizerTests), instructions, "0", TestContext.Current.CancellationToken);

        Assert.True(exitCode == 0, output);
        Assert.Matches(@"Total: [1-9][0-9]*, Errors: 0, Failed: 0, Skipped: 0", output);
    }
}
