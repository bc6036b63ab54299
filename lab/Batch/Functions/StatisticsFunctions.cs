using System.Text.Json;
using System.Text.Json.Nodes;
using FederatedSecure.Numerics;
using FederatedSecure.Statistics.Distances;
using FederatedSecure.Statistics.Intervals;
using FederatedSecure.Statistics.Multiplicity;
using FederatedSecure.Statistics.Outliers;
using FederatedSecure.Statistics.Outliers.Isolation;

namespace FederatedSecure.Lab.Batch.Functions;

/// <summary>Distances between samples, and records that do not belong to one.</summary>
internal static class StatisticsFunctions
{
    private const int MostTrees = 10_000;

    public static IReadOnlyList<BatchFunction> All { get; } =
    [
        new(
            "stats.wasserstein",
            "u, v, uWeights [1 each], vWeights [1 each]",
            "distance (1-Wasserstein)",
            arguments => Distance(Wasserstein.Distance(
                arguments.Reals("u"), arguments.Reals("v"), OptionalReals(arguments, "uWeights"), OptionalReals(arguments, "vWeights")))),
        new(
            "stats.wasserstein-histogram",
            "reference, current (counts of each bin, which are masses at the bins' centres), edges (one more than bins)",
            "distance",
            arguments => Distance(Wasserstein.OfHistograms(arguments.Reals("reference"), arguments.Reals("current"), arguments.Reals("edges")))),
        new(
            "stats.ks",
            "a, b",
            "statistic, pValue (two-sided), method: exact or asymptotic",
            KolmogorovSmirnovTest),
        new(
            "stats.psi",
            "a, b (samples), edges (ascending; \"-Infinity\" and \"Infinity\" are allowed; values beyond count in the outermost bins), floor [0.0001] (least part of a bin)",
            "psi",
            arguments => new JsonObject
            {
                ["psi"] = Json.Real(PopulationStability.OfSamples(
                    arguments.Reals("a"),
                    arguments.Reals("b"),
                    arguments.RealsWithNonFinite("edges"),
                    Real(arguments, "floor", PopulationStability.DefaultFloor))),
            }),
        new(
            "stats.mmd",
            "a, b (rows, or numbers for one feature), sigma [median distance] of exp(-|x - y|^2 / 2 sigma^2), permutations [0], seed [0]",
            "biased, unbiased (both of the squared discrepancy), sigma, pValue? (with permutations)",
            Discrepancy),
        new(
            "stats.z-score",
            "values, ddof [0]",
            "z: [(x - mean)/s; NaN where all values are equal]",
            arguments => Scores(ZScore.Of(arguments.Reals("values"), arguments.Whole("ddof", 0, 1, 0)))),
        new(
            "stats.robust-z",
            "values",
            "z: [0.6745 (x - median)/MAD; where MAD is 0, (x - median)/(1.253314 mean absolute deviation)]",
            arguments => Scores(RobustZScore.Of(arguments.Reals("values")))),
        new(
            "stats.benjamini-hochberg",
            "pValues",
            "adjusted: [p-value that controls the false discovery rate]",
            arguments => new JsonObject { ["adjusted"] = Json.Reals(BenjaminiHochberg.Adjust(arguments.Reals("pValues"))) }),
        new(
            "stats.wilson",
            "successes, trials, confidence [0.95]",
            "lower, upper",
            Score),
        new(
            "isolation-forest.c",
            "n",
            "c (mean path of an unsuccessful search: 2 (ln(n - 1) + 0.5772...) - 2 (n - 1)/n; 1 for n = 2, 0 below)",
            arguments => new JsonObject { ["c"] = Json.Real(PathLength.Expected(PrivacyFunctions.Count(arguments, "n"))) }),
        new(
            "isolation-forest.score",
            "meanPathLength, psi",
            "score (2^(-meanPathLength/c(psi)); large for anomalies)",
            arguments => new JsonObject
            {
                ["score"] = Json.Real(PathLength.Score(arguments.Real("meanPathLength"), PrivacyFunctions.Count(arguments, "psi"))),
            }),
        new(
            "isolation-forest.fit-score",
            "train, score (rows, or numbers for one feature), trees [100], subsample [256], seed [0]",
            "scores: [in (0, 1], large for anomalies]",
            FitAndScore),
    ];

