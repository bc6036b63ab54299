using System.CommandLine;
using FederatedSecure.Client.Commands;
using FederatedSecure.Hosting.Commands;

var root = new RootCommand("""
    The client of a federation: trains on this site's data, under this site's policy. Nothing but model updates and figures leaves.

    Start here:
      client join STRING                become a member, with the invite that the coordinator's operator gave you
      client data add NAME …            name your data
      client run                        work
      client status                     see what happened
    """)
{
    JoinCommand.Create(),
    RunCommand.Create(),
    StatusCommand.Create(),
    DataCommands.Create(),
    PolicyCommand.Create(),
    PrivacyCommand.Create(),
    ModelCommand.Create(),
    PredictCommand.Create(),
    LogCommand.Create(),
    JoinCommand.InstallCommand(),
};
return await CommandHost.RunAsync(root, args);
