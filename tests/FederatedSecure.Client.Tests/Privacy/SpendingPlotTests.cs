using System.Xml.Linq;
using FederatedSecure.Client.Privacy;
using FederatedSecure.Privacy;

namespace FederatedSecure.Client.Tests.Privacy;

public sealed class SpendingPlotTests
{
    private static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";
    private static readonly PrivacyBudget Budget = new(10, 1e-5);

    [Fact]
    public void Svg_TwoJobsAndADeclaration_IsAPictureWithAStepForEachTraining()
    {
        LedgerEntry[] entries =
        [
            .. Enumerable.Range(1, 3).Select(round => Training("j-1", "spam", round)),
            new(default, "mails", "", "published statistics", 0, 0, null, 0, new PrivacyBudget(0.5, 1e-7)),
            .. Enumerable.Range(1, 2).Select(round => Training("j-2", "ham", round)),
        ];

        var picture = Draw(Spending(Budget, entries));

        Assert.Equal(6, picture.Descendants(Namespace + "path").Count());
        Assert.Equal(3, picture.Descendants(Namespace + "path").Select(path => path.Attribute("stroke")!.Value).Distinct().Count());
        var texts = picture.Descendants(Namespace + "text").Select(text => text.Value).ToList();
        Assert.Contains("budget 10", texts);
        Assert.Contains("mails: ε spent at δ = 1E-05", texts);
        Assert.Superset(new HashSet<string> { "spam", "published statistics", "ham" }, texts.ToHashSet());
    }

    [Fact]
    public void Svg_Curve_NeverFallsAndStaysInThePicture()
    {
        var picture = Draw(Spending(Budget, [.. Enumerable.Range(1, 80).Select(round => Training("j-1", "spam", round))]));

        var heights = picture.Descendants(Namespace + "path")
            .Select(path => double.Parse(path.Attribute("d")!.Value.Split('V', 'H')[1], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        // Up is down in a picture. A thousand trainings are drawn as fifty steps at most.
        Assert.Equal(heights.OrderDescending(), heights);
        Assert.Equal(50, heights.Count);
        Assert.All(heights, height => Assert.InRange(height, 0, 300));
    }

    [Fact]
    public void Svg_NamesWithMarkup_StayText()
    {
        var picture = Draw(Spending(null, [Training("j-1", "<script>alert(1)</script>", 1)]) with { Name = "a\"b & <c>" });

        Assert.Empty(picture.Descendants(Namespace + "script"));
        Assert.Contains(picture.Descendants(Namespace + "text"), text => text.Value.StartsWith("a\"b & <c>", StringComparison.Ordinal));
    }

    [Fact]
    public void Svg_WhatNothingBounds_SaysSoAndIsNotDrawnAsNothing()
    {
        LedgerEntry[] entries = [Training("j-1", "spam", 1), new(default, "mails", "", "lost", 0, 0, null, 0, new PrivacyBudget(1, 0.5))];

        var picture = Draw(Spending(Budget, entries));

        Assert.Contains(picture.Descendants(Namespace + "text"), text => text.Value == "not bounded");
        Assert.DoesNotContain("NaN", picture.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("∞,", picture.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Svg_NothingSpent_SaysSo() =>
        Assert.Contains(Draw(Spending(Budget, [])).Descendants(Namespace + "text"), text => text.Value == "nothing was spent yet");

    [Theory]
    [InlineData(10.5, 2)]
    [InlineData(1, 0.2)]
    [InlineData(0.07, 0.01)]
    [InlineData(40, 10)]
    [InlineData(55, 10)]
    [InlineData(9000, 2000)]
    public void Tick_Scale_IsRound(double highest, double tick) => Assert.Equal(tick, SpendingPlot.Tick(highest), 1e-12);

    private static LedgerEntry Training(string job, string name, int round) =>
        new(DateTimeOffset.UnixEpoch, "mails", job, name, (uint)round, 1, new SampledGaussian(0.1, 1.25, 20), 1_000);

    private static DataSetSpending Spending(PrivacyBudget? budget, LedgerEntry[] entries) => DataSetSpending.Of("mails", budget, [.. entries]);

    private static XElement Draw(DataSetSpending spending) => XElement.Parse(SpendingPlot.Svg([spending]));
}
