using System.Collections.Immutable;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.Poisoning;

/// <summary>
/// A poisoner in data space: trains honestly on records that it has changed, and may shape the update that comes of it. A rogue client
/// is its own trainer between <see cref="Poison(DataSet, SiteView)"/> and <see cref="Poison(float[], SiteView)"/>.
/// </summary>
/// <param name="Name">Name in scenarios.</param>
/// <param name="Data">What happens to the records.</param>
/// <param name="Updates">What happens to the update, in order.</param>
internal sealed record SitePoisoner(string Name, IDataPoison Data, ImmutableArray<IUpdatePoison> Updates)
{
    /// <summary>The records to train on.</summary>
    public DataSet Poison(DataSet own, SiteView view) => Data.Poison(own, view);

    /// <summary>The update to send.</summary>
    public float[] Poison(float[] update, SiteView view) => Updates.Aggregate(update, (current, poison) => poison.Poison(current, view));
}
