using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.RedTeam.Fairness;

/// <summary>
/// The group that the others are compared with: the one that has the favourable outcome most often in the training records, or in the test
/// records where nobody has those; among equals the larger one. It depends on no decision of the model, so that an interval is not bent by
/// the choice.
/// </summary>
internal static class PrivilegedGroup
{
    /// <summary>The group, and its base rate there.</summary>
    /// <param name="subject">Whose records.</param>
    /// <param name="attribute">The attribute, of the test records.</param>
    /// <param name="outcome">The favourable outcome.</param>
    /// <param name="candidates">The groups to choose from; at least one.</param>
    public static (string Group, double BaseRate) Of(ProbeSubject subject, ProtectedAttribute attribute, FavourableOutcome outcome, IEnumerable<string> candidates)
    {
        var (data, known) = (subject.Test, attribute);
        if (subject.Training is { } training && ProtectedAttribute.Of(training, withIntersection: true).FirstOrDefault(found => found.Name == attribute.Name) is { } same)
        {
            (data, known) = (training, same);
        }

        return candidates
            .Select(group => (Group: group, Members: known.Members(group).ToList()))
            .Select(group => (group.Group, BaseRate: Rate(data, group.Members, outcome), group.Members.Count))
            .OrderByDescending(group => group.BaseRate)
            .ThenByDescending(group => group.Count)
            .Select(group => (group.Group, group.BaseRate))
            .First();
    }

    /// <summary>0 for a group that is not there, which is then not chosen.</summary>
    private static double Rate(DataSet data, List<int> members, FavourableOutcome outcome)
    {
        var favourable = data.ClassNames.IndexOf(outcome.Name);
        return members.Count == 0 ? 0 : (double)members.Count(record => data.Labels[record] == favourable) / members.Count;
    }
}
