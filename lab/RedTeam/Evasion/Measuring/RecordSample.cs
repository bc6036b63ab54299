using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Evasion.Measuring;

/// <summary>Random records without repetition.</summary>
internal static class RecordSample
{
    /// <summary>So many records, or all where there are fewer.</summary>
    public static DataSet Of(DataSet data, int count, ulong seed)
    {
        var order = Order(data, seed);
        return data.Select(order.AsSpan(0, Math.Min(count, order.Length)));
    }

    /// <summary>Two sets that have no record in common: the attacker's, and those that the attack is measured on.</summary>
    /// <param name="data">All records; where there are too few, each set gets at most half.</param>
    /// <param name="own">Records for the attacker.</param>
    /// <param name="measured">Records to measure on.</param>
    /// <param name="seed">Which, follows from it.</param>
    public static (DataSet Own, DataSet Measured) Two(DataSet data, int own, int measured, ulong seed)
    {
        var order = Order(data, seed);
        var half = order.Length / 2;
        var first = Math.Min(own, half);
        return (data.Select(order.AsSpan(0, first)), data.Select(order.AsSpan(first, Math.Min(measured, order.Length - first))));
    }

    private static int[] Order(DataSet data, ulong seed)
    {
        var order = Enumerable.Range(0, data.Count).ToArray();
        new SeededRandomSource(seed).Shuffle(order.AsSpan());
        return order;
    }
}
