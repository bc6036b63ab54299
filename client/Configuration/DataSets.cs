using System.Text.Json;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Hosting.Files;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Client.Configuration;

/// <summary>Which names stand for which files. Only the names ever leave the site.</summary>
public static class DataSets
{
    /// <summary>Reads them; none if there is no file yet.</summary>
    /// <exception cref="CommandException">The file is wrong.</exception>
    public static Dictionary<string, DataSource> Read(ClientDirectory directory)
    {
        if (!File.Exists(directory.DataSetsFile))
        {
            return [];
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(directory.DataSetsFile), ClientJson.Default.DictionaryStringDataSource) ?? [];
        }
        catch (JsonException exception)
        {
            throw new CommandException(
                ExitCode.BadInput,
                $"{directory.DataSetsFile}({(exception.LineNumber ?? 0) + 1}): {exception.Message.Split(" Path:", 2)[0]}",
                "Correct the file, or delete it and use `client data add`.",
                exception);
        }
    }

    /// <summary>Writes them.</summary>
    public static void Write(ClientDirectory directory, Dictionary<string, DataSource> sets) =>
        PrivateFile.Write(directory.DataSetsFile, JsonSerializer.SerializeToUtf8Bytes(sets, ClientJson.Default.DictionaryStringDataSource));
}
