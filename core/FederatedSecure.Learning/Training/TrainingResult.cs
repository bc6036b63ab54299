namespace FederatedSecure.Learning.Training;

/// <summary>What training came to.</summary>
/// <param name="Update">Weights after minus weights before, in the order of the parameter layout.</param>
/// <param name="Examples">Records trained on in one pass.</param>
/// <param name="Loss">Mean cross-entropy over the last pass, natural logarithm.</param>
/// <param name="Seconds">Time it took.</param>
public sealed record TrainingResult(float[] Update, long Examples, double Loss, double Seconds);
