using System.CommandLine;
using FederatedSecure.Client.Policy;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Learning.Training;

namespace FederatedSecure.Client.Commands;

/// <summary><c>client policy check</c>.</summary>
internal static class PolicyCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var check = new Command("check", """
            Reads the policy file and says in words what it allows. Exit code 6 if it is wrong.

            Example:
              client policy check
            """) { data };
        check.SetAction(parsed =>
        {
            var policy = PolicyFile.Read(parsed.Directory(data).PolicyFile);
            Console.WriteLine($"Jobs named:        {string.Join(", ", policy.Jobs)}");
            Console.WriteLine($"Data sets:         {string.Join(", ", policy.DataSets)}");
            Console.WriteLine($"Models:            up to {policy.MaximumParameters:N0} parameters, {policy.MaximumActivations:N0} values a record");
            Console.WriteLine($"Hours:             {(policy.Hours.Length == 0 ? "any" : string.Join(", ", policy.Hours))}");
            Console.WriteLine($"Rounds of a job:   up to {policy.MaximumRoundsPerJob:N0}, {policy.MaximumLocalEpochs:N0} local epochs each");
            Console.WriteLine($"Cohort:            at least {policy.MinimumCohort} sites");
            Console.WriteLine($"Plain updates:     {(policy.AllowPlain ? "allowed: the coordinator can read this site's updates" : "not allowed")}");
            Console.WriteLine($"Encrypted jobs:    buckets of at least {policy.MinimumBucket} sites, opened by at least {policy.MinimumThreshold} share holders");
            Console.WriteLine($"Sites:             {(policy.Roster.IsEmpty ? "any that the coordinator's authority vouches for" : $"{policy.Roster.Length} by their fingerprints")}");
            Console.WriteLine($"Memberships:       {(policy.MaximumMembershipRank is { } rank ? $"rank of at most {rank} in a job" : "any number of buckets in a job")}");
            foreach (var (pattern, rules) in policy.Sanitization)
            {
                Console.WriteLine($"Left out of {pattern}:".PadRight(19) + rules.Describe());
            }

            Console.WriteLine($"Device:            {Describe(policy.Device)}");
            return ExitCode.Success;
        });
        return new Command("policy", "Checks the site's policy.") { check };
    }

    /// <summary>What will train here. A policy that asks for what is not there is wrong.</summary>
    private static string Describe(ComputeDevice wish)
    {
        if (wish == ComputeDevice.Cpu)
        {
            return "the processor";
        }

        try
        {
            return ComputeDevices.ProblemWith(wish) is { } problem ? throw new CommandException(ExitCode.BadInput, problem.Message)
                : ComputeDevices.HasCuda ? "an NVIDIA GPU"
                : "the processor; libtorch finds no GPU that it can use";
        }
        catch (TrainingException exception)
        {
            throw new CommandException(ExitCode.Resource, exception.Message);
        }
    }
}
