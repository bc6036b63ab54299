using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Poisoning.Data;

/// <summary>
/// Marked copies of a part of the site's records are added with the attacker's label (Gu et al., BadNets, 2017; in federations Bagdasaryan
/// et al., AISTATS 2020). Distributed (Xie et al., DBA, ICLR 2020): attacker i sets bar i mod 4 of the mark and none the whole of it.
/// </summary>
/// <remarks>
/// Succeeds where test records of other classes with the whole mark are taken for the target. The accuracy without the mark need not
/// suffer, so that nobody sees it there.
/// </remarks>
/// <param name="trigger">The mark.</param>
/// <param name="target">The label that marked records are to get.</param>
/// <param name="fraction">Part of the records that is marked, above 0 to 1.</param>
/// <param name="isDistributed">Whether the attackers share the mark out.</param>
/// <example>100 records, fraction 0.5: the site trains on 150, of which 50 have the mark and the target's label.</example>
internal sealed class Backdoor(Trigger trigger, int target, double fraction, bool isDistributed) : IDataPoison
{
    public bool IsStatic => true;

    public DataSet Poison(DataSet own, SiteView view)
    {
        var places = Enumerable.Range(0, own.Count).ToArray();
        view.Random.Shuffle(places.AsSpan());
        var chosen = own.Select(places.AsSpan(0, Math.Max(1, (int)Math.Round(fraction * own.Count))));
        var marked = trigger.Apply(chosen, isDistributed ? view.Attacker % Trigger.Parts : null);
        return Records.Append(own, marked with { Labels = Array.ConvertAll(marked.Labels, _ => target) });
    }

    public DataSet? Goal(DataSet test)
    {
        var marked = trigger.Apply(test.Select(Records.NotOfClass(test, target)));
        return marked with { Labels = Array.ConvertAll(marked.Labels, _ => target) };
    }
}
