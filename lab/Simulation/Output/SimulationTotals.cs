namespace FederatedSecure.Lab.Simulation.Output;

/// <summary>What a simulation took.</summary>
/// <param name="Cells">Cells of the grid.</param>
/// <param name="Finished">Those of them that are finished.</param>
/// <param name="Reused">Those of them that had been finished before.</param>
/// <param name="Failed">Those of them whose job failed, as training can under attack.</param>
/// <param name="Rounds">Rounds published in cells that were run now.</param>
/// <param name="SiteTrainings">Reports in them.</param>
/// <param name="Seconds">Time it took.</param>
/// <param name="Threads">Threads.</param>
internal sealed record SimulationTotals(int Cells, int Finished, int Reused, int Failed, long Rounds, long SiteTrainings, double Seconds, int Threads);
