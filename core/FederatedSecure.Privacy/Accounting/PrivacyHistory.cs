namespace FederatedSecure.Privacy;

/// <summary>
/// Everything that was done with one data set, and what it cost together. Immutable: adding makes a new history. Equal steps
/// are counted together, so that a history of many rounds stays small.
/// </summary>
public sealed class PrivacyHistory
{
    private readonly SampledGaussian[] _events;

    private PrivacyHistory(SampledGaussian[] events) => _events = events;

    /// <summary>Nothing was done yet.</summary>
    public static PrivacyHistory Empty { get; } = new([]);

    /// <summary>The different kinds of steps with their numbers, in the order of their first use.</summary>
    public IReadOnlyList<SampledGaussian> Events => _events;

    /// <summary>This history and some more steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than 10^15 equal steps.</exception>
    public PrivacyHistory Add(SampledGaussian more)
    {
        if (more.Steps == 0)
        {
            return this;
        }

        var same = Array.FindIndex(_events, some => some.SamplingRate.Equals(more.SamplingRate) && some.NoiseMultiplier.Equals(more.NoiseMultiplier));
        if (same < 0)
        {
            return new PrivacyHistory([.. _events, more]);
        }

        SampledGaussian[] events = [.. _events];
        events[same] = more.Times(events[same].Steps + more.Steps);
        return new PrivacyHistory(events);
    }

    /// <summary>This history and several more kinds of steps.</summary>
    public PrivacyHistory Add(IEnumerable<SampledGaussian> more) => more.Aggregate(this, (history, some) => history.Add(some));

    /// <summary>ε of all of it together at a δ.</summary>
    /// <param name="delta">δ, between 0 and 1.</param>
    /// <param name="accountant">How to add up.</param>
    public EpsilonBounds Epsilon(double delta, Accountant accountant = Accountant.Pld) => PrivacyLoss.Epsilon(_events, delta, accountant);

    /// <summary>δ of all of it together at an ε.</summary>
    /// <param name="epsilon">ε, 0 or more.</param>
    /// <param name="accountant">How to add up.</param>
    public double Delta(double epsilon, Accountant accountant = Accountant.Pld) => PrivacyLoss.Delta(_events, epsilon, accountant);
}
