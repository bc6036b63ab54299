using System.Globalization;
using FederatedSecure.Numerics;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Coordinator.Merging;

/// <summary>
/// Sites clip their updates to a norm of C before they encrypt, so that no mean of honest updates is longer: one that is holds an
/// update of a site that did not clip.
/// </summary>
internal static class BucketNorm
{
    /// <summary>What is wrong with a bucket's norm; empty if nothing is. Never finds fault with honest sites.</summary>
    /// <param name="encryption">How the sites clip and round.</param>
    /// <param name="bucket">The bucket's mean.</param>
    /// <param name="values">Its values.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static string Problem(EncryptionSpec encryption, MergeInput bucket, long values, CancellationToken cancellation)
    {
        // Rounding moves each value by less than one step, on every site and so in the mean.
        var step = 2 * encryption.Range / ((1 << encryption.Bits) - 1);
        var most = (encryption.ClipNorm * (1 + 1e-5)) + (step * Math.Sqrt(values));
        var tile = new float[(int)Math.Min(values, TileWalk.LargestTile)];
        var squared = 0.0;
        for (long first = 0; first < values; first += tile.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = tile.AsSpan(0, (int)Math.Min(tile.Length, values - first));
            bucket.Read(first, part);
            squared += VectorKernels.SquaredNorm(part);
        }

        var norm = Math.Sqrt(squared);
        return norm <= most
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"its norm {norm:G4} is above {most:G4}, which no bucket of honest sites reaches");
    }
}
