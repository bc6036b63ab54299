namespace FederatedSecure.Lab.RedTeam.Defences.Squeezing;

/// <summary>
/// Each pixel becomes the median of a size × size window around it (Xu et al., Feature squeezing, NDSS 2018, section III-B), as the authors'
/// <c>scipy.ndimage.median_filter</c> with mode "reflect": beyond the edge the picture is mirrored with its edge pixels repeated
/// (d c b a | a b c d | d c b a); a window of even size reaches one pixel further up and left; of an even number of values the
/// upper of the middle two is taken.
/// </summary>
internal static class MedianFilter
{
    /// <summary>Filters one channel.</summary>
    /// <param name="image">[height][width], at least one pixel.</param>
    /// <param name="size">Side of the window, at least 1.</param>
    public static T[][] Apply<T>(T[][] image, int size)
    {
        var (height, width, before) = (image.Length, image[0].Length, size / 2);
        var window = new T[size * size];
        var result = new T[height][];
        for (var y = 0; y < height; y++)
        {
            result[y] = new T[width];
            for (var x = 0; x < width; x++)
            {
                for (var i = 0; i < window.Length; i++)
                {
                    window[i] = image[Mirror(y - before + (i / size), height)][Mirror(x - before + (i % size), width)];
                }

                Array.Sort(window);
                result[y][x] = window[window.Length / 2];
            }
        }

        return result;
    }

    /// <summary>The place within a line of some length that a place outside of it mirrors; again and again for those far away.</summary>
    internal static int Mirror(int place, int length)
    {
        var period = ((place % (2 * length)) + (2 * length)) % (2 * length);
        return period < length ? period : (2 * length) - 1 - period;
    }
}
