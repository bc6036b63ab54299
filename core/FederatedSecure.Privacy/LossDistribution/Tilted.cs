namespace FederatedSecure.Privacy;

/// <summary>Probabilities times e^(s·loss), for a distribution on a grid.</summary>
internal sealed class Tilted
{
    /// <summary>e^−60 of the largest term is nothing.</summary>
    private const double Nothing = -60;

    private readonly StepDistribution _step;
    private readonly double _interval;
    private readonly double[] _logs;

    public Tilted(double[] probabilities, StepDistribution step, double interval)
    {
        (_step, _interval) = (step, interval);
        _logs = new double[probabilities.Length];
        for (var i = 0; i < _logs.Length; i++)
        {
            _logs[i] = probabilities[i] > 0 ? Math.Log(probabilities[i]) : double.NegativeInfinity;
        }
    }

    /// <summary>ln Σ p·e^(s·L), to its last digits: it is multiplied by the number of steps.</summary>
    public double LogSum(double s)
    {
        var largest = double.NegativeInfinity;
        for (var i = 0; i < _logs.Length; i++)
        {
            largest = Math.Max(largest, Exponent(i, s));
        }

        var (sum, error) = (0.0, 0.0);
        for (var i = 0; i < _logs.Length; i++)
        {
            var exponent = Exponent(i, s) - largest;
            if (exponent > Nothing)
            {
                // Kahan's summation.
                var term = Math.Exp(exponent) - error;
                var next = sum + term;
                error = next - sum - term;
                sum = next;
            }
        }

        return largest + Math.Log(sum);
    }

    /// <summary>Adds p·e^(s·L), scaled to a sum of 1, to a circular array.</summary>
    /// <param name="s">The tilt.</param>
    /// <param name="logSum">ln Σ p·e^(s·L).</param>
    /// <param name="circle">The array; index j of the grid goes to place j mod N.</param>
    public void AddTo(Span<double> circle, double s, double logSum)
    {
        var place = ((_step.First % circle.Length) + circle.Length) % circle.Length;
        for (var i = 0; i < _logs.Length; i++)
        {
            var exponent = Exponent(i, s) - logSum;
            if (exponent > Nothing)
            {
                circle[place] += Math.Exp(exponent);
            }

            place = place + 1 == circle.Length ? 0 : place + 1;
        }
    }

    private double Exponent(int index, double s) => _logs[index] + (s * (_step.Centre + ((_step.First + index) * _interval)));
}
