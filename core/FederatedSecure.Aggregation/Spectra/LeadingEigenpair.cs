namespace FederatedSecure.Aggregation.Spectra;

/// <summary>
/// The largest eigenvalue of a symmetric matrix and its vector, to machine precision and in a number of steps that does not depend
/// on how close the next eigenvalue is: Householder's reduction to a tridiagonal matrix, bisection with Sturm sequences, inverse
/// iteration (Golub and Van Loan, "Matrix computations", 4th edition, sections 8.3, 8.4 and 8.2).
/// </summary>
/// <remarks>
/// Costs 4/3·n³ operations and no randomness. Where the largest eigenvalue is repeated, the vector is one of many. Equal matrices give
/// equal bits.
/// </remarks>
internal static class LeadingEigenpair
{
    private const double Epsilon = 2.220446049250313e-16;
    private const int InverseSteps = 4;

    /// <summary>Beside a largest element of 1: far below rounding, and its square is far above the smallest number there is.</summary>
    private const double Negligible = 1e-140;

    /// <summary>The largest eigenvalue.</summary>
    /// <param name="matrix">Row by row, symmetric and finite; overwritten.</param>
    /// <param name="vector">Receives the eigenvector, of length 1; if empty, only the value is computed.</param>
    public static double Of(Span<double> matrix, Span<double> vector)
    {
        var n = (int)Math.Round(Math.Sqrt(matrix.Length));
        var scale = 0.0;
        foreach (var element in matrix)
        {
            scale = Math.Max(scale, Math.Abs(element));
        }

        if (scale == 0)
        {
            vector.Clear();
            vector[..Math.Min(1, vector.Length)].Fill(1);
            return 0;
        }

        // Scaled so that no square overflows.
        foreach (ref var element in matrix)
        {
            element /= scale;
        }

        var (diagonal, below, factors) = (new double[n], new double[n], new double[n]);
        Reduce(matrix, n, diagonal, below, factors);
        var value = Bisect(diagonal, below);
        if (!vector.IsEmpty)
        {
            InverseIteration(diagonal, below, value, vector);
            Restore(matrix, n, factors, vector);
        }

        return value * scale;
    }

    /// <summary>A = Q·T·Qᵀ. The reflections' vectors stay below the diagonal, their factors 2/vᵀv apart.</summary>
    private static void Reduce(Span<double> a, int n, double[] diagonal, double[] below, double[] factors)
    {
        var product = new double[n];
        for (var k = 0; k < n - 1; k++)
        {
            diagonal[k] = a[(k * n) + k];
            var (first, norm) = (a[((k + 1) * n) + k], 0.0);
            for (var i = k + 1; i < n; i++)
            {
                norm += a[(i * n) + k] * a[(i * n) + k];
            }

            norm = Math.Sqrt(norm);
            below[k] = first > 0 ? -norm : norm;
            // What is as good as nothing is left out: a reflection would divide by its square, which is none any more.
            if (norm < Negligible || k == n - 2)
            {
                below[k] = k == n - 2 ? first : 0;
                continue;
            }

            a[((k + 1) * n) + k] = first - below[k];
            factors[k] = 1 / (norm * (norm + Math.Abs(first)));
            Reflect(a, n, k, factors[k], product);
        }

        diagonal[n - 1] = a[(n * n) - 1];
    }

    /// <summary>A ← H·A·H on the rows and columns after k, of which the lower triangle is kept.</summary>
    private static void Reflect(Span<double> a, int n, int k, double factor, double[] product)
    {
        Array.Clear(product);
        for (var i = k + 1; i < n; i++)
        {
            var row = a.Slice(i * n, i + 1);
            var (v, sum) = (row[k], row[i] * row[k]);
            for (var j = k + 1; j < i; j++)
            {
                sum += row[j] * a[(j * n) + k];
                product[j] += row[j] * v;
            }

            product[i] += sum;
        }

        var inner = 0.0;
        for (var i = k + 1; i < n; i++)
        {
            product[i] *= factor;
            inner += product[i] * a[(i * n) + k];
        }

        inner *= factor / 2;
        for (var i = k + 1; i < n; i++)
        {
            product[i] -= inner * a[(i * n) + k];
        }

        for (var i = k + 1; i < n; i++)
        {
            var row = a.Slice(i * n, i + 1);
            for (var j = k + 1; j <= i; j++)
            {
                row[j] -= (row[k] * product[j]) + (product[i] * a[(j * n) + k]);
            }
        }
    }

