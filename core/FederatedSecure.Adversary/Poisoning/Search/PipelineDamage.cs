namespace FederatedSecure.Adversary.Poisoning;

/// <summary>‖A(h ∪ f·m) − μ‖: how far the server's aggregate ends up from the honest mean when f attackers send μ + t·direction.</summary>
internal sealed class PipelineDamage
{
    private readonly Func<double[][], double[]> _pipeline;
    private readonly double[] _mean;
    private readonly double[] _direction;
    private readonly double[] _malicious;
    private readonly double[][] _inputs;

    /// <param name="context">The round; its pipeline gets the honest updates first, then the malicious ones.</param>
    /// <param name="mean">μ.</param>
    /// <param name="direction">Where the malicious updates lie from the mean.</param>
    /// <exception cref="ArgumentException">There is no attacker or no pipeline.</exception>
    public PipelineDamage(PoisonContext context, double[] mean, double[] direction)
    {
        _pipeline = context.Pipeline ?? throw new ArgumentException("This attack tries its updates on the server's rule: give the rule.");
        if (context.Attackers < 1)
        {
            throw new ArgumentException("This attack tries its updates on the server's rule together with the honest ones: f must be at least 1.");
        }

        (_mean, _direction, _malicious) = (mean, direction, new double[mean.Length]);
        _inputs = [.. context.Known, .. Enumerable.Repeat(_malicious, context.Attackers)];
    }

    /// <summary>The damage at t. NaN where the aggregate is.</summary>
    public double At(double t)
    {
        Moments.Combine(_mean, t, _direction, _malicious);
        return Math.Sqrt(Moments.SquaredDistance(_pipeline(_inputs), _mean));
    }
}
