namespace FederatedSecure.Lab.RedTeam.Evasion.ScoreBased;

/// <summary>
/// Perturbations at the rim of the L2 ball: one window gives up its length, another one takes it, together with what is left to ε, in
/// the direction of its own perturbation and a new bump.
/// </summary>
internal sealed class L2Squares(PictureShape shape, RecordRandom random, EvasionTerms terms) : ISquareProposal
{
    private const int FirstTiles = 5;

    /// <inheritdoc/>
    public void Start(int record, ReadOnlySpan<float> clean, Span<float> next)
    {
        var change = new double[shape.Size];
        var (rows, columns) = (Math.Max(1, shape.Height / FirstTiles), Math.Max(1, shape.Width / FirstTiles));
        for (var top = 0; top + rows <= shape.Height; top += rows)
        {
            for (var left = 0; left + columns <= shape.Width; left += columns)
            {
                var bump = SquareBumps.Of(rows, columns, random.Sign(record) > 0);
                for (var channel = 0; channel < shape.Channels; channel++)
                {
                    var sign = random.Sign(record);
                    var at = 0;
                    Each(new Window(top, left, rows, columns), channel, i => change[i] = sign * bump[at++]);
                }
            }
        }

        Move(clean, change, next);
    }

    /// <inheritdoc/>
    public void Propose(int record, double part, ReadOnlySpan<float> clean, ReadOnlySpan<float> best, Span<float> next)
    {
        var change = new double[shape.Size];
        for (var i = 0; i < change.Length; i++)
        {
            change[i] = best[i] - clean[i];
        }

        var (rows, columns) = Odd(shape.Window(part));
        var (into, from) = (Draw(record, rows, columns), Draw(record, rows, columns));
        var spare = Math.Max(0, (terms.Epsilon * terms.Epsilon) - change.Sum(value => value * value)) / shape.Channels;
        var bump = SquareBumps.Of(rows, columns, random.Sign(record) > 0);
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            var (own, both) = (0.0, 0.0);
            Each(into, channel, i => own += change[i] * change[i]);
            var taken = 0.0;
            Each(from, channel, i => taken += into.Holds(i % shape.Pixels / shape.Width, i % shape.Width) ? 0 : change[i] * change[i]);
            both = own + taken;
            var (sign, at) = (random.Sign(record), 0);
            var fresh = new double[rows * columns];
            Each(into, channel, i => fresh[at] = (sign * bump[at++]) + (change[i] / (1e-12 + Math.Sqrt(own))));
            var scale = Math.Sqrt(spare + both) / (1e-12 + Math.Sqrt(fresh.Sum(value => value * value)));
            Each(from, channel, i => change[i] = 0);
            at = 0;
            Each(into, channel, i => change[i] = scale * fresh[at++]);
        }

        Move(clean, change, next);
    }

    /// <summary>The input and ε of the change, within the bounds.</summary>
    private void Move(ReadOnlySpan<float> clean, double[] change, Span<float> next)
    {
        var scale = terms.Epsilon / Math.Max(1e-12, Math.Sqrt(change.Sum(value => value * value)));
        for (var i = 0; i < change.Length; i++)
        {
            next[i] = (float)Math.Clamp(clean[i] + (scale * change[i]), Math.Min(terms.Lower, clean[i]), Math.Max(terms.Upper, clean[i]));
        }
    }

    private Window Draw(int record, int rows, int columns) =>
        new(random.Below(record, shape.Height - rows + 1), random.Below(record, shape.Width - columns + 1), rows, columns);

    /// <summary>At least 3 and odd, as far as the picture goes.</summary>
    private (int Rows, int Columns) Odd((int Rows, int Columns) window)
    {
        return (Side(window.Rows, shape.Height), Side(window.Columns, shape.Width));

        static int Side(int side, int most) => Math.Min(most, Math.Max(3, side) | 1);
    }

    private void Each(Window window, int channel, Action<int> visit)
    {
        for (var row = window.Top; row < window.Top + window.Rows; row++)
        {
            for (var column = window.Left; column < window.Left + window.Columns; column++)
            {
                visit((channel * shape.Pixels) + (row * shape.Width) + column);
            }
        }
    }

    private readonly record struct Window(int Top, int Left, int Rows, int Columns)
    {
        public bool Holds(int row, int column) => row >= Top && row < Top + Rows && column >= Left && column < Left + Columns;
    }
}
