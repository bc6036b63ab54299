using System.Collections.Immutable;
using System.Text.Json;
using FederatedSecure.Adversary.Poisoning;
using FederatedSecure.Lab.Poisoning;
using FederatedSecure.Lab.Simulation.Federation;
using FederatedSecure.Lab.Splitting;
using FederatedSecure.Learning.Data;
using FederatedSecure.Models;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Lab.Simulation.Scenarios;

internal static partial class ScenarioReader
{
    private static readonly string[] SplitKinds = ["column", "dirichlet", "iid", "similarity"];

    private static ImmutableArray<SplitSpec> ReadSplits(JobFields file)
    {
        var items = file.Items("split");
        return items.Count == 0 ? [new SplitSpec(SplitKind.Iid)] : [.. items.Select(ReadSplit)];
    }

    private static SplitSpec ReadSplit(JobFields split)
    {
        if (split.Element.ValueKind == JsonValueKind.String && split.Element.GetString() == "iid")
        {
            return new SplitSpec(SplitKind.Iid);
        }

        if (!split.IsObject)
        {
            split.Add("", "must be \"iid\" or an object such as { \"kind\": \"dirichlet\", \"alpha\": 0.5 }");
            return new SplitSpec(SplitKind.Iid);
        }

        switch (split.Choice("kind", SplitKinds, fallback: null))
        {
            case "dirichlet":
                split.OnlyKnown("kind", "alpha", "minimumRecords");
                return new SplitSpec(
                    SplitKind.Dirichlet, Alpha: split.Number("alpha", double.Epsilon, 1e6, 0.5), MinimumRecords: split.Whole("minimumRecords", 1, 1_000_000, 10));
            case "similarity":
                split.OnlyKnown("kind", "gamma");
                return new SplitSpec(SplitKind.Similarity, Gamma: split.Number("gamma", 0, 1, 0));
            case "column":
                split.OnlyKnown("kind", "column");
                return new SplitSpec(SplitKind.Column, Column: split.Text("column", required: true) ?? "");
            default:
                split.OnlyKnown("kind");
                return new SplitSpec(SplitKind.Iid);
        }
    }

    private static ImmutableArray<RuleSpec> ReadRules(JobFields file)
    {
        var rules = ImmutableArray.CreateBuilder<RuleSpec>();
        foreach (var item in file.Items("rules"))
        {
            var (rule, pre) = (ReadNamed(item, "rule", "label", "pre"), ImmutableArray<NamedSpec>.Empty);
            if (item.IsObject)
            {
                pre = [.. item.Items("pre").Select(step => ReadNamed(step, "name")).OfType<NamedSpec>()];
            }

            if (rule is null)
            {
                continue;
            }

            var label = (item.IsObject ? item.Text("label", required: false) : null) ?? string.Join(" → ", pre.Select(step => step.Name).Append(rule.Name));
            rules.Add(new RuleSpec(label, rule, pre, ScenarioFields.Source(item.Element)));
            if (rules.Count(other => other.Label == label) > 1)
            {
                item.Add("", $"another rule is called \"{label}\", too: give one of them a \"label\"");
            }

            if (SimulatedRule.Problem(rules[^1]) is { } problem)
            {
                item.Add("", problem);
            }
        }

        if (rules.Count == 0 && file.Items("rules").Count == 0)
        {
            file.Add("rules", "is missing: a list of rules, for example [\"mean\", \"trimmed-mean\"]");
        }

        return rules.ToImmutable();
    }

    private static ImmutableArray<AttackSpec> ReadAttacks(JobFields file)
    {
        var items = file.Items("attacks");
        if (items.Count == 0)
        {
            return [new AttackSpec(AttackSpec.None, null, KnowsAll: true, CarriesMomentum: true, "none")];
        }

        var attacks = ImmutableArray.CreateBuilder<AttackSpec>();
        foreach (var item in items)
        {
            if (ReadNamed(item, "attack", "label", "knows", "momentum") is not { } attack)
            {
                continue;
            }

            var label = (item.IsObject ? item.Text("label", required: false) : null) ?? attack.Name;
            var knows = item.IsObject ? item.Choice("knows", ["all", "own"], "all") : "all";
            attacks.Add(new AttackSpec(
                label, attack.Name == AttackSpec.None ? null : attack, knows == "all", item.Flag("momentum", fallback: true), ScenarioFields.Source(item.Element)));
            if (attacks.Count(other => other.Label == label) > 1)
            {
                item.Add("", $"another attack is called \"{label}\", too: give one of them a \"label\"");
            }

            if (label == PublishedTable.Worst)
            {
                item.Add("", "must not be called \"worst\": that is the worst of all attacks");
            }
        }

        return attacks.ToImmutable();
    }

    /// <summary>A name in quotes, or an object with the name and parameters.</summary>
    private static NamedSpec? ReadNamed(JobFields item, string property, params string[] others)
    {
        if (item.Element.ValueKind == JsonValueKind.String)
        {
            return new NamedSpec(item.Element.GetString()!, ImmutableDictionary<string, object>.Empty);
        }

        if (!item.IsObject)
        {
            item.Add("", $"must be a name in quotes, or an object {{ \"{property}\": …, \"params\": … }}");
            return null;
        }

        item.OnlyKnown([property, "params", .. others]);
        return item.Text(property, required: true) is { } name ? new NamedSpec(name, item.Parameters("params")) : null;
    }

    /// <summary>What only shows when all axes are known.</summary>
    private static void CheckGrid(JobFields file, Scenario scenario)
    {
        var data = new DataSet([], scenario.Model.Input, [], [.. Enumerable.Range(0, scenario.Model.Classes).Select(label => $"{label}")], [], ImmutableDictionary<string, string[]>.Empty);
        for (var i = 0; i < scenario.Attacks.Length; i++)
        {
            if (scenario.Attacks[i].Attack is { } attack && ProblemOf(attack, data) is { } problem)
            {
                file.Add($"attacks[{i}]", problem);
            }
        }

        foreach (var attackers in scenario.Attackers)
        {
            var sites = scenario.SitesWith(attackers);
            if (attackers >= sites)
            {
                file.Add("attackers", $"{attackers} of {sites} sites leave no honest one");
                return;
            }

            if (scenario.Participants > sites)
            {
                file.Add("participants", $"must not be above the number of sites ({sites})");
                return;
            }

            foreach (var bucketSize in scenario.BucketSizes)
            {
                for (var i = 0; i < scenario.Rules.Length; i++)
                {
                    if (SimulatedRule.Problem(scenario, scenario.Rules[i], attackers, bucketSize) is { } problem)
                    {
                        file.Add($"rules[{i}]", problem);
                    }
                }
            }
        }
    }

    private static string? ProblemOf(NamedSpec attack, DataSet data)
    {
        try
        {
            if (SitePoisoners.Knows(attack.Name))
            {
                SitePoisoners.Create(attack.Name, new PoisonParameters(attack.Parameters), data, serverRate: 1);
                return null;
            }

            if (!PoisonAttacks.ByName.ContainsKey(attack.Name))
            {
                string[] known = [AttackSpec.None, .. SitePoisoners.All.Select(entry => entry.Name), .. PoisonAttacks.All.Select(entry => entry.Name)];
                return $"there is no attack \"{attack.Name}\". {Suggestion.Sentence(attack.Name, known)}";
            }

            PoisonAttacks.Create(attack.Name, new PoisonParameters(attack.Parameters));
            return null;
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }
}
