using System.Text.RegularExpressions;
using FederatedSecure.Assurance.Gates;
using FederatedSecure.Lab.RedTeam.Reports.Html;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Reports;

public partial class HtmlReportTests
{
    private static readonly string Page = HtmlReport.Of(SomeReport.Create());

    [Fact]
    public void Page_TextFromElsewhere_IsNeverMarkup()
    {
        Assert.DoesNotContain("<script", Page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_LoadsNothingFromElsewhere()
    {
        Assert.All(Sources().Matches(Page), match => Assert.StartsWith("data:image/png;base64,", match.Groups[1].Value, StringComparison.Ordinal));
        Assert.DoesNotContain("url(", Page, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", Page, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_EveryTag_IsClosedInOrder()
    {
        var open = new Stack<string>();
        foreach (Match tag in Tags().Matches(Page))
        {
            var name = tag.Groups[2].Value;
            if (name is "meta" or "br" or "img" || tag.Value.EndsWith("/>", StringComparison.Ordinal))
            {
                continue;
            }

            if (tag.Groups[1].Length == 0)
            {
                open.Push(name);
            }
            else
            {
                Assert.Equal(open.Pop(), name);
            }
        }

        Assert.Empty(open);
    }

    [Theory]
    [InlineData(Verdict.Pass, "PASS: may be released")]
    [InlineData(Verdict.Fail, "FAIL: do not release")]
    [InlineData(Verdict.Inconclusive, "INCONCLUSIVE")]
    [InlineData(Verdict.Invalid, "INVALID: the run proves nothing yet")]
    public void FrontPage_Verdict_IsTheGates(Verdict verdict, string headline)
    {
        var inputs = SomeReport.Create();
        var page = HtmlReport.Of(inputs with { Gate = new GateResult("g", [new GateRow(null, "x", verdict, "words")]) });

        Assert.Contains($"<p class=\"headline\">{headline}", page, StringComparison.Ordinal);
    }

    [Fact]
    public void FrontPage_Sentences_AreFiveAndSayTheWorst()
    {
        var sentences = Summary.Sentences(SomeReport.Create()).ToList();

        Assert.Equal(5, sentences.Count);
        Assert.Contains("90.0 %", sentences[0], StringComparison.Ordinal);
        // Of two budgets, the one that leaves less.
        Assert.Contains("5.0 %", sentences[1], StringComparison.Ordinal);
        Assert.Contains("70.0 %", sentences[2], StringComparison.Ordinal);
        Assert.Contains("1 broke off and 1 were left out", sentences[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Findings_Worst_ComeFirstWithHowToSeeThemAgain()
    {
        var findings = SomeReport.Create().Findings;

        Assert.Equal(["High", "High", "Medium", "Medium", "Low"], findings.Select(finding => finding.Severity.ToString()));
        Assert.Equal("lab redteam --model model.safetensors --data t10k --profile quick --seed 42 --only evasion.pgd-linf", findings[0].Reproduce);
        Assert.All(findings, finding => Assert.NotEmpty(finding.Advice));
    }

    [Fact]
    public void Defences_EachInARow_FromWithoutToItsPrice()
    {
        var row = DefenceRow().Match(Page).Value;

        Assert.Equal(["0.1", "0.8", "0.2", "0.0312"], DefenceCells().Matches(row).Select(match => match.Groups[1].Value));
    }

    [Fact]
    public void Figures_EveryMeasurement_StandsInTheTable()
    {
        foreach (var figure in SomeReport.Create().Report.AllMeasurements)
        {
            Assert.Contains($"<td class=\"id\">{figure.Id}</td>", Page, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("src=\"([^\"]*)\"")]
    private static partial Regex Sources();

    [GeneratedRegex("<tr><td><span class=\"id\">jpeg</span>.*?</tr>")]
    private static partial Regex DefenceRow();

    [GeneratedRegex("<td class=\"n\">(?:<strong>)?([0-9.]+)")]
    private static partial Regex DefenceCells();

    [GeneratedRegex("<(/?)([a-zA-Z][a-zA-Z0-9]*)[^>]*>")]
    private static partial Regex Tags();
}
