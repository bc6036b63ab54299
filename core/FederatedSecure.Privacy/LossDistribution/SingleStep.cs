namespace FederatedSecure.Privacy;

/// <summary>One step alone, in closed form: subsampling amplifies the curve of the Gaussian mechanism.</summary>
/// <remarks>
/// δ(ε) = q·δ_Gauss(ln(1 + (e^ε − 1)/q)) for removing a record, and never more for adding one (Balle, Barthe and Gaboardi,
/// "Privacy amplification by subsampling", 2018, theorem 2 with section 3.3).
/// </remarks>
internal static class SingleStep
{
    public static double Delta(SampledGaussian step, double epsilon) =>
        step.SamplingRate * AnalyticGaussian.Delta(step.NoiseMultiplier, 1, StepLoss.InverseLog(step.SamplingRate, epsilon));

    public static double Epsilon(SampledGaussian step, double delta)
    {
        if (delta >= step.SamplingRate)
        {
            return 0;
        }

        // ε of the Gaussian at δ/q, and back: e^ε = 1 + q·(e^ε' − 1).
        var amplified = AnalyticGaussian.Epsilon(step.NoiseMultiplier, 1, delta / step.SamplingRate);
        return StepLoss.Log(step.SamplingRate, amplified);
    }
}
