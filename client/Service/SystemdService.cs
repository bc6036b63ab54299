using FederatedSecure.Client.Configuration;
using FederatedSecure.Hosting.Commands;

namespace FederatedSecure.Client.Service;

/// <summary>Writes the unit with which systemd runs the daemon.</summary>
public static class SystemdService
{
    /// <summary>The unit's text.</summary>
    /// <param name="program">The client's executable.</param>
    /// <param name="directory">The site's directory.</param>
    /// <param name="site">The site's name.</param>
    /// <param name="user">Whom it runs as.</param>
    public static string Unit(string program, ClientDirectory directory, string site, string user) => $"""
        [Unit]
        Description=FederatedSecure client for {site}
        Wants=network-online.target
        After=network-online.target

        [Service]
        Type=notify
        ExecStart="{program}" run --data "{Path.GetFullPath(directory.Root)}"
        User={user}
        Restart=always
        RestartSec=5
        UMask=0077
        NoNewPrivileges=yes
        PrivateTmp=yes
        ProtectSystem=strict
        ReadWritePaths={Path.GetFullPath(directory.Root)}
        ProtectKernelTunables=yes
        ProtectControlGroups=yes
        RestrictSUIDSGID=yes

        [Install]
        WantedBy=multi-user.target

        """;

    /// <summary>Writes the unit where systemd finds it.</summary>
    /// <returns>What the operator types next.</returns>
    /// <exception cref="CommandException">This user may not.</exception>
    public static string Install(ClientDirectory directory, string site)
    {
        var name = $"federatedsecure-client-{site}.service";
        var path = Path.Combine("/etc/systemd/system", name);
        var program = Environment.ProcessPath ?? throw new CommandException(ExitCode.Failure, "The path of this program cannot be found out.");
        try
        {
            File.WriteAllText(path, Unit(program, directory, site, Environment.UserName));
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            throw new CommandException(
                ExitCode.Resource,
                $"The site has joined, but {path} could not be written: {exception.Message}",
                $"Run `client install --data {directory.Root}` with the rights to write there.",
                exception);
        }

        return $"Wrote {path}. Start it now and with the machine: systemctl daemon-reload && systemctl enable --now {name}";
    }
}
