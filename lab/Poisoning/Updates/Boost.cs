namespace FederatedSecure.Lab.Poisoning.Updates;

/// <summary>
/// Model replacement: γ·(X − G). With γ = n/η the mean of n updates puts the attacker's model X in the place of the global one G, when the
/// others have converged (Bagdasaryan et al., AISTATS 2020, section 4.2); m attackers who act together share it, γ = n/(η·m).
/// </summary>
/// <remarks>Long vectors are easy to see: a bound on norms takes the boost away.</remarks>
/// <param name="factor">γ; null for n/(η·m).</param>
/// <param name="serverRate">η.</param>
/// <example>γ = 3: (1, −2) becomes (3, −6).</example>
internal sealed class Boost(double? factor, double serverRate = 1) : IUpdatePoison
{
    public float[] Poison(float[] update, SiteView view)
    {
        var gamma = factor ?? (view.Sites / (serverRate * view.Attackers));
        return Array.ConvertAll(update, value => (float)(gamma * value));
    }
}
