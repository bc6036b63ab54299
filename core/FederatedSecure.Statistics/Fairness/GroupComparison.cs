namespace FederatedSecure.Statistics.Fairness;

/// <summary>
/// How differently decisions fall for two groups, with the definitions of AI Fairness 360 (Bellamy et al., IBM Journal 2019): differences
/// are unprivileged − privileged, ratios unprivileged/privileged. 0 is the ideal of a difference, 1 that of a ratio.
/// </summary>
/// <param name="Unprivileged">Decisions on the group that is feared for.</param>
/// <param name="Privileged">Decisions on the other.</param>
/// <remarks>
/// What is over nobody, or over a rate of 0, is not finite: undefined. The figures cannot all be ideal at once unless base rates are equal or
/// the classifier is perfect (Chouldechova 2017; Kleinberg et al. 2017): which one counts is a decision of people.
/// </remarks>
public readonly record struct GroupComparison(Confusion Unprivileged, Confusion Privileged)
{
    /// <summary>P(ŷ = 1 | unprivileged)/P(ŷ = 1 | privileged). The four-fifths rule of US labour law asks for 0.8.</summary>
    public double DisparateImpact => Ratio(group => group.SelectionRate);

    /// <summary>P(ŷ = 1 | unprivileged) − P(ŷ = 1 | privileged).</summary>
    public double StatisticalParityDifference => Difference(group => group.SelectionRate);

    /// <summary>ΔTPR (Hardt et al., NeurIPS 2016).</summary>
    public double EqualOpportunityDifference => Difference(group => group.TruePositiveRate);

    /// <summary>½·(ΔFPR + ΔTPR). Errors in opposite directions cancel: see <see cref="AverageAbsoluteOddsDifference"/>.</summary>
    public double AverageOddsDifference => 0.5 * (FalsePositiveRateDifference + EqualOpportunityDifference);

    /// <summary>½·(|ΔFPR| + |ΔTPR|).</summary>
    public double AverageAbsoluteOddsDifference => 0.5 * (Math.Abs(FalsePositiveRateDifference) + Math.Abs(EqualOpportunityDifference));

    /// <summary>max(|ΔFPR|, |ΔTPR|): 0 only where the odds are equal (Hardt et al., NeurIPS 2016).</summary>
    public double EqualizedOddsDifference => Math.Max(Math.Abs(FalsePositiveRateDifference), Math.Abs(EqualOpportunityDifference));

    /// <summary>ΔFPR.</summary>
    public double FalsePositiveRateDifference => Difference(group => group.FalsePositiveRate);

    /// <summary>ΔFNR.</summary>
    public double FalseNegativeRateDifference => Difference(group => group.FalseNegativeRate);

    /// <summary>ΔPPV (predictive parity).</summary>
    public double PredictiveValueDifference => Difference(group => group.PositivePredictiveValue);

    /// <summary>½·(ΔPPV + ΔFOR), AI Fairness 360's average predictive value difference.</summary>
    public double AveragePredictiveValueDifference => 0.5 * (PredictiveValueDifference + FalseOmissionRateDifference);

    /// <summary>ΔFOR.</summary>
    public double FalseOmissionRateDifference => Difference(group => group.FalseOmissionRate);

    /// <summary>ΔFDR.</summary>
    public double FalseDiscoveryRateDifference => Difference(group => group.FalseDiscoveryRate);

    /// <summary>Difference of the error rates.</summary>
    public double ErrorRateDifference => Difference(group => group.ErrorRate);

    /// <summary>Ratio of the error rates.</summary>
    public double ErrorRateRatio => Ratio(group => group.ErrorRate);

    /// <summary>Ratio of the false positive rates.</summary>
    public double FalsePositiveRateRatio => Ratio(group => group.FalsePositiveRate);

    /// <summary>Ratio of the false negative rates.</summary>
    public double FalseNegativeRateRatio => Ratio(group => group.FalseNegativeRate);

    /// <summary>Ratio of the false omission rates.</summary>
    public double FalseOmissionRateRatio => Ratio(group => group.FalseOmissionRate);

    /// <summary>Ratio of the false discovery rates.</summary>
    public double FalseDiscoveryRateRatio => Ratio(group => group.FalseDiscoveryRate);

    private double Difference(Func<Confusion, double> rate) => rate(Unprivileged) - rate(Privileged);

    private double Ratio(Func<Confusion, double> rate) => rate(Unprivileged) / rate(Privileged);
}
