using FederatedSecure.Cryptography.NoiseShares;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Numerics;
using FederatedSecure.Privacy;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion.Buckets;

/// <summary>
/// The numbers that a coordinator reads when it opens a bucket: each site clips its update, rounds it at random to whole numbers, adds its
/// share of noise, and the sum of these numbers is decoded. All by the protector's own code; encryption in between is exact, and left out.
/// </summary>
/// <remarks>
/// Every site counts the same, which is the worst case: with weights by examples, a site with few records is scaled down before rounding.
/// Noise so small that <see cref="NoiseShare"/> refuses it as no promise is added to the clipped update as normal noise before rounding,
/// to show where protection begins; no job can ask for it.
/// </remarks>
internal sealed class OpenedSum
{
    private readonly EncryptionSpec _encryption;
    private readonly int _sites;
    private readonly double _deviation;
    private readonly PackingPlan _packing;
    private readonly NoiseShare? _share;

    /// <param name="encryption">Clip norm, range and bits.</param>
    /// <param name="sites">k: sites of the bucket, from 1 on. One is no bucket: it is what secure aggregation spares a site.</param>
    /// <param name="noiseMultiplier">σ of one site's noise in units of the clip norm; 0 for none.</param>
    /// <param name="values">Values of an update.</param>
    /// <exception cref="ArgumentException">The numbers do not fit into what can be packed.</exception>
    public OpenedSum(EncryptionSpec encryption, int sites, double noiseMultiplier, long values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sites, 1);
        (_encryption, _sites, _deviation) = (encryption with { BucketSize = Math.Max(2, sites) }, sites, noiseMultiplier * encryption.ClipNorm);
        if (!PackingPlanner.TryPlan(_encryption.PackingFor(_encryption.BucketSize, values), out var packing, out var problem))
        {
            throw new ArgumentException(problem, nameof(encryption));
        }

        (_packing, _share) = (packing, noiseMultiplier > 0 ? ShareOf(noiseMultiplier, values) : null);
    }

    /// <summary>Whether the noise is what a job can ask for: shares of a discrete Gaussian with a finite promise for one round.</summary>
    public bool IsPromised => _share is not null;

    /// <summary>The opened sum of these sites' updates.</summary>
    /// <param name="updates">One of each site.</param>
    /// <param name="random">Rounding and noise.</param>
    public float[] Open(IReadOnlyList<float[]> updates, IRandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(updates.Count, _sites);
        var sums = new ulong[updates[0].Length];
        var quantized = new uint[sums.Length];
        foreach (var update in updates)
        {
            Quantize(update, random, quantized);
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += quantized[i];
            }
        }

        var values = new double[sums.Length];
        if (_share is null)
        {
            Quantizer.Dequantize(_encryption.Bits, _encryption.Range, sums, _sites, values);
        }
        else
        {
            _share.Decode(sums, _sites, values);
        }

        return Array.ConvertAll(values, value => (float)value);
    }

    private void Quantize(float[] update, IRandomSource random, uint[] quantized)
    {
        var scale = Clipping.Scale(update, _encryption.ClipNorm);
        if (_share is null && _deviation > 0)
        {
            update = Array.ConvertAll(update, value => (float)((value * scale) + (_deviation * random.NextGaussian())));
            scale = 1;
        }

        using IQuantizer quantizer = _share is null
            ? new Quantizer(_encryption.Bits, _encryption.Range, random)
            : NoisyQuantizer.Create(_share, _packing, update, scale, random);
        for (var chunk = 0; chunk < _packing.Chunks; chunk++)
        {
            var (start, count) = _packing.ValuesOf(chunk);
            quantizer.Quantize(chunk, update.AsSpan((int)start, count), scale, quantized.AsSpan((int)start, count));
        }
    }

    private NoiseShare? ShareOf(double noiseMultiplier, long values)
    {
        var request = new NoiseRequest(_sites, _encryption.Bits, _encryption.ClipNorm, _encryption.Range, values);
        var noise = new NoiseTerms
        {
            Mechanism = DistributedMechanism.DiscreteGaussian,
            Deviation = noiseMultiplier * _encryption.ClipNorm,
            Granularity = _encryption.ClipNorm,
            Beta = SiteNoiseSpec.UsualBeta,
            Colluding = 0,
            Epsilon = NoiseShare.LargestEpsilon,
            Delta = 1e-5,
            BudgetedRounds = 1,
        };
        return NoisePlanner.TryMeasure(noise, request, out var terms, out _) && NoiseShare.TryCreate(terms, request, out var share, out _) ? share : null;
    }
}
