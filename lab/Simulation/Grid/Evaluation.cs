namespace FederatedSecure.Lab.Simulation.Grid;

/// <summary>How good the model of a round is.</summary>
/// <param name="Round">The round; 0 is the initial model.</param>
/// <param name="Accuracy">Part of the test records that it gets right.</param>
/// <param name="Loss">Mean cross-entropy over them.</param>
/// <param name="AttackSuccess">Part of the attacker's records that it labels as the attacker wants; null for attacks without such records.</param>
/// <param name="TrainingLoss">Mean training loss that the round's sites told; null for the initial model.</param>
/// <param name="Deviation">‖aggregate − honest mean‖ / ‖honest mean‖ in the round; null for the initial model.</param>
/// <param name="Dropped">Inputs that were left out before the rule.</param>
/// <param name="Reports">Sites that reported.</param>
/// <param name="VirtualSeconds">Virtual time since the start.</param>
internal sealed record Evaluation(
    int Round, double Accuracy, double Loss, double? AttackSuccess, double? TrainingLoss, double? Deviation, int Dropped, int Reports, double VirtualSeconds);
