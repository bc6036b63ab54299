using FederatedSecure.Lab.RedTeam.Optimization;

namespace FederatedSecure.Lab.Tests.RedTeam.Optimization;

public class OptimizersTests
{
    [Fact]
    public void Lbfgs_Rosenbrock_FindsTheMinimumAtOnes()
    {
        double[] point = [-1.2, 1, -1.2, 1];

        var value = Lbfgs.Minimize(new Rosenbrock(), point, 500, cancellation: TestContext.Current.CancellationToken);

        Assert.All(point, coordinate => Assert.Equal(1, coordinate, 1e-5));
        Assert.Equal(0, value, 1e-9);
    }

    [Fact]
    public void Adam_QuadraticInABox_EndsAtTheProjection()
    {
        double[] point = [0.5, 0.5, 0.5];
        var adam = new AdamDescent { Lower = 0, Upper = 1 };

        adam.Minimize(new Quadratic([0.3, 2, -1]), point, 800, TestContext.Current.CancellationToken);

        Assert.Equal(0.3, point[0], 1e-3);
        Assert.Equal([1, 0], point[1..]);
    }

    [Fact]
    public void Adam_Signed_LooksAtSignsOnly()
    {
        double[] small = [0.9, 0.1], large = [0.9, 0.1];
        var adam = new AdamDescent { IsSigned = true };

        adam.Minimize(new Quadratic([0.3, 0.3], 1e-6), small, 50, TestContext.Current.CancellationToken);
        adam.Minimize(new Quadratic([0.3, 0.3], 1e6), large, 50, TestContext.Current.CancellationToken);

        Assert.Equal(large, small);
    }

    private sealed class Rosenbrock : IDifferentiable
    {
        public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
        {
            var sum = 0.0;
            for (var i = 0; i < point.Length; i += 2)
            {
                var (a, b) = (1 - point[i], point[i + 1] - (point[i] * point[i]));
                sum += (a * a) + (100 * b * b);
                gradient[i] = (-2 * a) - (400 * point[i] * b);
                gradient[i + 1] = 200 * b;
            }

            return sum;
        }
    }

    private sealed class Quadratic(double[] minimum, double scale = 1) : IDifferentiable
    {
        public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
        {
            var sum = 0.0;
            for (var i = 0; i < point.Length; i++)
            {
                sum += scale * (point[i] - minimum[i]) * (point[i] - minimum[i]);
                gradient[i] = 2 * scale * (point[i] - minimum[i]);
            }

            return sum;
        }
    }
}
