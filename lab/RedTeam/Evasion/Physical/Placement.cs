using FederatedSecure.Lab.RedTeam.Evasion.BlackBox;

namespace FederatedSecure.Lab.RedTeam.Evasion.Physical;

/// <summary>Where a round patch lies in a picture.</summary>
/// <param name="CentreX">Column of its middle.</param>
/// <param name="CentreY">Row of its middle.</param>
/// <param name="Diameter">In pixels of the picture.</param>
/// <param name="Degrees">How far it is turned, clockwise.</param>
internal readonly record struct Placement(double CentreX, double CentreY, double Diameter, double Degrees)
{
    /// <summary>Draws one whose disc lies within the picture.</summary>
    public static Placement Draw(PatchPlacements range, PictureShape shape, GaussianStream random)
    {
        var side = Math.Min(shape.Height, shape.Width);
        var diameter = side * (range.SmallestScale + ((range.LargestScale - range.SmallestScale) * random.Uniform()));
        var degrees = range.Degrees * ((2 * random.Uniform()) - 1);
        var (x, y) = (random.Uniform(), random.Uniform());
        return range.IsCentred
            ? new Placement((shape.Width - 1) / 2.0, (shape.Height - 1) / 2.0, diameter, degrees)
            : new Placement(Within(x, shape.Width), Within(y, shape.Height), diameter, degrees);

        // From half a diameter inside of the first pixel's outer edge to as much inside of the last one's.
        double Within(double part, int size) => (diameter / 2) - 0.5 + (part * (size - diameter));
    }

    /// <summary>The pixels that the disc covers, and from where in the patch each is taken.</summary>
    /// <param name="shape">Of the picture.</param>
    /// <param name="side">Pixels of the patch along one side.</param>
    public (Bilinear Map, List<int> Covered) Lay(PictureShape shape, int side)
    {
        var (map, covered) = (new Bilinear(), new List<int>());
        var (sine, cosine) = Math.SinCos(Degrees * Math.PI / 180);
        var scale = side / Diameter;
        for (var pixel = 0; pixel < shape.Pixels; pixel++)
        {
            var (x, y) = ((pixel % shape.Width) - CentreX, (pixel / shape.Width) - CentreY);
            if ((x * x) + (y * y) > Diameter * Diameter / 4)
            {
                continue;
            }

            // Near the rim a sample may lie half a pixel outside of the patch's outermost pixel centres: it is taken from those.
            var u = ((side - 1) / 2.0) + (scale * ((cosine * x) + (sine * y)));
            var v = ((side - 1) / 2.0) + (scale * ((cosine * y) - (sine * x)));
            map.Add(pixel, Math.Clamp(u, 0, side - 1), Math.Clamp(v, 0, side - 1), side, side);
            covered.Add(pixel);
        }

        return (map, covered);
    }
}
