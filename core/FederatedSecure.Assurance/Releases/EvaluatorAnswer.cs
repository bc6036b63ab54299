namespace FederatedSecure.Assurance.Releases;

/// <summary>One evaluator's answer.</summary>
/// <param name="Evaluator">Its name.</param>
/// <param name="Answer">What it came to.</param>
/// <param name="Reason">What decided, in words.</param>
public sealed record EvaluatorAnswer(string Evaluator, Answer Answer, string Reason);
