using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Privacy.Property;

/// <summary>What is asked about a model's training data: whether a part of them with a property is the one or the other.</summary>
/// <param name="Name">The property, as "label is 3".</param>
/// <param name="Has">Whether a record has it, by data set and place.</param>
/// <param name="ShareWith">Part of records with the property where the answer is "yes".</param>
/// <param name="ShareWithout">Part of records with it where the answer is "no".</param>
internal sealed record PropertyQuestion(string Name, Func<DataSet, int, bool> Has, double ShareWith, double ShareWithout)
{
    /// <summary>A training set whose answer is known.</summary>
    /// <param name="data">Where records come from.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="size">Records.</param>
    /// <param name="random">Which ones.</param>
    /// <returns>Null where there are too few records with the property, or without it.</returns>
    public DataSet? Draw(DataSet data, bool answer, int size, SeededRandomSource random)
    {
        var order = Enumerable.Range(0, data.Count).ToArray();
        random.Shuffle(order.AsSpan());
        var with = (int)Math.Round(size * (answer ? ShareWith : ShareWithout));
        int[] chosen = [.. order.Where(place => Has(data, place)).Take(with), .. order.Where(place => !Has(data, place)).Take(size - with)];
        return chosen.Length == size ? data.Select(chosen) : null;
    }
}
