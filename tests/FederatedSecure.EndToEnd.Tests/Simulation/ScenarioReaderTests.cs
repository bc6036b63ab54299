using System.Text.Json.Nodes;
using FederatedSecure.EndToEnd.Tests.Simulation.Support;
using FederatedSecure.EndToEnd.Tests.Support;
using FederatedSecure.Lab.Simulation.Grid;
using FederatedSecure.Lab.Simulation.Scenarios;

namespace FederatedSecure.EndToEnd.Tests.Simulation;

/// <summary>What is wrong with a scenario is said before anything runs, with its place.</summary>
public sealed class ScenarioReaderTests
{
    [Theory]
    [InlineData("rules", """["trimed-mean"]""", "rules[0]", "trimmed-mean")]
    [InlineData("rules", """[{ "rule": "mean", "pre": ["nmn"] }]""", "rules[0]", "nnm")]
    [InlineData("rules", """[{ "rule": "mean", "params": { "m": 3 } }]""", "rules[0]", "m")]
    [InlineData("rules", """["mean", "mean"]""", "rules[1]", "label")]
    [InlineData("rules", """["krum", { "rule": "trimmed-mean", "perhaps": 1 }]""", "rules[1].perhaps", "unknown")]
    [InlineData("attacks", """["label-flop"]""", "attacks[0]", "label-flip")]
    [InlineData("attacks", """[{ "attack": "alie", "params": { "zz": 1 } }]""", "attacks[0]", "zz")]
    [InlineData("attacks", """[{ "attack": "backdoor", "params": { "target": 4 } }]""", "attacks[0]", "0 to 3")]
    [InlineData("attacks", """[{ "attack": "foe", "params": { "epsilon": true } }]""", "attacks[0].params.epsilon", "number")]
    [InlineData("attackers", "5", "rules[1]", "2·f + 1")]
    [InlineData("attackers", "10", "attackers", "honest")]
    [InlineData("attackers", "[1, 1]", "attackers[1]", "twice")]
    [InlineData("participants", "11", "participants", "10")]
    [InlineData("bucketSize", "11", "rules[0]", "bucket")]
    [InlineData("split", """{ "kind": "dirichlett" }""", "split.kind", "dirichlet")]
    [InlineData("split", """{ "kind": "similarity", "alpha": 1 }""", "split.alpha", "unknown")]
    [InlineData("data", """{ "name": "minst" }""", "data.name", "mnist")]
    [InlineData("training", """{ "localSteps": 1, "localEpochs": 1 }""", "training.localSteps", "one of the two")]
    [InlineData("seeds", """[1.5]""", "seeds[0]", "whole")]
    [InlineData("colour", "1", "colour", "unknown")]
    [InlineData("published", """{ "tables": [{ "cells": { "mean": { "foe": "high" } } }] }""", "published.tables[0].cells.mean", "accuracies")]
    public void Parse_Wrong_NamesThePlaceAndWhatWouldDo(string field, string value, string path, string word)
    {
        var result = Tiny.Parse(Tiny.With((field, JsonNode.Parse(value))));

        Assert.False(result.IsValid);
        Assert.Contains(result.Problems, problem => problem.Path == path && problem.Message.Contains(word, StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_Wrong_NamesLineAndColumn()
    {
        var result = Tiny.Parse("{\n  \"name\": \"x\",\n  \"sites\": 10,\n  \"rounds\": 0\n}");

        Assert.Contains(result.Problems, problem => (problem.Path, problem.Line, problem.Column) == ("rounds", 4, 13));
        Assert.Contains(result.Problems, problem => problem.Path == "model");
        Assert.Contains(result.Problems, problem => problem.Path == "rules");
    }

    [Fact]
    public void Parse_NoJson_SaysWhere() => Assert.Equal((2, 1), Tiny.Parse("{\n]").Problems.Select(problem => (problem.Line, problem.Column)).Single());

    [Fact]
    public void All_Axes_AreCombined()
    {
        var scenario = Tiny.Scenario(
            ("attackers", JsonNode.Parse("[1, 2]")), ("workerMomentum", JsonNode.Parse("[0, 0.9]")), ("bucketSize", JsonNode.Parse("[0, 2]")),
            ("split", JsonNode.Parse("""["iid", { "kind": "similarity", "gamma": 0.5 }]""")));

        var cells = Cell.All(scenario);

        Assert.Equal(2 * 2 * 2 * 2 * 2 * 2 * 2, cells.Length);
        Assert.Equal(cells.Length, cells.Select(cell => cell.Fingerprint).Distinct().Count());
        Assert.Equal(cells.Length, cells.Select(cell => cell.FileName).Distinct().Count());
    }

    [Fact]
    public void Gallery_EveryScenario_IsRight()
    {
        var files = Gallery.Files;

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.NotNull(ScenarioFiles.Read(file).Scenario));
    }

    [Fact]
    public void Gallery_PublishedFigures_BelongToRulesAndAttacksOfTheScenario()
    {
        foreach (var file in Gallery.Files)
        {
            var scenario = ScenarioFiles.Read(file).Scenario;
            var settings = Cell.SettingsOf(scenario);
            foreach (var table in scenario.Published)
            {
                Assert.Contains(settings, table.IsAbout);
                Assert.All(table.Cells.Keys, rule => Assert.Contains(rule, scenario.Rules.Select(known => known.Label)));
                Assert.All(
                    table.Cells.Values.SelectMany(row => row),
                    cell => Assert.True(cell.Value is >= 0 and <= 1 && (cell.Key == PublishedTable.Worst || scenario.Attacks.Any(attack => attack.Label == cell.Key)), cell.Key));
            }
        }
    }

    [Fact]
    public void Schema_KnowsWhatTheReaderKnows()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "scenario.schema.json")))!.AsObject();
        foreach (var (name, field) in schema["properties"]!.AsObject())
        {
            Assert.DoesNotContain(
                Tiny.Parse(Tiny.With((name, "text"))).Problems, problem => problem.Path == name && problem.Message.Contains("unknown", StringComparison.Ordinal));
            foreach (var (inner, _) in field!["properties"]?.AsObject() ?? [])
            {
                Assert.DoesNotContain(
                    Tiny.Parse(Tiny.With(($"{name}.{inner}", "text"))).Problems,
                    problem => problem.Path == $"{name}.{inner}" && problem.Message.Contains("unknown", StringComparison.Ordinal));
            }
        }
    }
}
