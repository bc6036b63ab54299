using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Simulation.Data;

/// <summary>Clouds of points: record = centre of its class + N(0, I), centres drawn from N(0, distance²·I).</summary>
internal static class Blobs
{
    private const ulong Seed = 7;

    public static DataSet Make(DataSpec spec)
    {
        var random = new SeededRandomSource(Seed);
        var centres = new double[spec.Classes * spec.Features];
        for (var i = 0; i < centres.Length; i++)
        {
            centres[i] = spec.Distance * random.NextGaussian();
        }

        var features = new float[spec.Records * spec.Features];
        var labels = new int[spec.Records];
        for (var record = 0; record < labels.Length; record++)
        {
            labels[record] = record % spec.Classes;
            for (var i = 0; i < spec.Features; i++)
            {
                features[(record * spec.Features) + i] = (float)(centres[(labels[record] * spec.Features) + i] + random.NextGaussian());
            }
        }

        return new DataSet(features, [spec.Features], labels, [.. Enumerable.Range(0, spec.Classes).Select(i => $"cloud {i}")], [], System.Collections.Immutable.ImmutableDictionary<string, string[]>.Empty)
        {
            FeatureNames = [.. Enumerable.Range(0, spec.Features).Select(i => $"x{i}")],
        };
    }
}
