using FederatedSecure.Numerics;

namespace FederatedSecure.Learning.Data;

/// <summary>Splits records into training and validation data, the same way every time.</summary>
public static class DataSplit
{
    /// <summary>
    /// Splits by class: of every class the given part, rounded, is held back, but never all of it. The same data, fraction and
    /// seed give the same split.
    /// </summary>
    /// <param name="data">Records.</param>
    /// <param name="validationFraction">Part to hold back, 0 to below 1.</param>
    /// <param name="seed">Chooses the split.</param>
    public static (DataSet Training, DataSet Validation) Split(DataSet data, double validationFraction, ulong seed)
    {
        var (training, validation) = Places(data, validationFraction, seed);
        return (data.Select(training), data.Select(validation));
    }

    /// <summary>The places of the records that <see cref="Split"/> puts into either part, ascending.</summary>
    /// <inheritdoc cref="Split"/>
    public static (int[] Training, int[] Validation) Places(DataSet data, double validationFraction, ulong seed)
    {
        if (!(validationFraction is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(validationFraction), validationFraction, "The part held back is at least 0 and below 1.");
        }

        var training = new List<int>();
        var validation = new List<int>();
        foreach (var group in Enumerable.Range(0, data.Count).GroupBy(index => data.Labels[index]).OrderBy(group => group.Key))
        {
            int[] members = [.. group];
            new SeededRandomSource(seed, stream: (ulong)group.Key).Shuffle(members.AsSpan());
            var held = Math.Min((int)Math.Round(members.Length * validationFraction, MidpointRounding.AwayFromZero), members.Length - 1);
            validation.AddRange(members.AsSpan(0, held));
            training.AddRange(members.AsSpan(held));
        }

        training.Sort();
        validation.Sort();
        return ([.. training], [.. validation]);
    }
}
