using FederatedSecure.Learning.Data;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Poisoning;

/// <summary>
/// What a malicious site knows when it is asked to train: nothing that a real client process would not know, too, so that the same
/// attack serves the simulator and a rogue client.
/// </summary>
internal sealed record SiteView
{
    /// <summary>The model.</summary>
    public required ModelSpec Model { get; init; }

    /// <summary>The global weights that came with the plan, in layout order.</summary>
    public required float[] Global { get; init; }

    /// <summary>The global weights of the round before, if the site saw them.</summary>
    public float[]? PreviousGlobal { get; init; }

    /// <summary>Logits of the global model, record after record.</summary>
    public required Func<DataSet, float[]> Logits { get; init; }

    /// <summary>The site's number among the attackers, from 0.</summary>
    public int Attacker { get; init; }

    /// <summary>m: how many attackers act together.</summary>
    public int Attackers { get; init; } = 1;

    /// <summary>n: sites in the round, as the plan tells.</summary>
    public int Sites { get; init; } = 1;

    /// <summary>The round, from 1.</summary>
    public int Round { get; init; } = 1;

    /// <summary>The attacker's dice.</summary>
    public required IRandomSource Random { get; init; }
}
