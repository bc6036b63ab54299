using System.CommandLine;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Hosting.Errors;
using Grpc.Core;

namespace FederatedSecure.Hosting.Tests.Commands;

public sealed class CommandHostTests
{
    public static TheoryData<Exception, int> Failures => new()
    {
        { new CommandException(ExitCode.BadInput, "The file is wrong.", "Correct it."), ExitCode.BadInput },
        { ErrorTrailer.ToException(StatusCode.PermissionDenied, "certificate.revoked", "No.", "Ask."), ExitCode.Refused },
        { new IOException("No space left on device"), ExitCode.Resource },
        { new UnauthorizedAccessException("Access denied"), ExitCode.Resource },
        { new OperationCanceledException(), ExitCode.Failure },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Command_ThatFails_EndsWithTheDocumentedCode(Exception failure, int expected) =>
        Assert.Equal(expected, await CommandHost.RunAsync(Command(() => throw failure), ["do"]));

    [Fact]
    public async Task Command_ThatWorks_EndsWithItsOwnCode() =>
        Assert.Equal(ExitCode.Success, await CommandHost.RunAsync(Command(() => ExitCode.Success), ["do"]));

    [Fact]
    public async Task Command_ThatIsNone_IsAMatterOfUsage() =>
        Assert.Equal(ExitCode.Usage, await CommandHost.RunAsync(Command(() => ExitCode.Success), ["undo"]));

    [Fact]
    public void Exception_WithARemedy_SaysBoth() =>
        Assert.Equal("The port is in use.\nChoose another.", new CommandException(ExitCode.Resource, "The port is in use.", "Choose another.").Message);

    private static RootCommand Command(Func<int> work)
    {
        var command = new Command("do");
        command.SetAction((_, _) => Task.FromResult(work()));
        return new RootCommand { command };
    }
}
