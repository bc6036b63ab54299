using System.Numerics.Tensors;

namespace FederatedSecure.Lab.RedTeam.Evasion;

/// <summary>How far apart points are.</summary>
internal static class Distance
{
    /// <summary>‖a − b‖, accumulated in double precision.</summary>
    public static double Between(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Norm norm)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            var difference = Math.Abs((double)a[i] - b[i]);
            sum = norm switch
            {
                Norm.Linf => Math.Max(sum, difference),
                Norm.L2 => sum + (difference * difference),
                _ => sum + difference,
            };
        }

        return norm == Norm.L2 ? Math.Sqrt(sum) : sum;
    }

    /// <summary>How many features differ.</summary>
    public static int Changed(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var count = 0;
        for (var i = 0; i < a.Length; i++)
        {
            count += a[i] == b[i] ? 0 : 1;
        }

        return count;
    }

    /// <summary>The Euclidean length.</summary>
    public static double Length(ReadOnlySpan<float> vector) => TensorPrimitives.Norm(vector);
}
