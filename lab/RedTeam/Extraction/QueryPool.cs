using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Extraction;

/// <summary>Inputs that a thief has at hand to ask about.</summary>
/// <param name="Name">What they are, for reports.</param>
/// <param name="Inputs">Values of all inputs, one after the other.</param>
/// <param name="Groups">A group for each input, from 0: what adaptive sampling chooses among.</param>
internal sealed record QueryPool(string Name, float[] Inputs, int[] Groups)
{
    /// <summary>Number of inputs.</summary>
    public int Count => Groups.Length;

    /// <summary>Records of the same kind as those the original is used on, grouped by class: the best that a thief can have.</summary>
    public static QueryPool Of(DataSet data) => new("records of the same kind", data.Features, data.Labels);

    /// <summary>Uniform noise from 0 to 1, for a thief who has nothing.</summary>
    public static QueryPool Noise(int count, int length, ulong seed)
    {
        var random = new SeededRandomSource(seed);
        var inputs = new float[count * length];
        foreach (ref var value in inputs.AsSpan())
        {
            value = (float)random.NextDouble();
        }

        return new QueryPool("noise", inputs, new int[count]);
    }

    /// <summary>The values of these inputs, one after the other.</summary>
    public float[] Take(ReadOnlySpan<int> places)
    {
        var length = Inputs.Length / Count;
        var taken = new float[places.Length * length];
        for (var i = 0; i < places.Length; i++)
        {
            Inputs.AsSpan(places[i] * length, length).CopyTo(taken.AsSpan(i * length));
        }

        return taken;
    }

    /// <summary>All places in random order.</summary>
    public int[] Shuffled(SeededRandomSource random)
    {
        var places = Enumerable.Range(0, Count).ToArray();
        random.Shuffle(places.AsSpan());
        return places;
    }
}
