namespace FederatedSecure.Aggregation.Reputation;

/// <summary>The largest eigenvalue of a small symmetric positive semidefinite matrix, and its eigenvector.</summary>
/// <remarks>
/// Power iteration on powers of the matrix: squaring it doubles the power, so that forty squarings are 2⁴⁰ steps, and a gap of one
/// part in a billion is enough. The start is the column of the largest diagonal entry of that power, which cannot be orthogonal to the
/// eigenvector. Deterministic. O(40·n³).
/// </remarks>
internal static class LeadingEigenvector
{
    private const int Squarings = 40;

    /// <summary>Finds it.</summary>
    /// <param name="matrix">n × n, symmetric.</param>
    /// <param name="n">Its size.</param>
    /// <param name="vector">The eigenvector, of length 1; zeros if the matrix is zero.</param>
    /// <returns>The eigenvalue.</returns>
    internal static double Of(ReadOnlySpan<double> matrix, int n, out double[] vector)
    {
        vector = new double[n];
        var power = matrix.ToArray();
        var next = new double[n * n];
        for (var squaring = 0; squaring < Squarings; squaring++)
        {
            if (!Scale(power, n))
            {
                return 0;
            }

            Square(power, n, next);
            (power, next) = (next, power);
        }

        // Of P = λ^p·u·uᵀ, the column of the largest diagonal entry is a multiple of u.
        var column = 0;
        for (var i = 1; i < n; i++)
        {
            column = power[(i * n) + i] > power[(column * n) + column] ? i : column;
        }

        power.AsSpan(column * n, n).CopyTo(vector);
        Normalize(vector);
        return Rayleigh(matrix, n, vector);
    }

    /// <summary>Divides by the trace, so that powers neither overflow nor vanish; false if that is zero.</summary>
    private static bool Scale(double[] matrix, int n)
    {
        var trace = 0.0;
        for (var i = 0; i < n; i++)
        {
            trace += matrix[(i * n) + i];
        }

        if (!(trace > 0) || !double.IsFinite(trace))
        {
            return false;
        }

        foreach (ref var value in matrix.AsSpan())
        {
            value /= trace;
        }

        return true;
    }

    private static void Square(double[] matrix, int n, double[] result)
    {
        Array.Clear(result);
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < n; k++)
            {
                var factor = matrix[(i * n) + k];
                for (var j = 0; j < n; j++)
                {
                    result[(i * n) + j] += factor * matrix[(k * n) + j];
                }
            }
        }
    }

    private static void Normalize(double[] vector)
    {
        var largest = vector.Max(Math.Abs);
        var squared = 0.0;
        foreach (ref var value in vector.AsSpan())
        {
            value /= largest;
            squared += value * value;
        }

        var norm = Math.Sqrt(squared);
        foreach (ref var value in vector.AsSpan())
        {
            value /= norm;
        }
    }

    private static double Rayleigh(ReadOnlySpan<double> matrix, int n, double[] vector)
    {
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                sum += vector[i] * matrix[(i * n) + j] * vector[j];
            }
        }

        return sum;
    }
}
