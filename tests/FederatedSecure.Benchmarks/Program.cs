using System.Collections.Immutable;
using System.CommandLine;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Running;
using FederatedSecure.Benchmarks.Aggregation;
using FederatedSecure.Benchmarks.Kernels;
using FederatedSecure.Benchmarks.Lattice;
using FederatedSecure.Benchmarks.Privacy;
using FederatedSecure.Benchmarks.RedTeam;
using FederatedSecure.Benchmarks.Scenarios;

ImmutableArray<IScenario> scenarios =
[
    new TransferScenario(), new IdleScenario(), new RecoveryScenario(), new StartupScenario(), new RoundsScenario(), new MemoryScenario(),
    new EncryptionScenario(), new WireScenario(), new OpeningScenario(), new PrivateTrainingScenario(), new AccountingScenario(), new AggregationScenario(),
    new RedTeamScenario(),
];
var runs = new Option<int>("--runs") { Description = "Runs per figure; the median counts.", DefaultValueFactory = _ => 5, Recursive = true };
var output = new Option<string?>("--out") { Description = "File that the tables are appended to, as Markdown.", HelpName = "FILE", Recursive = true };
var root = new RootCommand("Measures the coordinator's figures with real processes, encryption's on one core, and kernels with BenchmarkDotNet.") { runs, output };
foreach (var scenario in scenarios)
{
    root.Add(Command(scenario.Name, scenario.Description, [scenario]));
}

root.Add(TrainingMemory.Command());
root.Add(Command("all", "All of the above, one after the other.", scenarios));

var kernels = new Command("kernels", "BenchmarkDotNet: vector kernels against plain loops, and hashing.");
kernels.SetAction(_ => BenchmarkRunner.Run([typeof(VectorKernelBenchmarks), typeof(DigestBenchmarks)]));
root.Add(kernels);

var lattice = new Command("lattice", "BenchmarkDotNet: protecting, opening, adding and sharing of encrypted updates.");
lattice.SetAction(_ => BenchmarkRunner.Run([typeof(ProtectBenchmarks), typeof(OpenBenchmarks), typeof(SharingBenchmarks)]));
root.Add(lattice);
return await root.Parse(args).InvokeAsync();

Command Command(string name, string description, ImmutableArray<IScenario> chosen)
{
    var command = new Command(name, description);
    command.SetAction(async (result, cancellation) =>
    {
        Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors");
        foreach (var scenario in chosen)
        {
            var table = await scenario.MeasureAsync(new BenchmarkOptions(result.GetValue(runs)), cancellation);
            table.Print();
            if (result.GetValue(output) is { } file)
            {
                await File.AppendAllTextAsync(file, table.ToMarkdown() + "\n", cancellation);
            }
        }
    });
    return command;
}
