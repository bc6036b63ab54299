using FederatedSecure.Numerics;

namespace FederatedSecure.Adversary.Poisoning;

/// <summary>What the attacker sees of one round.</summary>
/// <example>
/// An omniscient attacker in a simulation: <c>new PoisonContext(honest) { Attackers = 2 }</c>. A real client:
/// <c>PoisonContext.OfSite(itsUpdate)</c>.
/// </example>
public sealed class PoisonContext
{
    private const string NoneKnown = "There is no honest update: give at least one, or the number of coordinates.";
    private readonly IRandomSource? _random;

    /// <param name="known">The honest updates that the attacker knows: finite, equally long, at least one.</param>
    /// <exception cref="ArgumentException">There is none, or they are not finite or not equally long.</exception>
    public PoisonContext(IReadOnlyList<double[]> known)
        : this(known.Count > 0 ? known[0].Length : throw new ArgumentException(NoneKnown, nameof(known)), known)
    {
    }

    /// <param name="dimension">Number of coordinates of an update, above 0.</param>
    /// <param name="known">The honest updates that the attacker knows: finite and of that length; there may be none.</param>
    /// <exception cref="ArgumentException">An update is not finite or of another length.</exception>
    public PoisonContext(int dimension, IReadOnlyList<double[]> known)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        Dimension = dimension;
        Known = Checked(known, "Honest update");
        Attackers = 1;
        Sites = Math.Max(known.Count, 1);
    }

    /// <summary>Number of coordinates of an update.</summary>
    public int Dimension { get; }

    /// <summary>The honest updates that the attacker knows.</summary>
    public IReadOnlyList<double[]> Known { get; }

    /// <summary>The honest updates of the malicious sites, in their order; empty if they do not train.</summary>
    public IReadOnlyList<double[]> Own
    {
        get;
        init => field = Checked(value, "Own update");
    } = [];

    /// <summary>
    /// n: number of sites that take part in the round, the malicious ones included. Default: as many as updates are known.
    /// </summary>
    public int Sites
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one site takes part.");
    }

    /// <summary>f: number of malicious sites, 0 or more. Default 1.</summary>
    public int Attackers
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The number of attackers is 0 or more.");
    }

    /// <summary>Number of the round, from 1.</summary>
    public int Round
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Rounds are counted from 1.");
    } = 1;

    /// <summary>What the last round did to the global model; null if the attacker does not know or there was none.</summary>
    public double[]? PreviousDelta
    {
        get;
        init => field = value is null ? null : Checked([value], "Previous global delta")[0];
    }

    /// <summary>
    /// The server's whole rule (pre-aggregation and aggregation): all updates in, the aggregate out; null if the attacker does not know it.
    /// </summary>
    public Func<double[][], double[]>? Pipeline { get; init; }

    /// <summary>The attacker's dice.</summary>
    /// <exception cref="ArgumentException">None were given.</exception>
    public IRandomSource Random
    {
        get => _random ?? throw new ArgumentException("This attack throws dice: give it a source of random numbers (a seed).");
        init => _random = value;
    }

    /// <summary>The context of a real client, which knows its own update and no other.</summary>
    public static PoisonContext OfSite(double[] update) => new([update]) { Own = [update] };

    /// <summary>The known updates, if there are enough of them.</summary>
    internal IReadOnlyList<double[]> Require(int least, string purpose) => Known.Count >= least
        ? Known
        : throw new ArgumentException($"This attack needs {least} honest updates or more {purpose}; the attacker knows {Known.Count}.");

    private IReadOnlyList<double[]> Checked(IReadOnlyList<double[]> updates, string name)
    {
        for (var i = 0; i < updates.Count; i++)
        {
            if (updates[i].Length != Dimension)
            {
                throw new ArgumentException($"{name} {i} has {updates[i].Length} coordinates where {Dimension} are expected.");
            }

            if (!Array.TrueForAll(updates[i], double.IsFinite))
            {
                throw new ArgumentException($"{name} {i} is not finite.");
            }
        }

        return updates;
    }
}
