namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// The search for the largest factor γ by Shejwalkar and Houmansadr, "Manipulating the Byzantine" (NDSS 2021), algorithm 1: from an
/// initial γ, up by half a step after a success, down by half a step after a failure, until the step is short enough.
/// </summary>
internal static class FactorSearch
{
    /// <summary>The largest γ that is allowed, where everything below an allowed γ is allowed too.</summary>
    /// <param name="isAllowed">Whether a γ is allowed.</param>
    /// <param name="initial">First γ; the result is below twice this.</param>
    /// <param name="stop">The step at which the search ends.</param>
    /// <returns>
    /// γ with isAllowed(γ), and not isAllowed(γ + 2·stop) unless γ is nearly 2·initial; 0 if no γ that was tried is allowed.
    /// </returns>
    public static double Largest(Func<double, bool> isAllowed, double initial, double stop)
    {
        var (gamma, success, step) = (initial, 0.0, initial);
        while (Math.Abs(success - gamma) > stop)
        {
            step /= 2;
            if (isAllowed(gamma))
            {
                success = gamma;
                gamma += step;
            }
            else
            {
                gamma -= step;
            }
        }

        return success;
    }
}
