using System.CommandLine;
using FederatedSecure.Client.Policy;
using FederatedSecure.Hosting.Commands;

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
            return ExitCode.Success;
        });
        return new Command("policy", "Checks the site's policy.") { check };
    }
}
