using System.Diagnostics;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Lattice.Seal;
using FederatedSecure.Cryptography.Tests.Lattice.Support;

namespace FederatedSecure.Cryptography.Tests.Lattice.Seal;

/// <summary>Microsoft SEAL as the judge, through the scripts in <c>tests/interop</c>. Skipped where Node is absent.</summary>
public sealed class SealInteropTests
{
    private static readonly string[] Sets = ["n4096-q58-b", "n2048-q54-b"];
    private static readonly int[] Sites = [1, 2, 3, 8, 33, 64, 97];

    [Fact]
    public async Task Seal_OpensOurSums_SavesOurBytesAgain_AndItsOwnAreOpenedHere()
    {
        var script = Judge();
        var root = Directory.CreateTempSubdirectory("seal-cases-").FullName;
        try
        {
            foreach (var (set, sites) in Sets.SelectMany(_ => Sites, (set, sites) => (set, sites)))
            {
                await WriteCaseAsync(Path.Combine(root, $"{set}-{sites:00}-sites"), RingParameters.Get(set), sites);
            }

            var (exitCode, output) = await RunAsync("node", [script, root]);

            TestContext.Current.TestOutputHelper!.WriteLine(output);
            Assert.True(exitCode == 0, output);
            Assert.Contains($"{Sets.Length * Sites.Length} of {Sets.Length * Sites.Length} cases hold", output, StringComparison.Ordinal);
            foreach (var directory in Directory.GetDirectories(root))
            {
                await OpenWhatSealMadeAsync(directory);
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task WriteCaseAsync(string directory, RingParameters parameters, int sites)
    {
        Directory.CreateDirectory(directory);
        var sum = BucketSum.Of(parameters, sites, droppedBits: 0, seed: (ulong)sites);
        using var common = new CommonPolynomials(parameters, Some.Plan);
        using var key = sum.Key;
        var cancellation = TestContext.Current.CancellationToken;
        var ciphertext = SealCiphertext.OfSum(common, sum.Chunk, sum.Ciphertext);
        Assert.Equal(sum.Message, ciphertext.Decrypt(key));
        await File.WriteAllBytesAsync(Path.Combine(directory, "parameters"), SealEncryptionParameters.Of(parameters).ToArray(), cancellation);
        await File.WriteAllBytesAsync(Path.Combine(directory, "key"), SealSecretKey.Write(key), cancellation);
        await File.WriteAllBytesAsync(Path.Combine(directory, "ciphertext"), ciphertext.ToArray(), cancellation);
        await File.WriteAllBytesAsync(Path.Combine(directory, "message"), SealPlaintext.OfMessage(sum.Message).ToArray(), cancellation);
    }

    private static async Task OpenWhatSealMadeAsync(string directory)
    {
        var parameters = RingParameters.Get(Path.GetFileName(directory)[..11]);
        async Task<byte[]> ReadAsync(string name) => await File.ReadAllBytesAsync(Path.Combine(directory, name), TestContext.Current.CancellationToken);
        using var key = SealSecretKey.Read(parameters, await ReadAsync("made-key"));
        var ciphertext = SealCiphertext.Read(await ReadAsync("made-ciphertext"));
        var message = SealPlaintext.Read(await ReadAsync("made-message"));

        var opened = ciphertext.Decrypt(key);

        Assert.Equal(message.Words, opened.AsSpan(0, message.Words.Length));
        Assert.False(opened.AsSpan(message.Words.Length).ContainsAnyExcept(0UL));
        Assert.Equal(await ReadAsync("made-ciphertext"), ciphertext.ToArray());
        Assert.Equal(await ReadAsync("made-key"), SealSecretKey.Write(key));
    }

    internal static string Judge()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "tests", "interop", "judge.mjs")))
        {
            root = root.Parent;
        }

        var problem = root is null ? "tests/interop is not beside these tests"
            : !Directory.Exists(Path.Combine(root.FullName, "tests", "interop", "node_modules")) ? "tests/interop/run has not installed node-seal yet"
            : !IsThere("node") ? "Node is absent"
            : null;
        if (problem is not null && Environment.GetEnvironmentVariable("FEDERATED_SECURE_SEAL_JUDGE") == "required")
        {
            Assert.Fail($"Microsoft SEAL cannot judge: {problem}.");
        }

        Assert.SkipUnless(problem is null, $"Microsoft SEAL cannot judge: {problem}. The golden files are checked all the same.");
        return Path.Combine(root!.FullName, "tests", "interop", "judge.mjs");
    }

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(p => File.Exists(Path.Combine(p, program)) || File.Exists(Path.Combine(p, program + ".exe")));

    internal static async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output + await errors);
    }
}
