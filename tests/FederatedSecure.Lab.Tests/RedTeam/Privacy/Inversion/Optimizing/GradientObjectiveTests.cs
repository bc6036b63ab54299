using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Optimizing;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Inversion.Optimizing;

public class GradientObjectiveTests
{
    private static readonly ModelSpec Spec = Networks.Spec(
        """
        { "input": [1, 6, 6], "layers": [
          { "type": "conv2d", "out": 3, "kernel": 3 }, { "type": "tanh" }, { "type": "max-pool2d", "kernel": 2, "stride": 1 },
          { "type": "flatten" }, { "type": "linear", "out": 3 }, { "type": "softmax-head", "classes": 3 } ] }
        """);

    /// <summary>The slope through two derivatives is what small differences of the value say.</summary>
    [Theory]
    [InlineData(GradientDistance.Squared, true)]
    [InlineData(GradientDistance.Squared, false)]
    [InlineData(GradientDistance.Cosine, false)]
    internal void Evaluate_AnyPoint_GivesTheSlopeOfTheValue(GradientDistance distance, bool searchesLabels)
    {
        var random = new SeededRandomSource(3);
        var weights = new float[Spec.ParameterCount];
        ModelInitializer.Initialize(Spec, ParameterLayout.Of(Spec), 1, weights);
        float[] observed = [.. weights.Select(_ => (float)random.NextGaussian() * 0.1f)];
        using var objective = new GradientObjective(Spec, weights, observed, searchesLabels ? null : [1, 2], 2, distance, 0.1, 0.3);
        double[] point = [.. Enumerable.Range(0, objective.Length).Select(_ => random.NextDouble())];
        double[] direction = [.. point.Select(_ => random.NextGaussian())];
        var (slope, ignored) = (new double[point.Length], new double[point.Length]);

        objective.Evaluate(point, slope);
        const double h = 2e-3;
        var up = objective.Evaluate([.. point.Zip(direction, (x, d) => x + (h * d))], ignored);
        var down = objective.Evaluate([.. point.Zip(direction, (x, d) => x - (h * d))], ignored);

        var expected = (up - down) / (2 * h);
        Assert.Equal(expected, slope.Zip(direction, (g, d) => g * d).Sum(), 0.02 * Math.Abs(expected) + 2e-3);
    }
}
