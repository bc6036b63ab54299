using System.Text.Json;
using System.Text.Json.Nodes;
using FederatedSecure.Lab.RedTeam.Extraction;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Analytic;

namespace FederatedSecure.Lab.Batch.Functions;

/// <summary>Inversion and extraction: what an attacker rebuilds, and how good it is.</summary>
internal static class InversionFunctions
{
    public static IReadOnlyList<BatchFunction> All { get; } =
    [
        new(
            "inversion.linear",
            "W, b (of the softmax layer; only their shapes are looked at), dW, db (gradients of the cross-entropy of one record)",
            "label (most negative db), x = dW[label]/db[label] (Phong et al. 2018)",
            Linear),
        new(
            "inversion.psnr",
            "a, b, max [1]",
            "mse, psnr = 10·log10(max²/mse) in dB (\"Infinity\" for equal ones)",
            Psnr),
        new(
            "extraction.metrics",
            "teacher, student (classes, or a row of scores for each record), y",
            "fidelity (part of records with the same class), studentAccuracy",
            Metrics),
    ];

    private static JsonObject Linear(BatchArguments arguments)
    {
        var (weights, biases) = (arguments.Rows("dW"), arguments.Reals("db"));
        if (weights.Length != biases.Length || biases.Length < 2 || weights.Any(row => row.Length != weights[0].Length || row.Length == 0))
        {
            throw new BatchException($"dW must have a row of the same length for each of at least 2 values of db; there are {weights.Length} rows and {biases.Length} values");
        }

        RequireShape(arguments, weights);
        var (label, record) = LinearInversion.OfSoftmax(weights, biases)
            ?? throw new BatchException("no value of db is negative: these are not the gradients of one record's cross-entropy, or the model was certain and they are zero");
        return new JsonObject { ["label"] = label, ["x"] = Json.Reals(record) };
    }

    private static void RequireShape(BatchArguments arguments, double[][] gradient)
    {
        if (arguments.Has("W") && !arguments.Rows("W").Select(row => row.Length).SequenceEqual(gradient.Select(row => row.Length)))
        {
            throw new BatchException("W and dW must have the same shape");
        }

        if (arguments.Has("b") && arguments.Reals("b").Length != gradient.Length)
        {
            throw new BatchException("b and db must have the same length");
        }
    }

    private static JsonObject Psnr(BatchArguments arguments)
    {
        var (a, b, peak) = (Flat(arguments, "a"), Flat(arguments, "b"), arguments.Has("max") ? arguments.Real("max") : 1);
        if (a.Length != b.Length || a.Length == 0)
        {
            throw new BatchException($"a and b must have the same number of values, at least one; they have {a.Length} and {b.Length}");
        }

        if (!(peak > 0))
        {
            throw new BatchException("max must be above 0: it is the largest value that a pixel can have");
        }

        var error = PictureQuality.MeanSquaredError<double>(a, b);
        return new JsonObject { ["mse"] = Json.Real(error), ["psnr"] = Json.Real(PictureQuality.Psnr(error, peak)) };
    }

    private static JsonObject Metrics(BatchArguments arguments)
    {
        var (teacher, student, truth) = (Classes(arguments, "teacher"), Classes(arguments, "student"), Classes(arguments, "y"));
        if (teacher.Length != student.Length || teacher.Length != truth.Length || teacher.Length == 0)
        {
            throw new BatchException($"teacher, student and y must have one entry for each record, at least one; they have {teacher.Length}, {student.Length} and {truth.Length}");
        }

        var metrics = ExtractionMetrics.Of(teacher, student, truth);
        return new JsonObject
        {
            ["fidelity"] = Json.Real(metrics.Fidelity),
            ["studentAccuracy"] = Json.Real(metrics.StudentAccuracy),
        };
    }

    /// <summary>A list of numbers, or a list of rows of them, as pictures are.</summary>
    private static double[] Flat(BatchArguments arguments, string name) =>
        arguments.List(name) is [{ ValueKind: JsonValueKind.Array }, ..] ? [.. arguments.Rows(name).SelectMany(row => row)] : arguments.Reals(name);

    /// <summary>A list of classes, or a row of scores for each record, of which the first largest decides.</summary>
    private static int[] Classes(BatchArguments arguments, string name)
    {
        if (arguments.List(name) is [{ ValueKind: JsonValueKind.Array }, ..])
        {
            return [.. arguments.Rows(name).Select(row => row.Length == 0 ? throw new BatchException($"{name} has a record without scores") : Array.IndexOf(row, row.Max()))];
        }

        var words = arguments.Words(name);
        return words.All(word => word <= int.MaxValue) ? [.. words.Select(word => (int)word)] : throw new BatchException($"{name} must be classes below 2^31");
    }
}
