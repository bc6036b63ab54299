namespace FederatedSecure.Lab.RedTeam.Evasion.ScoreBased;

/// <summary>Squares at the rim of the L∞ ball: every changed value is ε above or below the input, or at a bound.</summary>
internal sealed class LinfSquares(PictureShape shape, RecordRandom random, EvasionTerms terms) : ISquareProposal
{
    /// <inheritdoc/>
    public void Start(int record, ReadOnlySpan<float> clean, Span<float> next)
    {
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            for (var column = 0; column < shape.Width; column++)
            {
                var sign = random.Sign(record);
                for (var row = 0; row < shape.Height; row++)
                {
                    var i = (channel * shape.Pixels) + (row * shape.Width) + column;
                    next[i] = Rim(clean[i], sign);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Propose(int record, double part, ReadOnlySpan<float> clean, ReadOnlySpan<float> best, Span<float> next)
    {
        best.CopyTo(next);
        var (rows, columns) = shape.Window(part);
        var (top, left) = (random.Below(record, shape.Height - rows + 1), random.Below(record, shape.Width - columns + 1));
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            var sign = random.Sign(record);
            for (var row = top; row < top + rows; row++)
            {
                var first = (channel * shape.Pixels) + (row * shape.Width) + left;
                for (var i = first; i < first + columns; i++)
                {
                    next[i] = Rim(clean[i], sign);
                }
            }
        }
    }

    private float Rim(float clean, float sign) =>
        (float)Math.Clamp(clean + (sign * terms.Epsilon), Math.Min(terms.Lower, clean), Math.Max(terms.Upper, clean));
}
