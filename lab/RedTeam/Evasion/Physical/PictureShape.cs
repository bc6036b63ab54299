using System.Collections.Immutable;

namespace FederatedSecure.Lab.RedTeam.Evasion.Physical;

/// <summary>The sizes of a picture whose channels stand one after the other.</summary>
/// <param name="Channels">1 or 3.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
internal readonly record struct PictureShape(int Channels, int Height, int Width)
{
    /// <summary>Pixels of one channel.</summary>
    public int Plane => Height * Width;

    /// <summary>Values of all channels.</summary>
    public int Length => Channels * Plane;

    /// <summary>From the shape of a record.</summary>
    /// <exception cref="NotSupportedException">It is no picture.</exception>
    public static PictureShape Of(ImmutableArray<int> shape) => shape is [var channels, var height, var width]
        ? new PictureShape(channels, height, width)
        : throw new NotSupportedException("This attack works on pictures: records of shape [channels, height, width].");
}
