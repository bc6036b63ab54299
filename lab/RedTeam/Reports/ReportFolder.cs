using System.Text;
using FederatedSecure.Assurance.Signing;
using FederatedSecure.Lab.RedTeam.Reports.Html;
using FederatedSecure.Lab.RedTeam.Reports.Junit;
using FederatedSecure.Lab.RedTeam.Reports.Sarif;
using FederatedSecure.Lab.RedTeam.Runs;

namespace FederatedSecure.Lab.RedTeam.Reports;

/// <summary>Writes all files of a run: each whole or not at all, the signed report last but one, its signature last.</summary>
internal static class ReportFolder
{
    public const string Report = "report.json";
    public const string Signature = "report.json.sig";
    public const string Page = "report.html";
    public const string SarifFile = "report.sarif";
    public const string JunitFile = "junit.xml";
    public const string Card = "model-card.md";

    /// <summary>Folder of finished probes.</summary>
    public const string Probes = "probes";

    /// <summary>Writes.</summary>
    /// <param name="folder">Where to; made if need be.</param>
    /// <param name="inputs">What the files are made from.</param>
    /// <param name="signer">Signs the report; null for no signature, and then an older one is removed.</param>
    /// <exception cref="IOException">The disk is full, or the folder cannot be written.</exception>
    public static void Write(string folder, ReportInputs inputs, EvaluatorKey? signer)
    {
        Directory.CreateDirectory(folder);
        var report = inputs.Report.Write();
        // A signature beside a report that it does not fit would look like tampering.
        File.Delete(Path.Combine(folder, Signature));
        Put(Page, Encoding.UTF8.GetBytes(HtmlReport.Of(inputs)));
        Put(SarifFile, SarifReport.Of(inputs));
        Put(JunitFile, JunitReport.Of(inputs));
        Put(Card, Encoding.UTF8.GetBytes(ModelCardText.Of(inputs)));
        Put(Report, report);
        if (signer is not null)
        {
            Put(Signature, new SignatureFile(signer.Certificate.RawData, ReportSignature.Sign(report, signer.Key.Key)).Write());
        }

        void Put(string name, byte[] content) => WholeFile.Write(Path.Combine(folder, name), content);
    }
}
