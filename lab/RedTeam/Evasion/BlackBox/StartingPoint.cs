namespace FederatedSecure.Lab.RedTeam.Evasion.BlackBox;

/// <summary>Where attacks begin that only see decisions: some point, however far, that is decided differently.</summary>
internal static class StartingPoint
{
    private const int Draws = 100;

    /// <summary>
    /// Uniform noise, up to a hundred times; where a model decides all noise for the record's own class, the other records of the batch,
    /// nearest first.
    /// </summary>
    /// <returns>A new array; null where nothing was found.</returns>
    public static float[]? Find(LabelOracle oracle, RecordBatch clean, int record, EvasionTerms terms, GaussianStream random)
    {
        var point = new float[oracle.Length];
        for (var draw = 0; draw < Draws && oracle.Left > 0; draw++)
        {
            random.FillUniform(point, terms.Lower, terms.Upper);
            if (oracle.IsAdversarial(point))
            {
                return point;
            }
        }

        var others = Enumerable.Range(0, clean.Count)
            .Where(other => clean.Labels[other] != clean.Labels[record])
            .OrderBy(other => Distance.Between(clean[other], clean[record], terms.Norm));
        foreach (var other in others)
        {
            if (oracle.Left == 0)
            {
                return null;
            }

            if (oracle.IsAdversarial(clean[other]))
            {
                return clean[other].ToArray();
            }
        }

        return null;
    }
}
