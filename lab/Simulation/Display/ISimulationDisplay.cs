using FederatedSecure.Lab.Simulation.Grid;

namespace FederatedSecure.Lab.Simulation.Display;

/// <summary>Shows how far a simulation is. Called by several threads.</summary>
internal interface ISimulationDisplay
{
    /// <summary>It begins.</summary>
    /// <param name="cells">Cells of the grid.</param>
    /// <param name="reused">Those that were finished before.</param>
    /// <param name="rounds">Rounds of the others.</param>
    void Start(int cells, int reused, long rounds);

    /// <summary>Rounds have been played.</summary>
    void Advance(int rounds);

    /// <summary>A cell is finished.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="result">What came of it.</param>
    /// <param name="skipped">Rounds that will not be played any more.</param>
    void Finish(Cell cell, CellResult result, int skipped);
}
