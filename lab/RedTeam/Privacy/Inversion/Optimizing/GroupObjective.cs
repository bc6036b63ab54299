using FederatedSecure.Lab.RedTeam.Optimization;

namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion.Optimizing;

/// <summary>
/// Several searches at once that hold on to their mean: Σₛ f(xₛ) + α·Σₛ‖xₛ − x̄‖² (Yin, Mallya, Vahdat, Alvarez, Kautz and Molchanov,
/// CVPR 2021, section 3.4, group consistency; without their registration of shifted pictures, so that x̄ is the plain mean).
/// </summary>
/// <param name="single">f.</param>
/// <param name="length">Coordinates of one xₛ.</param>
/// <param name="consistency">α.</param>
internal sealed class GroupObjective(IDifferentiable single, int length, double consistency) : IDifferentiable
{
    private readonly double[] _mean = new double[length];

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
    {
        var members = point.Length / length;
        _mean.AsSpan().Clear();
        for (var i = 0; i < point.Length; i++)
        {
            _mean[i % length] += point[i] / members;
        }

        var total = 0.0;
        for (var member = 0; member < members; member++)
        {
            var x = point.Slice(member * length, length);
            var slope = gradient.Slice(member * length, length);
            total += single.Evaluate(x, slope);
            for (var i = 0; i < length; i++)
            {
                var distance = x[i] - _mean[i];
                total += consistency * distance * distance;
                slope[i] += 2 * consistency * distance;
            }
        }

        return total;
    }
}
