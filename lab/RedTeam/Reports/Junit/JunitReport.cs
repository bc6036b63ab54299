using System.Globalization;
using System.Text;
using System.Xml;
using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;

namespace FederatedSecure.Lab.RedTeam.Reports.Junit;

/// <summary>
/// The run as JUnit XML (Ant's form, as Jenkins, GitLab and others read it): a suite for each class of probes, a case for each row of the
/// gate and each probe that no row is about. FAIL is a failure, INVALID an error; INCONCLUSIVE and SKIPPED are skipped, with the reason.
/// </summary>
internal static class JunitReport
{
    /// <summary>The file.</summary>
    public static byte[] Of(ReportInputs inputs)
    {
        var cases = Cases(inputs).GroupBy(test => test.Suite).OrderBy(suite => suite.Key).ToList();
        using var memory = new MemoryStream();
        using (var writer = XmlWriter.Create(memory, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false), CheckCharacters = true }))
        {
            writer.WriteStartElement("testsuites");
            writer.WriteAttributeString("name", "redteam");
            Counts(writer, [.. cases.SelectMany(suite => suite)], withSkipped: false);
            foreach (var suite in cases)
            {
                writer.WriteStartElement("testsuite");
                writer.WriteAttributeString("name", $"redteam.{suite.Key.ToString().ToLowerInvariant()}");
                writer.WriteAttributeString("timestamp", inputs.Report.Started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
                writer.WriteAttributeString("hostname", "localhost");
                Counts(writer, [.. suite], withSkipped: true);
                foreach (var test in suite)
                {
                    Write(writer, test);
                }

                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }

        memory.WriteByte((byte)'\n');
        return memory.ToArray();
    }

    private static IEnumerable<Case> Cases(ReportInputs inputs)
    {
        var report = inputs.Report;
        var judged = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in inputs.Gate?.Rows ?? [])
        {
            var probe = row.Measurement is { } measurement
                ? report.Probes.FirstOrDefault(probe => probe.Measurements.Contains(measurement))
                : report.Probes.FirstOrDefault(probe => probe.Id == row.Subject);
            // The time of a probe counts once, however many rows it has.
            var seconds = probe is not null && judged.Add(probe.Id) ? probe.Seconds : 0;
            var name = row.Rule is null ? $"{row.Subject} comes to an end" : $"{row.Subject} is {row.Rule.Demand}";
            yield return new Case(probe?.Class ?? ClassOf(row.Subject), probe?.Id ?? row.Subject, name, seconds, row.Verdict, row.Words);
        }

        foreach (var probe in report.Probes.Where(probe => !judged.Contains(probe.Id)))
        {
            yield return new Case(
                probe.Class,
                probe.Id,
                $"{probe.Id} comes to an end",
                probe.Seconds,
                probe.Outcome switch { ProbeOutcome.Ran => Verdict.Pass, ProbeOutcome.Skipped => Verdict.Skipped, _ => Verdict.Invalid },
                probe.Reason ?? "");
        }
    }

    /// <summary>The class in a figure's id; what cannot be told goes to the first.</summary>
    private static ProbeClass ClassOf(string subject) =>
        Enum.TryParse<ProbeClass>(subject.Split('.', 2)[0], ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind : ProbeClass.Utility;

    private static void Write(XmlWriter writer, Case test)
    {
        writer.WriteStartElement("testcase");
        writer.WriteAttributeString("classname", $"redteam.{test.Probe}");
        writer.WriteAttributeString("name", Clean(test.Name));
        writer.WriteAttributeString("time", Seconds(test.Seconds));
        var (element, type) = test.Verdict switch
        {
            Verdict.Fail => ("failure", "FAIL"),
            Verdict.Invalid => ("error", "INVALID"),
            Verdict.Inconclusive => ("skipped", "INCONCLUSIVE"),
            Verdict.Skipped => ("skipped", "SKIPPED"),
            _ => ("", ""),
        };
        if (element.Length > 0)
        {
            writer.WriteStartElement(element);
            writer.WriteAttributeString("message", Clean(element == "skipped" ? $"{type}: {test.Words}" : test.Words));
            if (element != "skipped")
            {
                writer.WriteAttributeString("type", type);
            }

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    /// <summary>Readers that check the form know no "skipped" of the whole file.</summary>
    private static void Counts(XmlWriter writer, IReadOnlyList<Case> cases, bool withSkipped)
    {
        writer.WriteAttributeString("tests", Count(_ => true));
        writer.WriteAttributeString("failures", Count(verdict => verdict == Verdict.Fail));
        writer.WriteAttributeString("errors", Count(verdict => verdict == Verdict.Invalid));
        if (withSkipped)
        {
            writer.WriteAttributeString("skipped", Count(verdict => verdict is Verdict.Inconclusive or Verdict.Skipped));
        }

        writer.WriteAttributeString("time", Seconds(cases.Sum(test => test.Seconds)));

        string Count(Func<Verdict, bool> counts) => cases.Count(test => counts(test.Verdict)).ToString(CultureInfo.InvariantCulture);
    }

    private static string Seconds(double seconds) => seconds.ToString("F3", CultureInfo.InvariantCulture);

    /// <summary>XML 1.0 has no control characters, not even escaped; messages of exceptions may.</summary>
    private static string Clean(string text) => string.Concat(text.Select(character => XmlConvert.IsXmlChar(character) ? character : '\uFFFD'));

    private sealed record Case(ProbeClass Suite, string Probe, string Name, double Seconds, Verdict Verdict, string Words);
}
