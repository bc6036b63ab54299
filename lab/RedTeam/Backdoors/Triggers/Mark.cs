using System.Collections.Immutable;
using FederatedSecure.Lab.Poisoning.Data;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.RedTeam.Backdoors.Triggers;

/// <summary>A trigger as what it does to a record: some of its values are overwritten.</summary>
/// <param name="Name">For reports, as "3x3 patch, lower right".</param>
/// <param name="Places">Which values of a record, counted through its shape.</param>
/// <param name="Values">What each of them becomes.</param>
internal sealed record Mark(string Name, ImmutableArray<int> Places, ImmutableArray<float> Values)
{
    /// <summary>The mark that a poisoning site sets, as a whole.</summary>
    public static Mark Of(Trigger trigger, ImmutableArray<int> shape)
    {
        ImmutableArray<int> places = [.. Enumerable.Range(0, Trigger.Parts).SelectMany(part => trigger.Places(shape, part)).Distinct().Order()];
        return new Mark(
            $"four bars of {trigger.Size}, gap {trigger.Gap}, shift {trigger.Shift}", places, [.. places.Select(_ => trigger.Value)]);
    }

    /// <summary>A square of one value or of two that alternate like a chess board, in every channel.</summary>
    /// <param name="name">For reports.</param>
    /// <param name="shape">[channels, height, width] of a record.</param>
    /// <param name="row">Its upper edge.</param>
    /// <param name="column">Its left edge.</param>
    /// <param name="side">Its side in pixels.</param>
    /// <param name="isChecked">Whether every other pixel is 0 instead of 1; the corners are 1.</param>
    public static Mark Square(string name, ImmutableArray<int> shape, int row, int column, int side, bool isChecked = false)
    {
        var pixels = (
            from channel in Enumerable.Range(0, shape[0])
            from y in Enumerable.Range(0, side)
            from x in Enumerable.Range(0, side)
            select (Place: (((channel * shape[1]) + row + y) * shape[2]) + column + x, Value: isChecked && (x + y) % 2 == 1 ? 0f : 1f)).ToList();
        return new Mark(name, [.. pixels.Select(pixel => pixel.Place)], [.. pixels.Select(pixel => pixel.Value)]);
    }

    /// <summary>Marks every record of a copy. Labels stay as they are.</summary>
    public DataSet Apply(DataSet data)
    {
        var features = (float[])data.Features.Clone();
        for (var record = 0; record < data.Count; record++)
        {
            var values = features.AsSpan(record * data.RecordLength, data.RecordLength);
            for (var i = 0; i < Places.Length; i++)
            {
                values[Places[i]] = Values[i];
            }
        }

        return data with { Features = features };
    }
}
