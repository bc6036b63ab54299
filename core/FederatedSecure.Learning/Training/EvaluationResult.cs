namespace FederatedSecure.Learning.Training;

/// <summary>How a model did, as sums that can be added up over sites.</summary>
/// <param name="Examples">Records.</param>
/// <param name="Correct">Records whose largest logit was the right one.</param>
/// <param name="LossSum">Sum of the cross-entropy, natural logarithm.</param>
public sealed record EvaluationResult(long Examples, long Correct, double LossSum)
{
    /// <summary>Part of the records classified correctly.</summary>
    public double Accuracy => (double)Correct / Examples;
}
