namespace FederatedSecure.Privacy;

/// <summary>What is asked of a composition: ε at a δ, or δ at an ε. One of the two is NaN.</summary>
/// <param name="LogDelta">ln δ.</param>
/// <param name="Epsilon">ε.</param>
internal readonly record struct LossGoal(double LogDelta, double Epsilon)
{
    public static LossGoal AtDelta(double delta) => new(Math.Log(delta), double.NaN);

    public static LossGoal AtEpsilon(double epsilon) => new(double.NaN, epsilon);

    /// <summary>Whether ε is asked for.</summary>
    public bool WantsEpsilon => double.IsNaN(Epsilon);

    /// <summary>
    /// The bound on what is asked for, from the composition's cumulant at s: Canonne, Kamath and Steinke (2020), proposition
    /// 12, with α = s + 1. For δ it is the logarithm.
    /// </summary>
    public double Bound(double s, double cumulant) => WantsEpsilon
        ? ((cumulant - LogDelta - SpecialFunctions.Log1p(s)) / s) - SpecialFunctions.Log1p(1 / s)
        : cumulant - (s * (Epsilon + SpecialFunctions.Log1p(1 / s))) - SpecialFunctions.Log1p(s);
}
