using FederatedSecure.Cryptography.Tests.Packing;
using FederatedSecure.Cryptography.Tests.Sharing;
using FederatedSecure.Numerics.Tests.Support;

namespace FederatedSecure.Cryptography.Tests.Lattice;

public sealed class LatticeOnOtherMachinesTests
{
    public static TheoryData<Type, string> Machines => new()
    {
        { typeof(NttTests), "DOTNET_EnableHWIntrinsic" },
        { typeof(NttTests), "DOTNET_EnableAVX2" },
        { typeof(EncryptionTests), "DOTNET_EnableAVX2" },
        { typeof(RingKernelsTests), "DOTNET_EnableHWIntrinsic" },
        { typeof(RingKernelsTests), "DOTNET_EnableAVX2" },
        { typeof(CommonPolynomialsTests), "DOTNET_EnableAES" },
        { typeof(CiphertextCodecTests), "DOTNET_EnableHWIntrinsic" },
        { typeof(PackingKernelsTests), "DOTNET_EnableAVX2" },
        { typeof(SplitModulusTests), "DOTNET_EnableHWIntrinsic" },
        { typeof(QuantizerTests), "DOTNET_EnableAVX2" },
        { typeof(SecretSharingTests), "DOTNET_EnableAVX2" },
    };

    [Theory]
    [MemberData(nameof(Machines))]
    public async Task Kernels_WithoutVectorInstructions_GiveTheSameBits(Type tests, string instructions)
    {
        var (exitCode, output) = await ThisTestProgram.RunAsync(tests, instructions, "0", TestContext.Current.CancellationToken);

        Assert.True(exitCode == 0, output);
        Assert.Matches(@"Total: [1-9][0-9]*, Errors: 0, Failed: 0, Skipped: 0", output);
    }
}
