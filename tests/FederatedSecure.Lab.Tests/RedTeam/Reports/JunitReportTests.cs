using System.Globalization;
using System.Text;
using System.Xml.Linq;
using FederatedSecure.Lab.RedTeam.Reports.Junit;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Reports;

/// <summary>The form that Jenkins' and Ant's readers demand.</summary>
public class JunitReportTests
{
    private static readonly XElement Root = XDocument.Parse(Encoding.UTF8.GetString(JunitReport.Of(SomeReport.Create()))).Root!;

    [Fact]
    public void Elements_AndAttributes_AreThoseOfTheForm()
    {
        var known = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["testsuites"] = ["name", "time", "tests", "failures", "errors"],
            ["testsuite"] = ["name", "tests", "failures", "errors", "time", "skipped", "timestamp", "hostname"],
            ["testcase"] = ["name", "time", "classname"],
            ["failure"] = ["type", "message"],
            ["error"] = ["type", "message"],
            ["skipped"] = ["message"],
        };
        foreach (var element in Root.DescendantsAndSelf())
        {
            Assert.Contains(element.Name.LocalName, known.Keys);
            Assert.All(element.Attributes(), attribute => Assert.Contains(attribute.Name.LocalName, known[element.Name.LocalName]));
        }
    }

    [Fact]
    public void Suites_Counts_AreThoseOfTheirCases()
    {
        foreach (var suite in Root.Elements("testsuite").Append(Root))
        {
            var cases = suite.Descendants("testcase").ToList();
            Assert.Equal(cases.Count, Number(suite, "tests"));
            Assert.Equal(cases.Count(test => test.Element("failure") is not null), Number(suite, "failures"));
            Assert.Equal(cases.Count(test => test.Element("error") is not null), Number(suite, "errors"));
        }

        static int Number(XElement element, string name) => int.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Cases_EachVerdict_HasItsElement()
    {
        Assert.Equal(2, Root.Descendants("failure").Count());
        // The figure without value, the probe that broke off.
        Assert.Equal(2, Root.Descendants("error").Count());
        // The probe that was left out, and the rule that waits for its figure.
        Assert.Equal(["INCONCLUSIVE", "SKIPPED", "SKIPPED"], Root.Descendants("skipped").Select(skipped => skipped.Attribute("message")!.Value.Split(':')[0]).Order());
        // Defence and fairness, which no rule is about, came to their end; utility passes.
        Assert.Equal(3, Root.Descendants("testcase").Count(test => !test.HasElements));
    }

    [Fact]
    public void Failure_Message_NamesFigureAndThreshold()
    {
        var message = Root.Descendants("failure").First().Attribute("message")!.Value;

        Assert.Contains("0.05", message, StringComparison.Ordinal);
        Assert.Contains("at least 0.5", message, StringComparison.Ordinal);
    }

    [Fact]
    public void NoGate_BrokenProbe_IsAnErrorNonetheless()
    {
        var root = XDocument.Parse(Encoding.UTF8.GetString(JunitReport.Of(SomeReport.Create(withGate: false)))).Root!;

        Assert.Single(root.Descendants("error"));
        Assert.Empty(root.Descendants("failure"));
    }
}
