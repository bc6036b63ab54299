using System.Text.Json.Nodes;
using FederatedSecure.Lab.RedTeam.Backdoors.Activations;
using FederatedSecure.Lab.RedTeam.Backdoors.NeuralCleanse;
using FederatedSecure.Lab.RedTeam.Defences.Outputs;
using FederatedSecure.Lab.RedTeam.Defences.Smoothing;
using FederatedSecure.Lab.RedTeam.Defences.Squeezing;

namespace FederatedSecure.Lab.Batch.Functions;

/// <summary>Defences and the search for backdoors, as mathematics without a model.</summary>
internal static class DefenceFunctions
{
    private const long MostSamples = 1L << 40;
    private const int LargestWindow = 1_001;

    public static IReadOnlyList<BatchFunction> All { get; } =
    [
        new(
            "smoothing.certify",
            "countTop, samples, alpha [0.001], sigma",
            "pLower (one-sided Clopper-Pearson), radius = sigma·Φ⁻¹(pLower) (L2; 0 when abstaining), abstain (pLower < 1/2)",
            Certify),
        new(
            "smoothing.predict",
            "count1, count2, alpha [0.001]",
            "pValue (two-sided binomial test of 1/2), abstain (pValue > alpha)",
            Predict),
        new("defence.bit-depth", "values (0 to 1), bits (1 to 52)", "values: round(v·(2^bits − 1))/(2^bits − 1), halves to even", ReduceBits),
        new(
            "defence.median",
            "image (rows), size [3]",
            "image: medians of size × size windows, edges mirrored (d c b a | a b c d | d c b a), as scipy.ndimage.median_filter with mode \"reflect\"; of an even size, "
            + "the window reaches further up and left and the upper median is taken",
            Median),
        new("defence.squeezing-score", "original, squeezed (a list of answers)", "score: the largest L1 distance from original", Score),
        new(
            "defence.reverse-sigmoid",
            "probabilities, beta [1], gamma [0.1]",
            "probabilities: p − beta·(s(gamma·s⁻¹(p)) − 1/2) with s the logistic function, clipped to 0 to 1, divided by their sum",
            Reverse),
        new(
            "backdoor.anomaly-index",
            "norms, threshold [2]",
            "index: |n − median|/(1.4826·MAD) for each; flagged: places with an index above the threshold and a norm below the median, smallest norm first",
            Anomaly),
        new("backdoor.spectral-signature", "features (rows)", "scores: ((x − mean)·v1)², v1 the direction of largest variance", Spectral),
    ];

    private static JsonObject Certify(BatchArguments arguments)
    {
        var samples = Count(arguments, "samples");
        var top = Count(arguments, "countTop");
        Require(samples >= 1, "samples must be at least 1");
        Require(top <= samples, "countTop must not be above samples");
        var sigma = arguments.Real("sigma");
        Require(sigma > 0, "sigma must be above 0: it is the standard deviation of the noise");
        var certificate = Certificate.Of(top, samples, Alpha(arguments), sigma);
        return new JsonObject { ["pLower"] = Json.Real(certificate.LowerBound), ["radius"] = Json.Real(certificate.Radius), ["abstain"] = certificate.Abstains };
    }

    private static JsonObject Predict(BatchArguments arguments)
    {
        var (first, second) = (Count(arguments, "count1"), Count(arguments, "count2"));
        Require(first + second >= 1, "count1 and count2 must not both be 0");
        var (alpha, p) = (Alpha(arguments), Certificate.PredictionPValue(first, second));
        return new JsonObject { ["pValue"] = Json.Real(p), ["abstain"] = p > alpha };
    }

    private static JsonObject ReduceBits(BatchArguments arguments)
    {
        var bits = arguments.Whole("bits", 1, BitDepth.MostBits);
        var values = arguments.Reals("values");
        Require(values.All(IsUnit), "values must lie from 0 to 1: scale them first");
        return new JsonObject { ["values"] = Json.Reals(values.Select(value => BitDepth.Squeeze(value, bits))) };
    }

    private static JsonObject Median(BatchArguments arguments)
    {
        var image = arguments.Rows("image");
        Require(image.Length > 0 && image[0].Length > 0 && image.All(row => row.Length == image[0].Length), "image must be rows of the same length, at least one pixel");
        var filtered = MedianFilter.Apply(image, arguments.Whole("size", 1, LargestWindow, 3));
        return new JsonObject { ["image"] = new JsonArray([.. filtered.Select(row => Json.Reals(row))]) };
    }

    private static JsonObject Score(BatchArguments arguments)
    {
        var (original, squeezed) = (arguments.Reals("original"), arguments.Rows("squeezed"));
        Require(squeezed.Length > 0, "squeezed must have at least one answer");
        Require(squeezed.All(answer => answer.Length == original.Length), "every answer in squeezed must be as long as original");
        return new JsonObject { ["score"] = Json.Real(SqueezingScore.Of(original, squeezed)) };
    }

    private static JsonObject Reverse(BatchArguments arguments)
    {
        var probabilities = arguments.Reals("probabilities");
        var (beta, gamma) = (Real(arguments, "beta", 1), Real(arguments, "gamma", 0.1));
        Require(probabilities.Length >= 2 && probabilities.All(IsUnit), "probabilities must be at least two numbers from 0 to 1");
        Require(beta > 0 && gamma > 0, "beta and gamma must be above 0");
        return ReverseSigmoid.Apply(probabilities, beta, gamma) is { } answer
            ? new JsonObject { ["probabilities"] = Json.Reals(answer) }
            : throw new BatchException("beta is so large that every probability becomes 0: take a smaller one");
    }

    private static JsonObject Anomaly(BatchArguments arguments)
    {
        var norms = arguments.Reals("norms");
        Require(norms.Length > 0, "norms must have at least one number");
        var threshold = Real(arguments, "threshold", AnomalyIndex.Threshold);
        return new JsonObject
        {
            ["index"] = Json.Reals(AnomalyIndex.Of(norms)),
            ["flagged"] = Json.Numbers(AnomalyIndex.Flagged(norms, threshold).AsSpan()),
        };
    }

    private static JsonObject Spectral(BatchArguments arguments)
    {
        var features = arguments.Rows("features");
        Require(
            features.Length > 0 && features[0].Length > 0 && features.All(row => row.Length == features[0].Length),
            "features must be rows of the same length, one a record");
        return new JsonObject { ["scores"] = Json.Reals(SpectralSignature.Scores(features)) };
    }

    private static double Alpha(BatchArguments arguments)
    {
        var alpha = Real(arguments, "alpha", 0.001);
        Require(alpha is > 0 and < 1, "alpha must lie strictly between 0 and 1");
        return alpha;
    }

    private static double Real(BatchArguments arguments, string name, double fallback) => arguments.Has(name) ? arguments.Real(name) : fallback;

    private static long Count(BatchArguments arguments, string name)
    {
        var count = arguments.Word(name);
        Require(count <= MostSamples, $"{name} must be a whole number of at most {MostSamples}");
        return (long)count;
    }

    private static bool IsUnit(double value) => value is >= 0 and <= 1;

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new BatchException(otherwise);
        }
    }
}
