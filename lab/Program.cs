using System.CommandLine;
using FederatedSecure.Lab.Batch;
using FederatedSecure.Lab.Demo;
using FederatedSecure.Lab.Simulation;

var root = new RootCommand("Simulates federations on this machine, and computes the mathematics behind them.")
{
    DemoCommand.Create(), SimulateCommand.Create(), BatchCommand.Create(),
};

// Ctrl-C ends the children first; that may take longer than the two seconds of the default.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
