namespace FederatedSecure.Lab.RedTeam.Privacy.Membership;

/// <summary>What calling everything "member" does that scores at least a threshold.</summary>
/// <param name="Threshold">t; a record is called a member where its score is t or more.</param>
/// <param name="FalsePositives">Non-members that are called members.</param>
/// <param name="TruePositives">Members that are called members.</param>
internal readonly record struct RocStep(double Threshold, int FalsePositives, int TruePositives);
