using System.Collections.Immutable;

namespace FederatedSecure.Learning.Data;

/// <summary>Labelled records in memory.</summary>
/// <param name="Features">All values, record after record.</param>
/// <param name="FeatureShape">Shape of one record.</param>
/// <param name="Labels">Class of each record, from 0.</param>
/// <param name="ClassNames">Names of the classes.</param>
/// <param name="Standardized">Which features of a flat record are standardized before training; empty for none.</param>
/// <param name="Protected">Protected attributes by name, one value a record. Never trained on.</param>
public sealed record DataSet(
    float[] Features,
    ImmutableArray<int> FeatureShape,
    int[] Labels,
    ImmutableArray<string> ClassNames,
    ImmutableArray<int> Standardized,
    ImmutableDictionary<string, string[]> Protected)
{
    /// <summary>Names of the features of flat records, in order; empty where they have none.</summary>
    public ImmutableArray<string> FeatureNames { get; init; } = [];

    /// <summary>Number of records.</summary>
    public int Count => Labels.Length;

    /// <summary>Number of classes.</summary>
    public int Classes => ClassNames.Length;

    /// <summary>Values in one record.</summary>
    public int RecordLength => FeatureShape.Aggregate(1, (product, size) => product * size);

    /// <summary>The records at these places, in this order.</summary>
    public DataSet Select(ReadOnlySpan<int> indices)
    {
        var length = RecordLength;
        var features = new float[checked(indices.Length * length)];
        var labels = new int[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            Features.AsSpan(indices[i] * length, length).CopyTo(features.AsSpan(i * length));
            labels[i] = Labels[indices[i]];
        }

        var places = indices.ToArray();
        return this with
        {
            Features = features,
            Labels = labels,
            Protected = Protected.ToImmutableDictionary(
                column => column.Key, column => Array.ConvertAll(places, index => column.Value[index])),
        };
    }
}
