using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Lattice.Seal;

namespace FederatedSecure.Benchmarks.Lattice;

/// <summary>
/// Microsoft SEAL's own speed on this machine, as its WebAssembly build under Node has it. Native SEAL is faster: 341 µs for an
/// encryption and 152 µs for a decryption at N = 4096 on another machine.
/// </summary>
internal static class MicrosoftSeal
{
    private const double Seconds = 1;

    /// <summary>Measures, or says why it cannot.</summary>
    /// <param name="ring">The parameters.</param>
    /// <param name="cancellation">Ends the wait for Node.</param>
    /// <returns>Seconds of encrypt_symmetric and of decrypt for one polynomial, or null and the reason.</returns>
    public static async Task<((double Encrypt, double Decrypt)? Speed, string? Problem)> MeasureAsync(RingParameters ring, CancellationToken cancellation)
    {
        if (FindScript() is not { } script)
        {
            return (null, "not measured: run tests/interop/run once, which installs node-seal");
        }

        var parameters = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(parameters, SealEncryptionParameters.Of(ring).ToArray(), cancellation);
            var start = new ProcessStartInfo("node", [script, parameters, Seconds.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true };
            using var node = Process.Start(start) ?? throw new InvalidOperationException("Node did not start.");
            var output = await node.StandardOutput.ReadToEndAsync(cancellation);
            await node.WaitForExitAsync(cancellation);
            if (node.ExitCode != 0)
            {
                return (null, $"not measured: node ended with exit code {node.ExitCode}");
            }

            using var figures = JsonDocument.Parse(output);
            return ((figures.RootElement.GetProperty("encryptSymmetric").GetDouble() / 1e6, figures.RootElement.GetProperty("decrypt").GetDouble() / 1e6), null);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (null, "not measured: Node is not installed");
        }
        finally
        {
            File.Delete(parameters);
        }
    }

    private static string? FindScript()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var tests = Path.Combine(directory.FullName, "tests");
            if (Directory.Exists(Path.Combine(tests, "interop", "node_modules", "node-seal")))
            {
                return Path.Combine(tests, "FederatedSecure.Benchmarks", "Lattice", "seal-speed.mjs");
            }
        }

        return null;
    }
}
