using CsCheck;
using FederatedSecure.Aggregation.Spectra;
using FederatedSecure.Aggregation.Tests.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Aggregation.Tests.Spectra;

public sealed class LeadingEigenpairTests
{
    [Fact]
    public void Of_TwoByTwo_IsKnown()
    {
        // (2 1; 1 2): 3 along (1, 1).
        var vector = new double[2];

        Assert.Equal(3, LeadingEigenpair.Of([2, 1, 1, 2], vector), 1e-15);
        Assert.Equal(vector[0], vector[1], 1e-15);
        Assert.Equal(0.5, vector[0] * vector[0], 1e-15);
    }

    [Fact]
    public void Of_SecondDifferences_IsKnown()
    {
        // tridiagonal −1, 2, −1 of order n: 2 + 2·cos(π/(n + 1)), components sin(kπn/(n + 1)). The next eigenvalue is within 1/1000.
        const int n = 100;
        var (matrix, vector) = (new double[n * n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            matrix[(i * n) + i] = 2;
            if (i > 0)
            {
                matrix[(i * n) + i - 1] = matrix[((i - 1) * n) + i] = -1;
            }
        }

        Assert.Equal(2 + (2 * Math.Cos(Math.PI / (n + 1))), LeadingEigenpair.Of(matrix, vector), 1e-14);
        for (var k = 0; k < n; k++)
        {
            Assert.Equal(Math.Sin((k + 1) * Math.PI * n / (n + 1)) / Math.Sin(Math.PI * n / (n + 1)), vector[k] / vector[0], 1e-9);
        }
    }

    [Fact]
    public void Of_AnySymmetricMatrix_IsThatOfJacobisRotations() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[-100, 100], Gen.Int[1, 12], Gen.ULong).Sample((n, exponent, rank, seed) =>
        {
            var (random, scale) = (new SeededRandomSource(seed), Math.Pow(10, exponent));
            var factors = Enumerable.Range(0, rank).Select(_ => Enumerable.Range(0, n).Select(_ => random.NextGaussian()).ToArray()).ToArray();
            var (matrix, flat) = (new double[n, n], new double[n * n]);
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                {
                    matrix[i, j] = factors.Sum(row => row[i] * row[j]);
                    flat[(i * n) + j] = scale * matrix[i, j];
                }
            }

            var vector = new double[n];
            var value = LeadingEigenpair.Of(flat, vector) / scale;
            var expected = PlainSpectra.Eigen(matrix).Values.Max();

            // A·v = λ·v, ‖v‖ = 1.
            Assert.Equal(expected, value, 1e-12 * expected);
            Assert.Equal(1, PlainSpectra.Norm(vector), 1e-12);
            for (var i = 0; i < n; i++)
            {
                Assert.Equal(value * vector[i], Enumerable.Range(0, n).Sum(j => matrix[i, j] * vector[j]), 1e-11 * expected);
            }
        });

    [Fact]
    public void Of_Zeros_IsZero()
    {
        var vector = new double[3];

        Assert.Equal(0, LeadingEigenpair.Of(new double[9], vector));
        Assert.Equal(1, PlainSpectra.Norm(vector));
    }

    [Fact]
    public void Of_NegativeMatrix_IsItsLeastNegative() => Assert.Equal(-1, LeadingEigenpair.Of([-1, 0, 0, 0, -2, 0, 0, 0, -3], []), 1e-15);
}
