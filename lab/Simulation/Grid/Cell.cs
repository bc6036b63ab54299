using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Lab.Simulation.Scenarios;

namespace FederatedSecure.Lab.Simulation.Grid;

/// <summary>One run of a scenario: a place on all axes.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Settings">Split, attackers, worker momentum, buckets.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Attack">The attack.</param>
/// <param name="Seed">The seed.</param>
internal sealed record Cell(Scenario Scenario, SettingKey Settings, RuleSpec Rule, AttackSpec Attack, ulong Seed)
{
    /// <summary>Raised whenever the same cell would come out differently, so that what older versions found is not taken for it.</summary>
    private const string Version = "simulator 1";

    /// <summary>n.</summary>
    public int Sites => Scenario.SitesWith(Settings.Attackers);

    /// <summary>Names all that the result depends on.</summary>
    public Digest Fingerprint => Digest.Of(Encoding.UTF8.GetBytes(string.Join(
        '\n', Version, Scenario.Common, JsonSerializer.Serialize(Settings), Rule.Source, Attack.Source, Seed.ToString(CultureInfo.InvariantCulture))));

    /// <summary>Name of the cell's file.</summary>
    public string FileName => string.Create(
        CultureInfo.InvariantCulture, $"{Slug(Rule.Label)}.{Slug(Attack.Label)}.{Slug(Settings.ToString())}.seed-{Seed}.{Fingerprint.ToString()[..8]}.json");

    /// <summary>All cells, in the order of the axes.</summary>
    public static ImmutableArray<Cell> All(Scenario scenario) =>
    [
        .. from settings in SettingsOf(scenario)
           from rule in scenario.Rules
           from attack in scenario.Attacks
           from seed in scenario.Seeds
           select new Cell(scenario, settings, rule, attack, seed),
    ];

    /// <summary>The values of the other axes, in order.</summary>
    public static ImmutableArray<SettingKey> SettingsOf(Scenario scenario) =>
    [
        .. from split in scenario.Splits
           from attackers in scenario.Attackers
           from momentum in scenario.WorkerMomentum
           from bucketSize in scenario.BucketSizes
           select new SettingKey(split, attackers, momentum, bucketSize),
    ];

    private static string Slug(string text)
    {
        var letters = string.Concat(text.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
        return string.Join('-', letters.Split('-', StringSplitOptions.RemoveEmptyEntries));
    }
}
