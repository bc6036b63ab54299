using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Assurance.Signing;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Lab.RedTeam.Subjects;

namespace FederatedSecure.Lab.RedTeam.Commands;

/// <summary>`lab redteam verify`: checks who vouches for a report, and judges it by a gate.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<string> File = new("report") { Description = "report.json; its signature lies beside it as report.json.sig.", HelpName = "report.json" };
    private static readonly Option<string?> GateOption = new("--gate") { Description = "What the figures have to be; \"default\" for the one that comes along.", HelpName = "FILE" };
    private static readonly Option<string?> Baseline = new("--baseline") { Description = "report.json of the last release.", HelpName = "FILE" };
    private static readonly Option<string?> Authority = new("--authority") { Description = "Certificates (PEM) of the authorities whose evaluators are trusted. Without it, only that the report and the certificate beside it fit.", HelpName = "FILE" };
    private static readonly Option<string?> Model = new("--model") { Description = "The model's file: the report has to be about it.", HelpName = "FILE" };
    private static readonly Option<bool> Unsigned = new("--unsigned") { Description = "Accept a report without a signature." };
    private static readonly Option<bool> Strict = new("--strict") { Description = "End with code 2 where a rule is INCONCLUSIVE, too." };

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("verify", "Checks a report's signature, and judges it by a gate.") { File, GateOption, Baseline, Authority, Model, Unsigned, Strict };
        command.SetAction((parsed, cancellation) => Task.FromResult(RedTeamErrors.Run(() => Run(parsed, DateTimeOffset.UtcNow), cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, DateTimeOffset now)
    {
        var path = parsed.GetValue(File)!;
        var gate = parsed.GetValue(GateOption) is { } gateFile ? GateFile.Read(gateFile) : null;
        var baseline = parsed.GetValue(Baseline) is { } baselineFile ? RedTeamExecution.ReadReport(baselineFile) : null;
        var report = RedTeamExecution.ReadReport(path);
        var bytes = System.IO.File.ReadAllBytes(path);
        if (parsed.GetValue(Model) is { } model && Cryptography.Content.ContentManifest.OfFile(model).Digest is var digest && digest != report.ModelDigest)
        {
            throw BadInput.Of($"The report is about another model: it names {report.ModelDigest}, {model} is {digest}.");
        }

        if (System.IO.File.Exists(path + ".sig"))
        {
            Console.Out.WriteLine(Signer(path, bytes, parsed.GetValue(Authority), now));
        }
        else if (!parsed.GetValue(Unsigned))
        {
            throw BadInput.Of($"There is no signature {path}.sig.", "Get it, or accept an unsigned report with --unsigned.");
        }

        var verdict = gate?.Judge(report, baseline);
        VerdictPrint.Write(Console.Out, report, verdict);
        return RedTeamExecution.CodeOf(verdict, report, parsed.GetValue(Strict));
    }

    /// <summary>Checks the signature and says whose it is.</summary>
    private static string Signer(string path, byte[] report, string? authorities, DateTimeOffset now)
    {
        if (!SignatureFile.TryRead(System.IO.File.ReadAllBytes(path + ".sig"), out var file, out var certificate, out var problem))
        {
            throw BadInput.Of($"{path}.sig: {problem}");
        }

        using (certificate)
        {
            if (ReportSignature.Verify(report, file.Signature, certificate) is { } refusal)
            {
                throw BadInput.Of(refusal);
            }

            var name = CertificateRules.CommonName(certificate) ?? certificate.Subject;
            if (authorities is null)
            {
                return $"Signed by {name} (certificate SHA-256 {Convert.ToHexStringLower(SHA256.HashData(certificate.RawData))}); nobody was named with --authority to vouch for that.";
            }

            var trusted = new X509Certificate2Collection();
            trusted.ImportFromPemFile(authorities);
            return CertificateRules.Check(certificate, trusted, now, CertificateUse.Site) is { } doubt
                ? throw BadInput.Of($"The evaluator's certificate is not accepted: {doubt}.")
                : $"Signed by {name}, whose certificate the named authority issued.";
        }
    }
}
