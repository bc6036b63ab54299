using System.Collections.Immutable;
using FederatedSecure.Lab.Simulation.Grid;
using FederatedSecure.Lab.Simulation.Scenarios;

namespace FederatedSecure.Lab.Simulation.Output;

/// <summary>Rules × attacks for one value of each other axis.</summary>
internal sealed class ScoreTable
{
    private readonly Scenario _scenario;
    private readonly ImmutableArray<CellResult> _results;

    /// <param name="scenario">The scenario.</param>
    /// <param name="settings">The other axes.</param>
    /// <param name="results">What came of all cells so far.</param>
    public ScoreTable(Scenario scenario, SettingKey settings, IEnumerable<CellResult> results)
    {
        (_scenario, Settings) = (scenario, settings);
        _results = [.. results.Where(result => result.Settings == settings.ToString())];
    }

    /// <summary>The other axes.</summary>
    public SettingKey Settings { get; }

    /// <summary>Labels of the rules.</summary>
    public IEnumerable<string> Rules => _scenario.Rules.Select(rule => rule.Label);

    /// <summary>Labels of the attacks.</summary>
    public IEnumerable<string> Attacks => _scenario.Attacks.Select(attack => attack.Label);

    /// <summary>Whether there is more than one attack, so that one of them is the worst.</summary>
    public bool HasWorst => _scenario.Attacks.Count(attack => attack.Attack is not null) > 1;

    /// <summary>Whether some attack has a success rate.</summary>
    public bool HasSuccess => _results.Any(result => result.Success(1) is not null);

    /// <summary>Whether somebody published figures for these settings.</summary>
    public bool HasPublished => _scenario.Published.Any(table => table.IsAbout(Settings));

    /// <summary>Results of one rule and attack, one a seed.</summary>
    public IEnumerable<CellResult> Of(string rule, string attack) => _results.Where(result => result.Rule == rule && result.Attack == attack);

    /// <summary>Accuracy; null if no cell has been run.</summary>
    public Score? Accuracy(string rule, string attack) => Score.Of(Of(rule, attack).Select(result => result.Score(_scenario.ScoreOver)));

    /// <summary>Success rate of the attack; null if it has none.</summary>
    public Score? Success(string rule, string attack) => Score.Of(Of(rule, attack).Select(result => result.Success(_scenario.ScoreOver)).OfType<double>());

    /// <summary>The lowest mean accuracy among the attacks.</summary>
    public Score? Worst(string rule) => _scenario.Attacks
        .Where(attack => attack.Attack is not null)
        .Select(attack => Accuracy(rule, attack.Label))
        .Where(score => score is not null)
        .MinBy(score => score!.Value.Mean);

    /// <summary>The published accuracy; null if there is none.</summary>
    /// <param name="rule">Label of the rule.</param>
    /// <param name="attack">Label of the attack, or <see cref="PublishedTable.Worst"/>.</param>
    public double? Published(string rule, string attack) => _scenario.Published
        .Where(table => table.IsAbout(Settings))
        .Select(table => table.Cells.TryGetValue(rule, out var row) && row.TryGetValue(attack, out var value) ? value : (double?)null)
        .FirstOrDefault(value => value is not null);
}
