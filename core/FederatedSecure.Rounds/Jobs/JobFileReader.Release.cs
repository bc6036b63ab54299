using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using FederatedSecure.Assurance.Gates;

namespace FederatedSecure.Rounds.Jobs;

public static partial class JobFileReader
{
    private static ReleaseSpec? ReadRelease(JobFields job)
    {
        if (!job.TryGet("release", out _))
        {
            return null;
        }

        var release = job.Object("release");
        release.OnlyKnown("gate", "evaluators", "required", "when", "profile");
        var gate = ReadGate(release);
        var evaluators = ReadEvaluators(release);
        var required = release.Whole("required", 1, ReleaseSpec.MostEvaluators, fallback: 1);
        if (evaluators.Length > 0 && required > evaluators.Length)
        {
            release.Add("required", $"must not be above the number of evaluators ({evaluators.Length})");
        }

        var occasion = release.Choice("when", ["last", "every"], "last") == "every" ? ReleaseOccasion.Every : ReleaseOccasion.Last;
        var profile = release.Choice("profile", ReleaseSpec.Profiles, "standard");
        return gate is var (read, text) && profile is not null ? new ReleaseSpec(read, text, evaluators, required, occasion, profile) : null;
    }

    private static (Gate Gate, ImmutableArray<byte> Text)? ReadGate(JobFields release)
    {
        if (!release.TryGet("gate", out var value))
        {
            release.Add("gate", "is missing: the rules that a model has to meet, or the name of a file with them");
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            release.Add("gate", "names a file: `coordinator job submit` puts its text here before it sends the job; otherwise write the rules here");
            return null;
        }

        var text = Encoding.UTF8.GetBytes(value.GetRawText());
        var reading = Gate.Read(text);
        foreach (var problem in reading.Problems)
        {
            release.Add(problem.Path.Length == 0 ? "gate" : $"gate.{problem.Path}", problem.Message);
        }

        return reading.IsGood ? (reading.Gate, [.. text]) : null;
    }

    private static ImmutableArray<SiteId> ReadEvaluators(JobFields release)
    {
        var names = ImmutableArray.CreateBuilder<SiteId>();
        var items = release.TryGet("evaluators", out var list) && list.ValueKind == JsonValueKind.Array ? release.Items("evaluators") : [];
        if (items.Count is 0 or > ReleaseSpec.MostEvaluators)
        {
            release.Add("evaluators", $"must be a list of 1 to {ReleaseSpec.MostEvaluators} names of evaluators, as in `coordinator invite NAME --role evaluator`");
            return [];
        }

        foreach (var item in items)
        {
            if (item.Element.ValueKind != JsonValueKind.String || !SiteId.TryParse(item.Element.GetString(), out var name))
            {
                item.Add("", "must be a name in quotes: 1 to 63 characters of a-z, 0-9 and inner hyphens");
            }
            else if (names.Contains(name))
            {
                item.Add("", $"\"{name}\" stands here twice: one evaluator counts once");
            }
            else
            {
                names.Add(name);
            }
        }

        return names.ToImmutable();
    }
}