    private static JsonObject Distance(double distance) => new() { ["distance"] = Json.Real(distance) };

    private static JsonObject Scores(double[] z) => new() { ["z"] = Json.Reals(z) };

    private static JsonObject KolmogorovSmirnovTest(BatchArguments arguments)
    {
        var result = KolmogorovSmirnov.Test(arguments.Reals("a"), arguments.Reals("b"));
        return new JsonObject
        {
            ["statistic"] = Json.Real(result.Statistic),
            ["pValue"] = Json.Real(result.PValue),
            ["method"] = result.IsExact ? "exact" : "asymptotic",
        };
    }

    private static JsonObject Discrepancy(BatchArguments arguments)
    {
        var (a, b) = (Records(arguments, "a"), Records(arguments, "b"));
        var sigma = arguments.Has("sigma") ? arguments.Real("sigma") : MaximumMeanDiscrepancy.MedianDistance(a, b);
        var permutations = arguments.Whole("permutations", 0, 100_000, 0);
        var seed = arguments.Word("seed", 0);
        double? pValue = null;
        MmdEstimate estimate;
        if (permutations == 0)
        {
            estimate = MaximumMeanDiscrepancy.Estimate(a, b, sigma);
        }
        else
        {
            (estimate, pValue) = MaximumMeanDiscrepancy.Test(a, b, sigma, permutations, new SeededRandomSource(seed));
        }

        var result = new JsonObject
        {
            ["biased"] = Json.Real(estimate.Biased),
            ["unbiased"] = Json.Real(estimate.Unbiased),
            ["sigma"] = Json.Real(sigma),
        };
        if (pValue is { } p)
        {
            result["pValue"] = Json.Real(p);
        }

        return result;
    }

    private static JsonObject Score(BatchArguments arguments)
    {
        var interval = Wilson.TwoSided(
            PrivacyFunctions.Count(arguments, "successes"), PrivacyFunctions.Count(arguments, "trials"), Real(arguments, "confidence", 0.95));
        return new JsonObject { ["lower"] = Json.Real(interval.Lower), ["upper"] = Json.Real(interval.Upper) };
    }

    private static JsonObject FitAndScore(BatchArguments arguments)
    {
        var (train, score) = (Records(arguments, "train"), Records(arguments, "score"));
        var columns = train.Length > 0 ? train[0].Length : 0;
        if (columns == 0)
        {
            throw new BatchException("train must hold at least one row with at least one value");
        }

        if (Array.Exists(score, row => row.Length != columns) || Array.Exists(train, row => row.Length != columns))
        {
            throw new BatchException($"all rows of train and score must have the same number of values: the first row of train has {columns}");
        }

        var forest = IsolationForest.Fit(
            Singles(train),
            columns,
            arguments.Word("seed", 0),
            arguments.Whole("trees", 1, MostTrees, IsolationForest.DefaultTrees),
            arguments.Whole("subsample", 1, int.MaxValue, IsolationForest.DefaultSubsample));
        return new JsonObject { ["scores"] = Json.Reals(score.Length == 0 ? [] : forest.Scores(Singles(score))) };
    }

    private static float[] Singles(double[][] rows)
    {
        var singles = Array.ConvertAll(rows.SelectMany(row => row).ToArray(), value => (float)value);
        return Array.TrueForAll(singles, float.IsFinite)
            ? singles
            : throw new BatchException("values must be within the range of single precision, about 3.4e38: divide them all by one number");
    }

    /// <summary>Rows of numbers; numbers alone are rows of one.</summary>
    private static double[][] Records(BatchArguments arguments, string name) =>
        arguments.List(name) is [{ ValueKind: JsonValueKind.Number }, ..]
            ? Array.ConvertAll(arguments.Reals(name), value => new[] { value })
            : arguments.Rows(name);

    private static double[] OptionalReals(BatchArguments arguments, string name)
    {
        if (!arguments.Has(name))
        {
            return [];
        }

        // An empty list means no weights to the library, and a mistake here.
        return arguments.Reals(name) is { Length: > 0 } reals ? reals : throw new BatchException($"{name} must hold a weight for each value, or be left out");
    }

    private static double Real(BatchArguments arguments, string name, double fallback) => arguments.Has(name) ? arguments.Real(name) : fallback;
}
