namespace FederatedSecure.Lab.Poisoning.Updates;

/// <summary>
/// Neurotoxin (Zhang et al., ICML 2022): the coordinates that honest training moves most are left alone, so that it does not overwrite what
/// the attacker puts into the others and a backdoor lasts. What honest training moves is read off the last change of the global model.
/// </summary>
/// <remarks>In the first round that the site sees there is no last change, and nothing is left alone. Ties stay with the lower coordinate.</remarks>
/// <param name="masked">Part of the coordinates that is left alone, 0 to below 1; the paper takes 0.01 to 0.05.</param>
/// <example>Last change (5, 0, −3, 1), masked 0.5: (1, 1, 1, 1) becomes (0, 1, 0, 1).</example>
internal sealed class LeastUsed(double masked) : IUpdatePoison
{
    public float[] Poison(float[] update, SiteView view)
    {
        if (view.PreviousGlobal is not { } previous)
        {
            return update;
        }

        var poisoned = (float[])update.Clone();
        var byUse = Enumerable.Range(0, update.Length).OrderByDescending(i => Math.Abs((double)view.Global[i] - previous[i])).ThenBy(i => i);
        foreach (var i in byUse.Take((int)(masked * update.Length)))
        {
            poisoned[i] = 0;
        }

        return poisoned;
    }
}
