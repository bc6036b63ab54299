using System.Globalization;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Tabular;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Subjects.Backdoors;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using TorchSharp;

namespace FederatedSecure.Lab.RedTeam.Subjects;

/// <summary>Reads the model and the records, and refuses those that do not go together.</summary>
internal static class SubjectLoader
{
    /// <summary>Reads them.</summary>
    /// <param name="files">What was named.</param>
    /// <param name="claim">What is promised of the training; null for nothing.</param>
    /// <exception cref="Hosting.Commands.CommandException">Something named is not there, wrong, or does not fit.</exception>
    public static LoadedSubject Load(SubjectFiles files, PrivacyClaim? claim)
    {
        var notes = new List<string>();
        if (!File.Exists(files.Model))
        {
            throw BadInput.Of($"There is no file {files.Model}.", "Correct --model: `coordinator model export` writes one.");
        }

        try
        {
            var source = DataLocator.Find(files.Data, files.Labels, files.Schema, "t10k");
            var test = DataReader.Read(source, ".");
            var training = files.Training is null ? null : DataReader.Read(DataLocator.Find(files.Training, files.TrainingLabels, source.Schema, "train"), ".");
            if (training is not null)
            {
                RequireAlike(test, training);
            }

            var reference = training ?? test;
            var standardization = Standardization.Fit(reference);
            if (!reference.Standardized.IsEmpty)
            {
                notes.Add(training is null
                    ? "Numeric features were brought to mean 0 and deviation 1 with the statistics of the test records, since there are no training records; each site trained with its own statistics."
                    : "Numeric features were brought to mean 0 and deviation 1 with the statistics of the training records; each site trained with its own statistics.");
            }

            var constraints = test.FeatureNames.IsEmpty ? null : Constraints(reference, standardization, files.Immutable);
            var backdoors = files.Backdoors is null ? [] : BackdoorFile.Read(files.Backdoors, test, standardization);
            var prepared = standardization.Apply(test);
            var preparedTraining = training is null ? null : standardization.Apply(training);
            var subject = (Path.GetExtension(files.Model).ToLowerInvariant() switch
            {
                ".onnx" => BlackBox(() => new OnnxTarget(files.Model, prepared.FeatureShape), prepared, notes),
                ".pt" or ".pth" or ".ts" when !files.TrustsTorchScript => throw BadInput.Of(
                    $"{files.Model} is a TorchScript file: a program that would run here with all your rights.", "If you trust its author, say --trust-torchscript; else have it converted to ONNX."),
                ".pt" or ".pth" or ".ts" => BlackBox(() => new TorchScriptTarget(files.Model, prepared.FeatureShape, isAuthorTrusted: true), prepared, notes),
                _ => OfSpec(files, prepared, notes),
            }) with
            { Training = preparedTraining, Claim = claim, Constraints = constraints, KnownBackdoors = backdoors };
            if (constraints is not null)
            {
                notes.Add("Attackers keep to what the records show of possible ones: observed ranges, whole numbers, one value of each category.");
            }

            if (!backdoors.IsEmpty)
            {
                notes.Add(BackdoorNote.Of(backdoors, test.ClassNames));
            }

            return new LoadedSubject(
                subject, ContentManifest.OfFile(files.Model).Digest, Path.GetFileName(files.Model), DataDigest.Of(subject.Test), DataLocator.Name(source),
                preparedTraining is null ? null : DataDigest.Of(preparedTraining), [.. notes]);
        }
        catch (Exception exception) when (exception is DataException or SafetensorsException or FileTargetException)
        {
            throw BadInput.Of(exception.Message, inner: exception);
        }
    }

    private static FeatureConstraints Constraints(DataSet reference, Standardization standardization, IReadOnlyCollection<string> immutable)
    {
        try
        {
            return TabularConstraints.Of(reference, standardization, immutable);
        }
        catch (ArgumentException exception)
        {
            throw BadInput.Of(exception.Message, "Correct --immutable: names of features or columns, separated by commas.", exception);
        }
    }

    private static ProbeSubject OfSpec(SubjectFiles files, DataSet test, List<string> notes)
    {
        using var weights = SafetensorsFile.Open(files.Model);
        var spec = SpecFile.Read(files.Spec, files.Model, notes);
        if (!spec.Input.SequenceEqual(test.FeatureShape))
        {
            throw BadInput.Of(
                $"The model takes records of shape {Shape(spec.Input)}, the test records have {Shape(test.FeatureShape)}.", "Take the data that the model was made for, or the schema that its sites have.");
        }

        RequireClasses(spec.Classes, test);
        var values = weights.ReadAll(ParameterLayout.Of(spec));
        if (!values.All(float.IsFinite))
        {
            throw BadInput.Of($"{files.Model} holds weights that are not finite: training went wrong, there is nothing to attack.");
        }

        return new ProbeSubject(() => new SpecTarget(spec, values, torch.CPU), test) { Spec = spec, Weights = values };
    }

    private static ProbeSubject BlackBox(Func<ITarget> open, DataSet test, List<string> notes)
    {
        // Once now, so that a file that cannot be used is refused before anything is run.
        var classes = TorchRuntime.Run(threads: 1, ComputeDevice.Cpu, _ =>
        {
            using var target = open();
            return target.Classes;
        });
        RequireClasses(classes, test);
        notes.Add("The model is a file of another system: it was attacked as a black box that shows scores. Attacks that need its gradients were left out.");
        return new ProbeSubject(open, test);
    }

    private static void RequireClasses(int classes, DataSet test)
    {
        if (classes != test.Classes)
        {
            throw BadInput.Of(
                string.Create(CultureInfo.InvariantCulture, $"The model knows {classes} classes, the test records {test.Classes}: {string.Join(", ", test.ClassNames)}."),
                "Take the data that the model was made for.");
        }
    }

    private static void RequireAlike(DataSet test, DataSet training)
    {
        if (!training.FeatureShape.SequenceEqual(test.FeatureShape) || !training.ClassNames.SequenceEqual(test.ClassNames))
        {
            throw BadInput.Of(
                $"The training records have shape {Shape(training.FeatureShape)} and {training.Classes} classes, the test records {Shape(test.FeatureShape)} and {test.Classes}.",
                "Both have to be of the same kind.");
        }
    }

    private static string Shape(IEnumerable<int> shape) => $"[{string.Join(", ", shape)}]";
}
