using FederatedSecure.Numerics.Tests.Randomness;
using FederatedSecure.Numerics.Tests.Support;

namespace FederatedSecure.Numerics.Tests.Kernels;

public sealed class VectorKernelsOnOtherMachinesTests
{
    public static MatrixTheoryData<Type, string> Machines => new MatrixTheoryData<Type, string>(
        [typeof(VectorKernelsTests), typeof(ChaCha20Tests)],
        ["DOTNET_EnableHWIntrinsic", "DOTNET_EnableAVX", "DOTNET_EnableAVX2"]);

    [Theory]
    [MemberData(nameof(Machines))]
    public async Task Kernels_WithoutVectorInstructions_GiveTheSameBits(Type tests, string instructions)
    {
        var (exitCode, output) = await ThisTestProgram.RunAsync(tests, instructions, "0", TestContext.Current.CancellationToken);

        Assert.True(exitCode == 0, output);
        Assert.Matches(@"Total: [1-9][0-9]*, Errors: 0, Failed: 0, Skipped: 0", output);
    }
}
