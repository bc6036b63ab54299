namespace FederatedSecure.Lab.RedTeam.Backdoors.Activations;

/// <summary>
/// τ(x) = ((R(x) − µ)·v₁)², with R the representation that the model has of a record, µ the mean over the records of a class and v₁ the
/// direction of their largest variance (Tran et al., NeurIPS 2018, algorithm 1). Poisoned records of a class have large scores.
/// </summary>
/// <remarks>
/// The paper removes the 1.5·ε·n records with the largest scores, where ε bounds the poisoned part, and trains again. It needs the training
/// records themselves: only who has them can run it, in a federation each client on its own.
/// </remarks>
/// <example>(0, 0), (2, 0), (4, 0): the mean is (2, 0), the direction (1, 0), the scores 4, 0, 4.</example>
internal static class SpectralSignature
{
    /// <summary>How much more than the paper's upper bound of the poisoned part is removed.</summary>
    public const double Margin = 1.5;

    /// <summary>The score of every record of a class.</summary>
    /// <param name="representations">One row a record, at least one.</param>
    public static double[] Scores(double[][] representations) =>
        [.. PrincipalComponents.Of(representations, count: 1).Scores.Select(score => score[0] * score[0])];
}
