namespace FederatedSecure.Lab.RedTeam.Evasion.ScoreBased;

/// <summary>How the values of a record lie: channel after channel, row after row. A flat record is one row.</summary>
internal readonly record struct PictureShape(int Channels, int Height, int Width)
{
    /// <summary>Values of a channel.</summary>
    public int Pixels => Height * Width;

    /// <summary>Values of the record.</summary>
    public int Size => Channels * Pixels;

    /// <summary>Of [n, features] or [n, channels, height, width].</summary>
    public static PictureShape Of(long[] shape) => shape is [_, var channels, var height, var width]
        ? new PictureShape((int)channels, (int)height, (int)width)
        : new PictureShape(1, 1, (int)shape[1..].Aggregate(1L, (product, size) => product * size));

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
