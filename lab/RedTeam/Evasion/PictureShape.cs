using System.Collections.Immutable;

namespace FederatedSecure.Lab.RedTeam.Evasion;

/// <summary>How the values of a record lie: channel after channel, row after row.</summary>
/// <param name="Channels">1 or 3.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
internal readonly record struct PictureShape(int Channels, int Height, int Width)
{
    /// <summary>Values of a channel.</summary>
    public int Pixels => Height * Width;

    /// <summary>Values of the record.</summary>
    public int Size => Channels * Pixels;

    /// <summary>Of one record that has to be a picture.</summary>
    /// <exception cref="NotSupportedException">It is none.</exception>
    public static PictureShape Of(ImmutableArray<int> shape) => shape is [var channels, var height, var width]
        ? new PictureShape(channels, height, width)
        : throw new NotSupportedException("This attack works on pictures: records of shape [channels, height, width].");

    /// <summary>Of a batch [n, features] or [n, channels, height, width]; a flat record is one row.</summary>
    public static PictureShape OrRow(long[] batch) => batch is [_, var channels, var height, var width]
        ? new PictureShape((int)channels, (int)height, (int)width)
        : new PictureShape(1, 1, (int)batch[1..].Aggregate(1L, (product, size) => product * size));

    /// <summary>Rows and columns of a square of this part of the picture; of a flat record so many neighbours.</summary>
    public (int Rows, int Columns) Window(double part)
    {
        if (Height == 1)
        {
            return (1, Math.Clamp((int)Math.Round(part * Width), 1, Width));
        }

        var side = Math.Max(1, (int)Math.Round(Math.Sqrt(part * Pixels)));
        return (Math.Min(side, Height), Math.Min(side, Width));
    }
}
