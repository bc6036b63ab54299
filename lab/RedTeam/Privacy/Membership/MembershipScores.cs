namespace FederatedSecure.Lab.RedTeam.Privacy.Membership;

/// <summary>What an attack thinks of records: the larger, the more it takes a record for one of the training's.</summary>
/// <param name="Members">Of records that the model was trained on.</param>
/// <param name="NonMembers">Of records that it was not trained on.</param>
internal sealed record MembershipScores(double[] Members, double[] NonMembers)
{
    /// <summary>Scores of records in one list, taken apart.</summary>
    /// <param name="scores">One a record.</param>
    /// <param name="isMember">Whether the record was trained on.</param>
    public static MembershipScores Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isMember)
    {
        var (members, others) = (new List<double>(), new List<double>());
        for (var i = 0; i < scores.Length; i++)
        {
            (isMember[i] ? members : others).Add(scores[i]);
        }

        return new MembershipScores([.. members], [.. others]);
    }
}
