using FederatedSecure.Statistics.Intervals;

namespace FederatedSecure.Lab.RedTeam.Privacy.Attributes;

/// <summary>How much more often one guesser is right than another on the same records.</summary>
/// <param name="Gained">Records on which only the first is right.</param>
/// <param name="Lost">Records on which only the second is right.</param>
/// <param name="Records">All records.</param>
internal readonly record struct PairedGain(int Gained, int Lost, int Records)
{
    /// <summary>The difference of the two accuracies.</summary>
    public double Value => (double)(Gained - Lost) / Records;

    /// <summary>Bounds that hold with at least the confidence, whatever the truth is: Clopper-Pearson for both parts, at half the error each.</summary>
    public Interval Bounds(double confidence = 0.95)
    {
        var each = (1 + confidence) / 2;
        var (gained, lost) = (ClopperPearson.TwoSided(Gained, Records, each), ClopperPearson.TwoSided(Lost, Records, each));
        return new Interval(gained.Lower - lost.Upper, gained.Upper - lost.Lower);
    }
}
