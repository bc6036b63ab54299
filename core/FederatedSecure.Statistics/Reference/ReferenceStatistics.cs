using System.Text.Json;

namespace FederatedSecure.Statistics.Reference;

/// <summary>
/// What a model's inputs look like where it was made: bounds, distributions and an isolation forest, against which inputs are held
/// afterwards. A JSON file beside the model.
/// </summary>
/// <remarks>
/// It has no privacy guarantee: smallest and largest values and splits of the forest are values of single records. Make it from records
/// that may be shown to whoever gets the file, or keep it at the site.
/// </remarks>
/// <param name="Format">"federated-secure/reference-statistics/1".</param>
/// <param name="Model">SHA-256 of the model's weights file, in hexadecimal digits.</param>
/// <param name="Records">How many records it was made from.</param>
/// <param name="Shape">Shape of one record.</param>
/// <param name="Classes">Names of the classes, in the order of the model.</param>
/// <param name="Standardized">Features that the model takes standardized, with the means and deviations given here.</param>
/// <param name="Features">Every feature.</param>
/// <param name="Forest">The forest that tells unusual records, on standardized values.</param>
/// <param name="Joint">The distribution of whole records.</param>
public sealed record ReferenceStatistics(
    string Format,
    string Model,
    int Records,
    int[] Shape,
    string[] Classes,
    int[] Standardized,
    FeatureReference[] Features,
    ReferenceForest Forest,
    KernelMean Joint)
{
    /// <summary>What <see cref="Format"/> is.</summary>
    public const string CurrentFormat = "federated-secure/reference-statistics/1";

    /// <summary>As JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ReferenceJson.Default.ReferenceStatistics);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">It is not such a file, or contradicts itself.</exception>
    public static ReferenceStatistics Parse(ReadOnlySpan<byte> json)
    {
        var read = JsonSerializer.Deserialize(json, ReferenceJson.Default.ReferenceStatistics);
        if (read?.Format != CurrentFormat)
        {
            throw new JsonException($"this is no file of reference statistics: its \"format\" is not \"{CurrentFormat}\"");
        }

        return read.IsSound() ? read : throw new JsonException("the reference statistics contradict themselves: make them again with `client predict reference`");
    }

    /// <summary>A record with every feature brought to mean 0 and deviation 1; a constant feature to its distance from the constant.</summary>
    /// <param name="record">In its own units.</param>
    public double[] Scaled(ReadOnlySpan<float> record)
    {
        var scaled = new double[record.Length];
        for (var i = 0; i < scaled.Length; i++)
        {
            scaled[i] = (record[i] - Features[i].Mean) / (Features[i].Deviation > 0 ? Features[i].Deviation : 1);
        }

        return scaled;
    }

    private bool IsSound() =>
        Shape is { Length: > 0 } && Array.TrueForAll(Shape, size => size > 0)
        && Features is { Length: > 0 } && Features.Length == Shape.Aggregate(1L, (product, size) => product * size)
        && Classes is { Length: > 1 }
        && Standardized is not null && Array.TrueForAll(Standardized, feature => feature >= 0 && feature < Features.Length)
        && Array.TrueForAll(Features, feature => feature is { Quantiles.Length: > 1, Edges: not null, Parts: not null }
            && feature.Parts.Length == feature.Edges.Length + 1 && feature.Minimum <= feature.Maximum && feature.Deviation >= 0)
        && Forest?.Trees is { Length: > 0 } && Joint is { Mean.Length: > 0, Window: > 0, Sigma: > 0 };
}
