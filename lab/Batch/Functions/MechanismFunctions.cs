using System.Text.Json.Nodes;
using FederatedSecure.Privacy;

namespace FederatedSecure.Lab.Batch.Functions;

/// <summary>Mechanisms and notions of privacy beside DP-SGD's accountants.</summary>
internal static class MechanismFunctions
{
    private const int MostProbabilities = 10_000;

    public static IReadOnlyList<BatchFunction> All { get; } =
    [
        new(
            "privacy.gaussian",
            "sigma, sensitivity [1], delta; or epsilon, sensitivity [1], delta; or sigma, sensitivity [1], epsilon",
            "epsilon; or sigma; or delta (exact: Balle & Wang 2018)",
            Gaussian),
        new(
            "privacy.gdp",
            "samplingRate, noiseMultiplier, steps; or mu, epsilon",
            "mu = q·√(T·(e^(1/σ²) − 1)) (a central limit estimate, never a bound); or delta (exact for mu)",
            GaussianDp),
        new(
            "privacy.zcdp",
            "rho, delta",
            "epsilon (Canonne, Kamath & Steinke 2020, as their cdp_eps), epsilonStandard (rho + 2·√(rho·ln(1/delta)), Bun & Steinke 2016)",
            Zcdp),
        new(
            "privacy.discrete-gaussian",
            "sigma; or sigma, epsilon, sensitivity [1] (whole)",
            "variance, pmf: [p(0), p(1), … to 10·sigma, at most 10000]; or delta (exact)",
            DiscreteGaussian),
        new(
            "privacy.distributed",
            "mechanism \"discrete-gaussian\" or \"skellam\", localStddev, clients, l2Clip, beta (0: one rounding, worst case), dimension, gamma (granularity), "
            + "samplingRate [1], steps [1], delta",
            "epsilon, order (whole: 2 … 128, 256), roundedL2",
            Distributed),
        new(
            "privacy.adaptive-clip",
            "initial, targetQuantile, learningRate, geometric (true or false), norms (a list for every step), expectedRecords [the length of each list]",
            "clip: [the clipping norm after each step] (without noise)",
            Adapt),
    ];

    private static JsonObject Gaussian(BatchArguments arguments)
    {
        var sensitivity = arguments.Has("sensitivity") ? arguments.Real("sensitivity") : 1;
        return (arguments.Has("sigma"), arguments.Has("epsilon"), arguments.Has("delta")) switch
        {
            (true, false, true) => new JsonObject { ["epsilon"] = Json.Real(AnalyticGaussian.Epsilon(arguments.Real("sigma"), sensitivity, arguments.Real("delta"))) },
            (false, true, true) => new JsonObject { ["sigma"] = Json.Real(AnalyticGaussian.Sigma(arguments.Real("epsilon"), sensitivity, arguments.Real("delta"))) },
            (true, true, false) => new JsonObject { ["delta"] = Json.Real(AnalyticGaussian.Delta(arguments.Real("sigma"), sensitivity, arguments.Real("epsilon"))) },
            _ => throw new BatchException("give two of sigma, epsilon and delta: the third is computed"),
        };
    }

    private static JsonObject GaussianDp(BatchArguments arguments) => arguments.Has("mu")
        ? new JsonObject { ["delta"] = Json.Real(GaussianDpEstimate.Delta(arguments.Real("mu"), arguments.Real("epsilon"))) }
        : new JsonObject { ["mu"] = Json.Real(GaussianDpEstimate.Mu(PrivacyFunctions.Steps(arguments))) };

    private static JsonObject Zcdp(BatchArguments arguments)
    {
        var (rho, delta) = (arguments.Real("rho"), arguments.Real("delta"));
        return new JsonObject
        {
            ["epsilon"] = Json.Real(ZeroConcentrated.Epsilon(rho, delta)),
            ["epsilonStandard"] = Json.Real(ZeroConcentrated.StandardEpsilon(rho, delta)),
        };
    }

    private static JsonObject DiscreteGaussian(BatchArguments arguments)
    {
        var distribution = new DiscreteGaussian(arguments.Real("sigma"));
        if (arguments.Has("epsilon"))
        {
            var sensitivity = arguments.Has("sensitivity") ? PrivacyFunctions.Count(arguments, "sensitivity") : 1;
            return new JsonObject { ["delta"] = Json.Real(distribution.Delta(arguments.Real("epsilon"), sensitivity)) };
        }

        var last = (int)Math.Min(MostProbabilities - 1, Math.Ceiling(10 * distribution.Sigma));
        double[] probabilities = [.. Enumerable.Range(0, last + 1).Select(x => distribution.Probability(x))];
        return new JsonObject { ["variance"] = Json.Real(distribution.Variance), ["pmf"] = Json.Numbers<double>(probabilities) };
    }

    private static JsonObject Distributed(BatchArguments arguments)
    {
        var mechanism = arguments.Text("mechanism", "") switch
        {
            "discrete-gaussian" => DistributedMechanism.DiscreteGaussian,
            "skellam" => DistributedMechanism.Skellam,
            var other => throw new BatchException($"there is no mechanism \"{other}\": take \"discrete-gaussian\" or \"skellam\""),
        };
        var noise = new DistributedNoise(
            mechanism,
            arguments.Real("localStddev"),
            PrivacyFunctions.Count(arguments, "clients"),
            arguments.Real("l2Clip"),
            arguments.Real("beta"),
            PrivacyFunctions.Count(arguments, "dimension"),
            arguments.Real("gamma"));
        var bounds = noise.Epsilon(
            arguments.Has("samplingRate") ? arguments.Real("samplingRate") : 1,
            arguments.Has("steps") ? PrivacyFunctions.Count(arguments, "steps") : 1,
            arguments.Real("delta"));
        var result = new JsonObject { ["epsilon"] = Json.Real(bounds.Epsilon), ["roundedL2"] = Json.Real(noise.RoundedL2) };
        if (!double.IsNaN(bounds.Order))
        {
            result["order"] = Json.Real(bounds.Order);
        }

        return result;
    }

    private static JsonObject Adapt(BatchArguments arguments)
    {
        var (clip, quantile, rate, geometric) =
            (arguments.Real("initial"), arguments.Real("targetQuantile"), arguments.Real("learningRate"), arguments.Flag("geometric"));
        double? expected = arguments.Has("expectedRecords") ? arguments.Real("expectedRecords") : null;
        if (expected <= 0)
        {
            throw new BatchException("expectedRecords must be above 0: it is the expected batch");
        }

        var clips = new List<double>();
        foreach (var norms in arguments.Rows("norms"))
        {
            if (norms.Length == 0 && expected is null)
            {
                throw new BatchException("an empty list of norms says nothing without expectedRecords: give it");
            }

            clip = AdaptiveClip.Next(clip, AdaptiveClip.Unclipped(norms, clip) / (expected ?? norms.Length), quantile, rate, geometric);
            clips.Add(clip);
        }

        return new JsonObject { ["clip"] = Json.Numbers<double>([.. clips]) };
    }
}
