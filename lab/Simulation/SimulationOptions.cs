namespace FederatedSecure.Lab.Simulation;

/// <summary>What `lab simulate` was asked for.</summary>
/// <param name="ScenarioFile">The scenario file.</param>
/// <param name="Out">Folder for results.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Json">Whether the results go to the output stream as JSON.</param>
internal sealed record SimulationOptions(string ScenarioFile, string Out, int Threads, bool Json);
