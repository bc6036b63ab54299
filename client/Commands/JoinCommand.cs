using System.CommandLine;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Enrolment;
using FederatedSecure.Client.Service;
using FederatedSecure.Hosting.Commands;

namespace FederatedSecure.Client.Commands;

/// <summary><c>client join</c> and <c>client install</c>.</summary>
internal static class JoinCommand
{
    public static Command Create()
    {
        var invite = new Argument<string?>("invite") { Description = "What `coordinator invite` printed.", Arity = ArgumentArity.ZeroOrOne };
        var install = new Option<bool>("--install") { Description = "Also install a service that starts with the machine." };
        var address = new Option<string?>("--address") { Description = "With certificates of your own: the coordinator's address, https://host:port." };
        var authority = new Option<string?>("--authority") { Description = "With certificates of your own: PEM file of the authority of the coordinator's certificate." };
        var certificate = new Option<string?>("--certificate") { Description = "With certificates of your own: PEM file of this site's certificate." };
        var key = new Option<string?>("--key") { Description = "With certificates of your own: PEM file of its private key." };
        var data = CommonOptions.Data();
        var command = new Command("join", """
            Makes this machine a member of a federation. The key is made here and stays here.

            Example:
              client join fsi1_eyJzIjoi… --install
            """) { invite, install, address, authority, certificate, key, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            var directory = parsed.Directory(data);
            var identity = parsed.GetValue(invite) is { } text
                ? await Joiner.JoinAsync(directory, text, TimeProvider.System, cancellation)
                : JoinWithCertificates(directory, parsed.GetValue(address), parsed.GetValue(authority), parsed.GetValue(certificate), parsed.GetValue(key));
            Console.WriteLine($"Joined as {identity.Site}. Coordinator: {identity.Address}");
            Console.WriteLine($"Name your data:  client data add NAME --kind csv --path FILE --schema FILE --data {directory.Root}");
            Console.WriteLine($"Set limits:      {directory.PolicyFile}");
            Console.WriteLine(parsed.GetValue(install) ? Install(directory, identity) : $"Start:           client run --data {directory.Root}");
            return ExitCode.Success;
        });
        return command;
    }

    public static Command InstallCommand()
    {
        var data = CommonOptions.Data();
        var command = new Command("install", """
            Installs a service that starts with the machine, for a site that has joined.

            Example:
              client install --data /var/lib/federatedsecure/hospital-b
            """) { data };
        command.SetAction(parsed =>
        {
            var directory = parsed.Directory(data);
            Console.WriteLine(Install(directory, ClientIdentity.Read(directory)));
            return ExitCode.Success;
        });
        return command;
    }

    private static string Install(ClientDirectory directory, ClientIdentity identity) => OperatingSystem.IsWindows()
        ? WindowsService.Install(directory, identity.Site)
        : SystemdService.Install(directory, identity.Site);

    private static ClientIdentity JoinWithCertificates(ClientDirectory directory, string? address, string? authority, string? certificate, string? key) =>
        address is null || authority is null || certificate is null || key is null
            ? throw new CommandException(
                ExitCode.Usage,
                "An invite is missing.",
                "Give the string that `coordinator invite` printed, or all of --address, --authority, --certificate and --key.")
            : Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
                ? Joiner.JoinWithCertificates(directory, uri, authority, certificate, key)
                : throw new CommandException(ExitCode.Usage, $"\"{address}\" is no address.", "Write it as https://host:port.");
}
