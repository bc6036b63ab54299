using System.Reflection;
using FederatedSecure.Hosting.Commands;

namespace FederatedSecure.Hosting.Tests.Commands;

public sealed class ExitCodeTests
{
    [Fact]
    public void Document_ExitCodes_AreTheOnesOfTheCode()
    {
        var rows = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", "exit-codes.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(line[2]));

        Assert.Equal(ExitCode.All.Select(entry => $"| {entry.Code} | {entry.Meaning} |"), rows);
    }

    [Fact]
    public void All_OfThem_AreListedOnce() => Assert.Equal(
        typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (int)field.GetRawConstantValue()!).Order(),
        ExitCode.All.Select(entry => entry.Code));
}
