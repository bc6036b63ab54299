using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Smoothing;

/// <summary>What smoothing proves of a set of records, and whether an attack contradicts it.</summary>
/// <param name="Records">One a record.</param>
/// <param name="Broken">Records that PGD made the smoothed model err on within the radius; each would prove the certificate wrong.</param>
/// <param name="Setting">σ and the number of looks.</param>
internal sealed record CertifiedAccuracy(ImmutableArray<CertifiedRecord> Records, int Broken, string Setting)
{
    /// <summary>How often a statement about a record may be wrong.</summary>
    public const double Alpha = 0.001;

    /// <summary>Noisy copies that the control follows the gradient of.</summary>
    private const int Copies = 16;

    private static readonly double[] Radii = [0, 0.1, 0.25, 0.5, 0.75, 1];

    /// <summary>Certifies, and attacks what is certified.</summary>
    /// <param name="target">The model.</param>
    /// <param name="data">The records.</param>
    /// <param name="sigma">σ.</param>
    /// <param name="samples">n; a tenth of it, and at most 100, choose the class.</param>
    /// <param name="seed">Of the noise.</param>
    /// <param name="cancellation">Looked at before every batch.</param>
    public static CertifiedAccuracy Measure(ITarget target, DataSet data, double sigma, int samples, ulong seed, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var smoothed = new SmoothedClassifier(target, sigma, seed);
        using var standIn = new SmoothedTarget(target, sigma, Copies, seed);
        var (inputs, labels) = (TargetQueries.Inputs(data), TargetQueries.Labels(data));
        var (records, broken) = (ImmutableArray.CreateBuilder<CertifiedRecord>(data.Count), 0);
        for (var i = 0; i < data.Count; i++)
        {
            using var inner = NewDisposeScope();
            var (label, certificate) = smoothed.Certify(inputs.select(0, i), Math.Min(100, samples / 10), samples, Alpha, cancellation);
            records.Add(new CertifiedRecord(label == data.Labels[i], certificate));
            if (records[i].IsRight && certificate.Radius > 0 && target.Access == TargetAccess.WhiteBox)
            {
                var terms = new EvasionTerms(Norm.L2, certificate.Radius, seed) { Cancellation = cancellation };
                var attack = new Pgd { Steps = 5, RelativeStep = 0.5, StopsAtSuccess = false };
                var found = attack.Perturb(standIn, inputs.narrow(0, i, 1), labels.narrow(0, i, 1), terms);
                broken += smoothed.Predict(found.select(0, 0), samples, Alpha, cancellation) is { } other && other != label ? 1 : 0;
            }
        }

        return new CertifiedAccuracy(records.MoveToImmutable(), broken, string.Create(CultureInfo.InvariantCulture, $"sigma {sigma}, n {samples}"));
    }

    /// <summary>As figures of a report.</summary>
    /// <param name="id">First part of their ids.</param>
    public IEnumerable<Measurement> Figures(string id)
    {
        foreach (var radius in Radii)
        {
            yield return Measurement.Part($"{id}.certified-accuracy", Records.Count(record => record.HoldsAt(radius)), Records.Length) with
            {
                Setting = string.Create(CultureInfo.InvariantCulture, $"{Setting}, l2 radius {radius}"),
                Problem = Broken > 0 ? $"{Broken} records were broken within their radius" : null,
            };
        }

        yield return Measurement.Part($"{id}.abstained", Records.Count(record => record.Certificate.Abstains), Records.Length) with
        {
            Setting = Setting,
            LargerIsBetter = false,
        };
        yield return Measurement.Exact($"{id}.broken-within-radius", Broken, Records.Length) with { Setting = Setting, LargerIsBetter = false };
    }

    /// <summary>Certified accuracy over the radius: it falls behind each radius that was proved.</summary>
    public CurveLine Line() => new(
        Setting,
        [
            .. from radius in Records.Where(record => record.HoldsAt(0)).Select(record => record.Certificate.Radius).Prepend(0).Distinct().Order()
               let part = Measurement.Part("", Records.Count(record => record.HoldsAt(radius)), Records.Length)
               select new CurvePoint(radius, part.Value, part.Lower, part.Upper),
        ]);
}
