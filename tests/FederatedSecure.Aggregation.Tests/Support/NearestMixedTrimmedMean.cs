namespace FederatedSecure.Aggregation.Tests.Support;

/// <summary>NNM, then the trimmed mean: by their definitions.</summary>
internal static class NearestMixedTrimmedMean
{
    public static float[] Of(float[][] vectors, int f)
    {
        var length = vectors[0].Length;
        float[][] mixed = [.. vectors.Select(x => Mean([.. vectors.OrderBy(y => Poison.SquaredDistance(x, y)).Take(vectors.Length - f)]))];
        var result = new float[length];
        var column = new float[vectors.Length];
        for (var i = 0; i < length; i++)
        {
            for (var j = 0; j < column.Length; j++)
            {
                column[j] = mixed[j][i];
            }

            Array.Sort(column);
            result[i] = column.AsSpan(f, column.Length - (2 * f)).ToArray().Average();
        }

        return result;
    }

    public static float[] Mean(float[][] vectors)
    {
        var sum = new float[vectors[0].Length];
        foreach (var vector in vectors)
        {
            System.Numerics.Tensors.TensorPrimitives.Add(sum, vector, sum);
        }

        System.Numerics.Tensors.TensorPrimitives.Divide(sum, vectors.Length, sum);
        return sum;
    }
}