    private static double Bisect(double[] diagonal, double[] below)
    {
        var (low, high) = (double.NegativeInfinity, double.NegativeInfinity);
        for (var i = 0; i < diagonal.Length; i++)
        {
            // The largest eigenvalue is at least any diagonal element and at most the largest of Gershgorin's discs.
            low = Math.Max(low, diagonal[i]);
            high = Math.Max(high, diagonal[i] + Math.Abs(below[i]) + (i > 0 ? Math.Abs(below[i - 1]) : 0));
        }

        while (true)
        {
            var middle = low + ((high - low) / 2);
            if (!(middle > low && middle < high) || high - low <= Epsilon * Math.Abs(high) / 2)
            {
                return high;
            }

            (low, high) = IsAboveAll(diagonal, below, middle) ? (low, middle) : (middle, high);
        }
    }

    /// <summary>Whether T − xI has negative pivots only, that is whether x lies above every eigenvalue.</summary>
    private static bool IsAboveAll(double[] diagonal, double[] below, double x)
    {
        var pivot = diagonal[0] - x;
        for (var i = 1; i < diagonal.Length && pivot < 0; i++)
        {
            pivot = diagonal[i] - x - (below[i - 1] * below[i - 1] / pivot);
        }

        return pivot < 0;
    }

    /// <summary>(T − λI)·y' = y a few times: what is not along the eigenvector fades by fifteen digits a step.</summary>
    private static void InverseIteration(double[] diagonal, double[] below, double value, Span<double> vector)
    {
        var n = diagonal.Length;
        var (main, upper, second, lower) = (new double[n], new double[n], new double[n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            // Not symmetric in any way that an eigenvector might be orthogonal to.
            vector[i] = 1 + (Math.Sqrt(i + 2) % 1);
        }

        for (var step = 0; step < InverseSteps; step++)
        {
            for (var i = 0; i < n; i++)
            {
                (main[i], upper[i], second[i], lower[i]) = (diagonal[i] - value, below[i], 0, below[i]);
            }

            upper[n - 1] = 0;
            Eliminate(main, upper, second, lower, vector);
            Normalize(vector);
        }
    }

    /// <summary>Gauss with row exchanges on a tridiagonal system; a pivot of zero becomes the smallest that matters.</summary>
    private static void Eliminate(double[] main, double[] upper, double[] second, double[] lower, Span<double> right)
    {
        var n = main.Length;
        for (var i = 0; i < n - 1; i++)
        {
            if (Math.Abs(lower[i]) > Math.Abs(main[i]))
            {
                (main[i], lower[i]) = (lower[i], main[i]);
                (upper[i], main[i + 1]) = (main[i + 1], upper[i]);
                (second[i], upper[i + 1]) = (upper[i + 1], 0);
                (right[i], right[i + 1]) = (right[i + 1], right[i]);
            }

            main[i] = main[i] == 0 ? Epsilon : main[i];
            var ratio = lower[i] / main[i];
            main[i + 1] -= ratio * upper[i];
            upper[i + 1] -= ratio * second[i];
            right[i + 1] -= ratio * right[i];
        }

        for (var i = n - 1; i >= 0; i--)
        {
            var sum = right[i];
            sum -= i + 1 < n ? upper[i] * right[i + 1] : 0;
            sum -= i + 2 < n ? second[i] * right[i + 2] : 0;
            right[i] = sum / (Math.Abs(main[i]) < Epsilon ? Epsilon : main[i]);
        }
    }

    private static void Restore(ReadOnlySpan<double> a, int n, double[] factors, Span<double> vector)
    {
        for (var k = n - 3; k >= 0; k--)
        {
            if (factors[k] == 0)
            {
                continue;
            }

            var inner = 0.0;
            for (var i = k + 1; i < n; i++)
            {
                inner += a[(i * n) + k] * vector[i];
            }

            inner *= factors[k];
            for (var i = k + 1; i < n; i++)
            {
                vector[i] -= inner * a[(i * n) + k];
            }
        }

        Normalize(vector);
    }

    private static void Normalize(Span<double> vector)
    {
        var largest = 0.0;
        foreach (var value in vector)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        var sum = 0.0;
        foreach (ref var value in vector)
        {
            value /= largest;
            sum += value * value;
        }

        foreach (ref var value in vector)
        {
            value /= Math.Sqrt(sum);
        }
    }
}
