namespace FederatedSecure.Client.Privacy;

/// <summary>What a data set had spent after one of its trainings.</summary>
/// <param name="Trainings">Entries of the ledger up to and with this one.</param>
/// <param name="Job">Name of the job, or why something was declared.</param>
/// <param name="Label">The same with round and attempt.</param>
/// <param name="Epsilon">ε of all of them together; infinite where nothing bounds it.</param>
internal readonly record struct SpendingPoint(int Trainings, string Job, string Label, double Epsilon);
