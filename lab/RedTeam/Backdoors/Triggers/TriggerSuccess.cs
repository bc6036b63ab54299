using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using FederatedSecure.Statistics.Intervals;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Backdoors.Triggers;

/// <summary>
/// What a mark does: of the records that are not of a class, how many a model takes for it with the mark, and how many anyway. The
/// difference of the two rates is what the mark is good for.
/// </summary>
/// <param name="Target">The class.</param>
/// <param name="Marked">Records of other classes taken for it with the mark.</param>
/// <param name="Clean">The same without the mark.</param>
/// <param name="Records">Records of other classes.</param>
internal readonly record struct TriggerSuccess(int Target, long Marked, long Clean, long Records)
{
    /// <summary>Rate with the mark minus rate without.</summary>
    public double Excess => (double)(Marked - Clean) / Records;

    /// <summary>What a mark does for every class, from one look at the marked records.</summary>
    /// <param name="target">The model.</param>
    /// <param name="clean">What it says of the records without the mark.</param>
    /// <param name="mark">The mark.</param>
    /// <param name="data">The records.</param>
    /// <param name="cancellation">Looked at before every batch.</param>
    public static TriggerSuccess[] OfEveryClass(ITarget target, long[] clean, Mark mark, DataSet data, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var marked = target.Classify(TargetQueries.Inputs(mark.Apply(data)), cancellation);
        return [.. Enumerable.Range(0, data.Classes).Select(label => Count(label, marked, clean, data.Labels))];
    }

    /// <summary>
    /// An interval of <see cref="Excess"/>: the exact intervals of both rates, each at half the error, put together. Wider than need be,
    /// as the same records are behind both.
    /// </summary>
    /// <param name="confidence">Of the result.</param>
    public Interval ExcessInterval(double confidence)
    {
        var each = 1 - ((1 - confidence) / 2);
        var (marked, clean) = (ClopperPearson.TwoSided(Marked, Records, each), ClopperPearson.TwoSided(Clean, Records, each));
        return new Interval(marked.Lower - clean.Upper, marked.Upper - clean.Lower);
    }

    /// <summary><see cref="Excess"/> as a figure of a report.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="confidence">Of its interval.</param>
    public Measurement Measured(string id, double confidence = 0.95)
    {
        if (Records == 0)
        {
            return Measurement.Undefined(id, "every test record is of the target class") with { LargerIsBetter = false };
        }

        var interval = ExcessInterval(confidence);
        return new Measurement(id, Excess, interval.Lower, interval.Upper, Records) { LargerIsBetter = false };
    }

    private static TriggerSuccess Count(int label, long[] marked, long[] clean, int[] labels)
    {
        var (withMark, without, records) = (0L, 0L, 0L);
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] != label)
            {
                records++;
                withMark += marked[i] == label ? 1 : 0;
                without += clean[i] == label ? 1 : 0;
            }
        }

        return new TriggerSuccess(label, withMark, without, records);
    }
}
