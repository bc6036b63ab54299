namespace FederatedSecure.Statistics.Fairness;

/// <summary>Decisions of a group against the truth, as weights: with weight 1 for everybody, counts. Positive is the favourable outcome.</summary>
/// <param name="TruePositives">Favourable, and rightly so.</param>
/// <param name="FalsePositives">Favourable, and wrongly so.</param>
/// <param name="TrueNegatives">Unfavourable, and rightly so.</param>
/// <param name="FalseNegatives">Unfavourable, and wrongly so.</param>
/// <remarks>A rate over nobody is NaN: undefined, never 0 and never fair.</remarks>
public readonly record struct Confusion(double TruePositives, double FalsePositives, double TrueNegatives, double FalseNegatives)
{
    /// <summary>Weight of everybody.</summary>
    public double Total => TruePositives + FalsePositives + TrueNegatives + FalseNegatives;

    /// <summary>P(y = 1).</summary>
    public double BaseRate => (TruePositives + FalseNegatives) / Total;

    /// <summary>P(ŷ = 1).</summary>
    public double SelectionRate => (TruePositives + FalsePositives) / Total;

    /// <summary>P(ŷ = y).</summary>
    public double Accuracy => (TruePositives + TrueNegatives) / Total;

    /// <summary>P(ŷ ≠ y).</summary>
    public double ErrorRate => (FalsePositives + FalseNegatives) / Total;

    /// <summary>P(ŷ = 1 | y = 1).</summary>
    public double TruePositiveRate => TruePositives / (TruePositives + FalseNegatives);

    /// <summary>P(ŷ = 1 | y = 0).</summary>
    public double FalsePositiveRate => FalsePositives / (FalsePositives + TrueNegatives);

    /// <summary>P(ŷ = 0 | y = 1).</summary>
    public double FalseNegativeRate => FalseNegatives / (TruePositives + FalseNegatives);

    /// <summary>P(y = 1 | ŷ = 1), the positive predictive value.</summary>
    public double PositivePredictiveValue => TruePositives / (TruePositives + FalsePositives);

    /// <summary>P(y = 0 | ŷ = 1).</summary>
    public double FalseDiscoveryRate => FalsePositives / (TruePositives + FalsePositives);

    /// <summary>P(y = 1 | ŷ = 0).</summary>
    public double FalseOmissionRate => FalseNegatives / (TrueNegatives + FalseNegatives);

    /// <summary>This and one decision more.</summary>
    /// <param name="isPositive">Whether the truth is favourable.</param>
    /// <param name="isSelected">Whether the decision is favourable.</param>
    /// <param name="weight">Its weight.</param>
    public Confusion With(bool isPositive, bool isSelected, double weight = 1) => (isPositive, isSelected) switch
    {
        (true, true) => this with { TruePositives = TruePositives + weight },
        (false, true) => this with { FalsePositives = FalsePositives + weight },
        (false, false) => this with { TrueNegatives = TrueNegatives + weight },
        (true, false) => this with { FalseNegatives = FalseNegatives + weight },
    };
}
