using System.Collections.Immutable;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.Poisoning.Data;

/// <summary>
/// A mark on a record: four short bars in the upper left corner of a picture, two and two (the pattern of Xie et al., DBA, ICLR 2020,
/// figure 4), or as many of the last features of a flat record.
/// </summary>
/// <param name="Size">Length of a bar in pixels, at least 1.</param>
/// <param name="Gap">Pixels between two bars of a row; the rows are as far apart.</param>
/// <param name="Shift">Pixels from the corner.</param>
/// <param name="Value">What a marked pixel or feature is set to.</param>
internal sealed record Trigger(int Size, int Gap, int Shift, float Value)
{
    /// <summary>Bars, which DBA gives to different attackers.</summary>
    public const int Parts = 4;

    /// <summary>Marks every record of a copy.</summary>
    /// <param name="data">Records.</param>
    /// <param name="part">The bar that is set, from 0; null for all.</param>
    public DataSet Apply(DataSet data, int? part = null)
    {
        var places = part is { } one ? Places(data.FeatureShape, one) : [.. Enumerable.Range(0, Parts).SelectMany(i => Places(data.FeatureShape, i))];
        var features = (float[])data.Features.Clone();
        for (var record = 0; record < data.Count; record++)
        {
            foreach (var place in places)
            {
                features[(record * data.RecordLength) + place] = Value;
            }
        }

        return data with { Features = features };
    }

    /// <summary>The places of one bar within a record, those that exist.</summary>
    /// <example>28 × 28 pixels, size 4, gap 2, shift 0: bar 1 covers columns 6 to 9 of row 0, bar 2 columns 0 to 3 of row 3.</example>
    public ImmutableArray<int> Places(ImmutableArray<int> shape, int part)
    {
        if (shape is not [var channels, var height, var width])
        {
            var length = shape.Aggregate(1, (product, size) => product * size);
            return [.. Enumerable.Range(0, Size).Select(i => length - 1 - (part * Size) - i).Where(place => place >= 0)];
        }

        var row = Shift + (part / 2 * (Gap + 1));
        var column = Shift + (part % 2 * (Size + Gap));
        return
        [
            .. from channel in Enumerable.Range(0, channels)
               from i in Enumerable.Range(column, Size)
               where row < height && i < width
               select (((channel * height) + row) * width) + i,
        ];
    }
}
