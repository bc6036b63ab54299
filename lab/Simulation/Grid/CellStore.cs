using System.Text.Json;
using System.Text.Json.Serialization;

namespace FederatedSecure.Lab.Simulation.Grid;

/// <summary>Finished cells in a folder, one file each, so that an interrupted run goes on where it was.</summary>
internal sealed class CellStore(string folder)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
    };

    /// <summary>What came of a cell earlier; null if it has not been run, or differently.</summary>
    public CellResult? Find(Cell cell)
    {
        try
        {
            var result = JsonSerializer.Deserialize<CellResult>(File.ReadAllBytes(PathOf(cell)), Options);
            return result?.Fingerprint == cell.Fingerprint ? result : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            // A file that cannot be read is as good as none: the cell is run again.
            return null;
        }
    }

    /// <summary>Keeps a result: whole or not at all, whenever the machine stops.</summary>
    public void Store(Cell cell, CellResult result)
    {
        Directory.CreateDirectory(folder);
        var path = PathOf(cell);
        File.WriteAllBytes(path + ".part", JsonSerializer.SerializeToUtf8Bytes(result, Options));
        File.Move(path + ".part", path, overwrite: true);
    }

    private string PathOf(Cell cell) => Path.Combine(folder, cell.FileName);
}
