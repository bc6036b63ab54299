using FederatedSecure.Lab.RedTeam.Targets;

namespace FederatedSecure.Lab.RedTeam.Evasion.Physical;

/// <summary>
/// Turns and shifts pictures: every cell of a grid is tried, and the one with the smallest margin kept (Engstrom et al., "Exploring the landscape of
/// spatial robustness", ICML 2019; arXiv:1712.02779). Needs decisions only, and uses scores where there are any.
/// </summary>
/// <remarks>
/// <para>
/// Turned about the middle first, then shifted; between pixels interpolated bilinearly, and what comes in from outside is the lower bound.
/// Default: 5 × 5 shifts up to 3 pixels either way and 5 angles up to 30 degrees, as in Foolbox.
/// </para>
/// <para>
/// Exhaustive on its grid, and never worse than the clean picture, which is a cell of it. The change is no small one in any norm: give it an ε of infinity.
/// Some classes do not survive a turn, a 6 and a 9 at 180 degrees; at 30 the label still holds for digits.
/// </para>
/// </remarks>
/// <param name="shift">Largest shift, in pixels.</param>
/// <param name="degrees">Largest angle.</param>
/// <param name="shifts">Shifts along each axis, odd.</param>
/// <param name="angles">Angles, odd.</param>
internal sealed class SpatialAttack(double shift = 3, double degrees = 30, int shifts = 5, int angles = 5) : ArrayAttack
{
    /// <inheritdoc/>
    public override string Name => "spatial";

    /// <inheritdoc/>
    public override TargetAccess Needs => TargetAccess.Labels;

    /// <summary>Where what is seen at each pixel after a turn and a shift came from.</summary>
    /// <param name="shape">Of the picture.</param>
    /// <param name="right">Shift to the right, in pixels.</param>
    /// <param name="down">Shift down.</param>
    /// <param name="degrees">Turn, clockwise.</param>
    public static Bilinear Transformation(PictureShape shape, double right, double down, double degrees)
    {
        var map = new Bilinear();
        var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
        double middleX = (shape.Width - 1) / 2.0, middleY = (shape.Height - 1) / 2.0;
        for (var pixel = 0; pixel < shape.Pixels; pixel++)
        {
            // Backwards: take away the shift, then the turn. Rows grow downwards, so that a positive angle is clockwise.
            var x = (pixel % shape.Width) - right - middleX;
            var y = (pixel / shape.Width) - down - middleY;
            map.Add(pixel, middleX + (cosine * x) + (sine * y), middleY - (sine * x) + (cosine * y), shape.Width, shape.Height);
        }

        return map;
    }

    /// <summary>Applies it to all channels; what comes from outside is <paramref name="background"/>.</summary>
    public static void Apply(Bilinear map, PictureShape shape, ReadOnlySpan<float> picture, Span<float> result, float background)
    {
        var plane = new float[shape.Pixels];
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            var part = picture.Slice(channel * shape.Pixels, shape.Pixels);
            for (var i = 0; i < plane.Length; i++)
            {
                plane[i] = part[i] - background;
            }

            var moved = result.Slice(channel * shape.Pixels, shape.Pixels);
            moved.Fill(background);
            map.Apply(plane, moved);
        }
    }

    /// <inheritdoc/>
    protected override float[] Attack(PointTarget target, RecordBatch clean, EvasionTerms terms)
    {
        var shape = PictureShape.Of(target.InputShape);
        var result = (float[])clean.Values.Clone();
        var least = Margins.Of(target.Logits(result), target.Classes, i => clean.Labels[i]);
        var moved = new float[clean.Values.Length];
        foreach (var angle in Grid(degrees, angles))
        {
            foreach (var down in Grid(shift, shifts))
            {
                foreach (var right in Grid(shift, shifts))
                {
                    terms.Cancellation.ThrowIfCancellationRequested();
                    var map = Transformation(shape, right, down, angle);
                    for (var i = 0; i < clean.Count; i++)
                    {
                        Apply(map, shape, clean[i], moved.AsSpan(i * clean.Length, clean.Length), (float)terms.Lower);
                    }

                    Keep(target, clean, moved, least, result);
                }
            }
        }

        return result;
    }

    private static IEnumerable<double> Grid(double limit, int count) =>
        count == 1 ? [0] : Enumerable.Range(0, count).Select(i => limit * ((2.0 * i / (count - 1)) - 1));

    private static void Keep(PointTarget target, RecordBatch clean, float[] moved, double[] least, float[] result)
    {
        var margins = Margins.Of(target.Logits(moved), target.Classes, i => clean.Labels[i]);
        for (var i = 0; i < clean.Count; i++)
        {
            if (margins[i] < least[i])
            {
                least[i] = margins[i];
                moved.AsSpan(i * clean.Length, clean.Length).CopyTo(result.AsSpan(i * clean.Length));
            }
        }
    }
}
