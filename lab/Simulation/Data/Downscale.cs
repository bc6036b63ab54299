using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.Simulation.Data;

/// <summary>Makes pictures smaller by averaging over the area that a new pixel covers; old pixels on its border count in part.</summary>
internal static class Downscale
{
    /// <param name="data">Pictures [channels, height, width].</param>
    /// <param name="side">New height and width.</param>
    /// <example>2 × 2 pixels 1, 3, 5, 7 to one side: 4. Three in a row 0, 6, 0 to two: each covers one and a half, 2 and 2.</example>
    public static DataSet To(DataSet data, int side)
    {
        if (data.FeatureShape is not [var channels, var height, var width])
        {
            throw new ArgumentException("Only pictures can be made smaller.", nameof(data));
        }

        var (rows, columns) = (Shares(height, side), Shares(width, side));
        var features = new float[data.Count * channels * side * side];
        var target = 0;
        for (var plane = 0; plane < data.Count * channels; plane++)
        {
            var pixels = data.Features.AsSpan(plane * height * width, height * width);
            foreach (var row in rows)
            {
                foreach (var column in columns)
                {
                    var sum = 0.0;
                    foreach (var (y, rowShare) in row)
                    {
                        foreach (var (x, columnShare) in column)
                        {
                            sum += rowShare * columnShare * pixels[(y * width) + x];
                        }
                    }

                    features[target++] = (float)sum;
                }
            }
        }

        return data with { Features = features, FeatureShape = [channels, side, side] };
    }

    /// <summary>For each new pixel the old ones that it covers, with the part of the new one that each of them makes.</summary>
    private static (int Old, double Share)[][] Shares(int length, int side)
    {
        var size = (double)length / side;
        return
        [
            .. Enumerable.Range(0, side).Select(i => Enumerable.Range(0, length)
                .Select(old => (Old: old, Share: (Math.Min(old + 1, (i + 1) * size) - Math.Max(old, i * size)) / size))
                .Where(part => part.Share > 1e-9)
                .ToArray()),
        ];
    }
}
