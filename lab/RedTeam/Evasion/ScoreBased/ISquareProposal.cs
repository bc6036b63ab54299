namespace FederatedSecure.Lab.RedTeam.Evasion.ScoreBased;

/// <summary>What the Square attack tries next, for one norm.</summary>
internal interface ISquareProposal
{
    /// <summary>The first point.</summary>
    /// <param name="record">Whose random stream is used.</param>
    /// <param name="clean">The input.</param>
    /// <param name="next">Gets the point.</param>
    void Start(int record, ReadOnlySpan<float> clean, Span<float> next);

    /// <summary>A change of the best point.</summary>
    /// <param name="record">Whose random stream is used.</param>
    /// <param name="part">p: the part of the picture that is changed.</param>
    /// <param name="clean">The input.</param>
    /// <param name="best">The best point so far.</param>
    /// <param name="next">Gets the point.</param>
    void Propose(int record, double part, ReadOnlySpan<float> clean, ReadOnlySpan<float> best, Span<float> next);
}
