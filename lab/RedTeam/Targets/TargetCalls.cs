namespace FederatedSecure.Lab.RedTeam.Targets;

/// <summary>What an attack has asked of a target, in records: a batch of 10 counts 10.</summary>
/// <param name="Forward">Records whose logits were computed.</param>
/// <param name="Backward">Records whose gradients were computed.</param>
internal readonly record struct TargetCalls(long Forward, long Backward);
