using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Learning.Data;
using FederatedSecure.Statistics.Fairness;

namespace FederatedSecure.Lab.RedTeam.Fairness;

/// <summary>One class against the rest: truth and decisions as a yes or no.</summary>
/// <param name="Name">The class.</param>
/// <param name="Truth">Whether each record is in it.</param>
/// <param name="Decided">Whether the model says so.</param>
internal sealed record FavourableOutcome(string Name, ImmutableArray<bool> Truth, ImmutableArray<bool> Decided)
{
    /// <summary>The outcomes to look at: the favourable class where one is named, the first of two, each of several.</summary>
    public static IEnumerable<FavourableOutcome> Of(ProbeSubject subject, int[] decided) =>
        (subject.FavourableClass, subject.Test.Classes) switch
        {
            ({ } favourable, _) => [Of(subject.Test, decided, favourable)],
            (null, 2) => [Of(subject.Test, decided, 0)],
            (null, var classes) => Enumerable.Range(0, classes).Select(favourable => Of(subject.Test, decided, favourable)),
        };

    /// <summary>One class of a data set.</summary>
    public static FavourableOutcome Of(DataSet data, int[] decided, int favourable) => new(
        data.ClassNames[favourable], [.. data.Labels.Select(label => label == favourable)], [.. decided.Select(label => label == favourable)]);

    /// <summary>The decisions on some records.</summary>
    public Confusion Count(IEnumerable<int> records)
    {
        var counts = default(Confusion);
        foreach (var record in records)
        {
            counts = counts.With(Truth[record], Decided[record]);
        }

        return counts;
    }
}
