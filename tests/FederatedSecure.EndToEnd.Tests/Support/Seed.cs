using System.Globalization;
using System.Security.Cryptography;

namespace FederatedSecure.EndToEnd.Tests.Support;

/// <summary>A seed that differs from run to run, is printed, and can be given again.</summary>
internal static class Seed
{
    private const string Variable = "FEDERATEDSECURE_TEST_SEED";

    public static ulong ForThisRun()
    {
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            ? given
            : (ulong)RandomNumberGenerator.GetInt32(int.MaxValue);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Variable}={seed} repeats this run.");
        return seed;
    }
}
