using System.Collections.Immutable;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Lab.RedTeam.Backdoors.Triggers;
using FederatedSecure.Lab.RedTeam.Subjects.Backdoors;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.Evaluators;

/// <summary>Files of known or suspected backdoors by data set: what is a mark on digits is none on mails.</summary>
/// <param name="paths">Full path of each by the data set's name.</param>
internal sealed class BackdoorFiles(ImmutableDictionary<string, string> paths)
{
    /// <summary>No data set has one.</summary>
    public static BackdoorFiles None { get; } = new(ImmutableDictionary<string, string>.Empty);

    /// <summary>Takes them from the command line, and reads each once beside the records that it is for: mistakes are for whoever starts the daemon.</summary>
    /// <param name="pairs">Each NAME=FILE.</param>
    /// <param name="directory">The evaluator's, with its data sets.</param>
    /// <exception cref="CommandException">One of them is wrong.</exception>
    public static BackdoorFiles Check(IEnumerable<string> pairs, ClientDirectory directory)
    {
        var sets = DataSets.Read(directory);
        var paths = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            if (pair.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } file])
            {
                throw new CommandException(ExitCode.Usage, $"--backdoors {pair} is not NAME=FILE.", "NAME is that of a data set: --backdoors digits=backdoors.json");
            }

            if (!sets.TryGetValue(name, out var source))
            {
                throw new CommandException(ExitCode.NotFound, $"--backdoors {pair}: there is no data set \"{name}\" here.", $"There are: {string.Join(", ", sets.Keys)}.");
            }

            if (!paths.TryAdd(name, Path.GetFullPath(file)))
            {
                throw new CommandException(ExitCode.Usage, $"--backdoors names two files for \"{name}\".", "Put all backdoors into one.");
            }

            var records = DataReader.Read(source, directory.Root);
            Read(file, records, Standardization.Fit(records));
        }

        return new BackdoorFiles(paths.ToImmutable());
    }

    /// <summary>The file for a data set; null for none.</summary>
    public string? For(string dataSet) => paths.GetValueOrDefault(dataSet);

    /// <summary>The backdoors for a data set.</summary>
    /// <exception cref="CommandException">Its file is not there any more, or wrong.</exception>
    public ImmutableArray<KnownBackdoor> Of(string dataSet, DataSet records, Standardization standardization) =>
        For(dataSet) is { } file ? Read(file, records, standardization) : [];

    private static ImmutableArray<KnownBackdoor> Read(string file, DataSet records, Standardization standardization)
    {
        try
        {
            return BackdoorFile.Read(file, records, standardization);
        }
        catch (CommandException exception)
        {
            // The red team's codes are verdicts, and this command's are not.
            throw new CommandException(ExitCode.BadInput, exception.Message, innerException: exception);
        }
    }
}
