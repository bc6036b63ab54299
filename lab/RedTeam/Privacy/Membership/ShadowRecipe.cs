namespace FederatedSecure.Lab.RedTeam.Privacy.Membership;

/// <summary>How an attacker trains models like the one under attack.</summary>
/// <param name="Epochs">Passes over the records.</param>
/// <param name="BatchSize">Records a step.</param>
/// <param name="LearningRate">Of stochastic gradient descent.</param>
/// <param name="Momentum">Of stochastic gradient descent.</param>
internal sealed record ShadowRecipe(int Epochs, int BatchSize = 64, double LearningRate = 0.05, double Momentum = 0.9);
