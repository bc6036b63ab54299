using System.Numerics.Tensors;

namespace FederatedSecure.Statistics.Outliers;

/// <summary>
/// Labels that the neighbourhood contradicts: the part of a record's k nearest neighbours (Euclidean, the record itself left out) that
/// have another label, after Wilson's editing (IEEE Transactions on Systems, Man and Cybernetics 1972), which drops a record where that is
/// the majority. Records at the border of two classes are contradicted too: a high part is a reason to look, not a proof.
/// </summary>
/// <remarks>Compares all records with all references: O(n·references·columns). Features should have one scale.</remarks>
public static class NeighbourDisagreement
{
    /// <summary>Neighbours that are asked, unless said otherwise.</summary>
    public const int DefaultNeighbours = 10;

    /// <summary>The part of each record's neighbours with another label, 0 to 1. Ties in distance go to the earlier record.</summary>
    /// <param name="values">Records one after another, finite.</param>
    /// <param name="columns">Values in one record.</param>
    /// <param name="labels">Label of each record.</param>
    /// <param name="references">Places of the records that may be neighbours: all, or a sample of a large set. At least two.</param>
    /// <param name="neighbours">k; fewer where there are fewer references.</param>
    public static double[] Parts(
        ReadOnlySpan<float> values, int columns, ReadOnlySpan<int> labels, ReadOnlySpan<int> references, int neighbours = DefaultNeighbours)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbours, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(references.Length, 2);
        if (values.Length != labels.Length * columns)
        {
            throw new ArgumentException("Each record has a label and all its values.", nameof(labels));
        }

        var parts = new double[labels.Length];
        var distances = new float[references.Length];
        var places = new int[references.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            var record = values.Slice(i * columns, columns);
            var count = 0;
            foreach (var place in references)
            {
                if (place != i)
                {
                    distances[count] = TensorPrimitives.Distance(record, values.Slice(place * columns, columns));
                    places[count++] = place;
                }
            }

            parts[i] = Disagreeing(labels, labels[i], distances.AsSpan(0, count), places.AsSpan(0, count), Math.Min(neighbours, count));
        }

        return parts;
    }

    private static double Disagreeing(ReadOnlySpan<int> labels, int label, Span<float> distances, Span<int> places, int neighbours)
    {
        // k rounds of selection: k is small, and a whole sort would cost more than the distances of narrow records.
        var disagreeing = 0;
        for (var round = 0; round < neighbours; round++)
        {
            var nearest = TensorPrimitives.IndexOfMin<float>(distances);
            disagreeing += labels[places[nearest]] != label ? 1 : 0;
            distances[nearest] = float.PositiveInfinity;
        }

        return (double)disagreeing / neighbours;
    }
}
