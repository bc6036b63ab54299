namespace FederatedSecure.Lab.Poisoning;

/// <summary>What a malicious site does to the update that its training gave before it sends it.</summary>
internal interface IUpdatePoison
{
    /// <summary>What is sent instead. The update itself is left as it is.</summary>
    float[] Poison(float[] update, SiteView view);
}
