namespace FederatedSecure.Rounds.Machine;

/// <summary>What the members of an opened bucket told, as sums.</summary>
/// <param name="Weight">What the bucket's mean counts.</param>
/// <param name="Examples">Training records.</param>
/// <param name="LossSum">Sum of the training loss over them.</param>
/// <param name="Evaluated">Validation records on which the model that the round started from was evaluated.</param>
/// <param name="Correct">Those of them that were classified correctly.</param>
/// <param name="EvaluationLossSum">Sum of the loss over them.</param>
/// <param name="Evaluators">Members who evaluated.</param>
public sealed record BucketFigures(
    long Weight, long Examples, double LossSum, long Evaluated, long Correct, double EvaluationLossSum, int Evaluators);
