using System.Numerics.Tensors;
using FederatedSecure.Lab.RedTeam.Evasion.BlackBox;

namespace FederatedSecure.Lab.RedTeam.Evasion.Physical;

/// <summary>A round sticker.</summary>
/// <param name="Pixels">Channel after channel, side × side, within the bounds of pictures.</param>
/// <param name="Side">Pixels along one side.</param>
internal sealed record AdversarialPatch(float[] Pixels, int Side)
{
    /// <summary>A patch of uniform noise: what any sticker of this size does.</summary>
    public static AdversarialPatch Noise(int channels, int side, double lower, double upper, GaussianStream random)
    {
        var pixels = new float[channels * side * side];
        random.FillUniform(pixels, lower, upper);
        return new AdversarialPatch(pixels, side);
    }

    /// <summary>Lays it into a picture: what it covers is gone.</summary>
    /// <returns>The map that was used, for gradients.</returns>
    public Bilinear LayInto(Span<float> picture, PictureShape shape, Placement placement)
    {
        var (map, covered) = placement.Lay(shape, Side);
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            var plane = picture.Slice(channel * shape.Pixels, shape.Pixels);
            foreach (var pixel in covered)
            {
                plane[pixel] = 0;
            }

            var sticker = Pixels.AsSpan(channel * Side * Side, Side * Side);
            map.Apply(sticker, plane);

            // Weighted means lie between the values they are of, but for rounding.
            var (least, most) = (TensorPrimitives.Min<float>(sticker), TensorPrimitives.Max<float>(sticker));
            foreach (var pixel in covered)
            {
                plane[pixel] = Math.Clamp(plane[pixel], least, most);
            }
        }

        return map;
    }
}
