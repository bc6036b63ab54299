using System.CommandLine;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Lab.Accuracy;
using FederatedSecure.Lab.Batch;
using FederatedSecure.Lab.Demo;
using FederatedSecure.Lab.Evaluators;
using FederatedSecure.Lab.RedTeam;
using FederatedSecure.Lab.RedTeam.Commands;
using FederatedSecure.Lab.Rogue;
using FederatedSecure.Lab.Simulation;

var root = new RootCommand("Simulates federations on this machine, attacks them, and computes the mathematics behind them.")
{
    DemoCommand.Create(),
    SimulateCommand.Create(),
    AccuracyCommand.Create(),
    RedTeamCommand.Create(),
    EvaluatorCommand.Create(),
    BatchCommand.Create(),
    RogueCommand.Create(),
};

// A daemon like the coordinator and the clients, with their exit codes.
if (args is ["evaluator", ..])
{
    return await CommandHost.RunAsync(root, args);
}

// Ctrl-C ends the children first; that may take longer than the two seconds of the default.
var parsed = root.Parse(args);
var code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
return parsed.Errors.Count > 0 && RedTeamCommand.IsMeantBy(parsed) ? RedTeamExit.BadInput : code;
