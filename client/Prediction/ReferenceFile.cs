using System.Text.Json;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Learning.Data;
using FederatedSecure.Statistics.Reference;

namespace FederatedSecure.Client.Prediction;

/// <summary>Reference statistics as a file beside the model.</summary>
internal static class ReferenceFile
{
    private const ulong Seed = 1;

    /// <summary>Reads the statistics that belong to a model.</summary>
    /// <exception cref="CommandException">They are missing, wrong, or another model's.</exception>
    public static ReferenceStatistics Read(string path, ReleasedModel model)
    {
        if (!File.Exists(path))
        {
            throw new CommandException(ExitCode.NotFound, $"There are no reference statistics {path}.", "Make them with `client predict reference`.");
        }

        try
        {
            var reference = ReferenceStatistics.Parse(File.ReadAllBytes(path));
            return reference.Model != model.Digest
                    ? throw Wrong($"they were made for the model {reference.Model}, not for {model.Digest}")
                : !reference.Shape.SequenceEqual(model.Spec.Input) || reference.Classes.Length != model.Spec.Classes
                    ? throw Wrong("their records or classes are not the model's")
                : reference;
        }
        catch (JsonException exception)
        {
            throw Wrong(exception.Message);
        }

        CommandException Wrong(string what) => new(ExitCode.BadInput, $"{path}: {what}.", "Make them anew with `client predict reference`.");
    }

    /// <summary>Makes the statistics of a data set for a model.</summary>
    /// <exception cref="CommandException">The data do not fit the model, or are too few.</exception>
    public static ReferenceStatistics Make(ReleasedModel model, DataSet data, int window)
    {
        if (!model.Spec.Input.SequenceEqual(data.FeatureShape) || model.Spec.Classes != data.Classes)
        {
            throw new CommandException(
                ExitCode.BadInput,
                $"The model takes records of shape [{string.Join(", ", model.Spec.Input)}] and tells {model.Spec.Classes} classes apart; "
                + $"the data have [{string.Join(", ", data.FeatureShape)}] and {data.Classes}.",
                "Name data of the same schema as those that the model was trained on.");
        }

        var least = Math.Max(ReferenceBuilder.FewestRecords, window);
        if (data.Count < least)
        {
            throw new CommandException(
                ExitCode.BadInput, FormattableString.Invariant($"There are {data.Count} records; reference statistics need at least {least}."), "Name more data, or a smaller --window.");
        }

        string[] names = data.FeatureNames.IsEmpty
            ? [.. Enumerable.Range(0, data.RecordLength).Select(feature => FormattableString.Invariant($"feature {feature}"))]
            : [.. data.FeatureNames];
        return ReferenceBuilder.Build(data.Features, [.. data.FeatureShape], names, [.. data.ClassNames], [.. data.Standardized], model.Digest, window, Seed);
    }
}
