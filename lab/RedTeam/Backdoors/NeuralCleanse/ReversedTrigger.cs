using FederatedSecure.Lab.RedTeam.Backdoors.Triggers;

namespace FederatedSecure.Lab.RedTeam.Backdoors.NeuralCleanse;

/// <summary>The smallest mark found that moves records of all classes to one.</summary>
/// <param name="Target">That class.</param>
/// <param name="Mask">How much of each pixel is replaced, 0 to 1: [height · width], or one value a feature.</param>
/// <param name="Pattern">What it is replaced by: as long as a record.</param>
/// <param name="Succeeds">Whether the mark ever moved as many records as asked for; where not, the mask is the last one and says nothing.</param>
internal sealed record ReversedTrigger(int Target, float[] Mask, float[] Pattern, bool Succeeds)
{
    /// <summary>‖mask‖₁, the measure of how small the mark is.</summary>
    public double Norm => Mask.Sum(value => (double)value);

    /// <summary>
    /// How well it covers a known mark: the pixels of both over the pixels of either, where a pixel is masked above half of the largest mask value.
    /// </summary>
    /// <param name="places">Places of the known mark in a record.</param>
    public double Overlap(IEnumerable<int> places)
    {
        var found = Covered().ToHashSet();
        var known = places.Select(place => place % Mask.Length).ToHashSet();
        return (double)found.Count(known.Contains) / found.Union(known).Count();
    }

    /// <summary>A mark that overwrites the masked pixels, in every channel, with the pattern.</summary>
    public Mark ToMark(string name)
    {
        var covered = Covered().ToHashSet();
        int[] places = [.. Enumerable.Range(0, Pattern.Length).Where(place => covered.Contains(place % Mask.Length))];
        return new Mark(name, [.. places], [.. places.Select(place => Pattern[place])]);
    }

    private IEnumerable<int> Covered()
    {
        var threshold = Mask.Max() / 2;
        return Enumerable.Range(0, Mask.Length).Where(i => Mask[i] > threshold);
    }
}
