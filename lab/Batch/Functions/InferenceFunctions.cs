using System.Text.Json;
using System.Text.Json.Nodes;
using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using FederatedSecure.Privacy;
using FederatedSecure.Statistics.Intervals;

namespace FederatedSecure.Lab.Batch.Functions;

/// <summary>Membership inference, and what audits say of ε.</summary>
internal static class InferenceFunctions
{
    private const int MostGuesses = 10_000_000;

    public static IReadOnlyList<BatchFunction> All { get; } =
    [
        new(
            "audit.one-run",
            "canaries (m), guesses (r, 0 to m), correct (v, 0 to r), delta [0], significance [0.05]",
            "epsilonLower (Steinke et al. 2023, theorem 5.2 and appendix D; 0 where nothing is refuted)",
            OneRun),
        new(
            "audit.clopper-pearson",
            "successes, trials, significance [0.05] (of each bound by itself)",
            "lower, upper (each one-sided)",
            ClopperPearsonBounds),
        new(
            "mia.metrics",
            "inScores, outScores (larger: rather a member), fpr [[0.01, 0.001]]",
            "auc (ties count half), tprAtFpr: [largest true positive rate over thresholds \"score ≥ t\" whose false positive rate is at most fpr]",
            Metrics),
        new(
            "mia.lira",
            "statIn (online only), statOut (for every record a list, one value a shadow model, or one list of augmentations a shadow model), "
            + "observed (one value a record, or one list of augmentations), variant [\"online\"], \"offline\" or \"offline-density\", each also with \"-fixed\" "
            + "(one deviation, of all statIn, or offline of all statOut: the authors' fix_variance) or \"-pooled\" (one deviation, each record around its own centre, "
            + "in and out apart: TensorFlow Privacy's fix_variance), centre [\"median\"] or \"mean\"",
            "scores (larger: rather a member; online: ln N(observed; in) − ln N(observed; out); offline: Pr[N(out) ≤ observed]; "
            + "offline-density: −ln N(observed; out); deviations with ddof 0, plus 1e-30; over augmentations the mean)",
            Lira),
        new(
            "mia.lira-statistic",
            "logits (of one record, or a list for every record), y (its class, or a list)",
            "phi = z_y − ln Σ_{c ≠ y} e^{z_c}, one or a list",
            LiraStatistic),
    ];

    private static JsonObject OneRun(BatchArguments arguments)
    {
        var (canaries, guesses, correct) =
            (PrivacyFunctions.Count(arguments, "canaries"), PrivacyFunctions.Count(arguments, "guesses"), PrivacyFunctions.Count(arguments, "correct"));
        if (guesses > MostGuesses)
        {
            throw new BatchException($"guesses must be at most {MostGuesses}");
        }

        var delta = arguments.Has("delta") ? arguments.Real("delta") : 0;
        return new JsonObject { ["epsilonLower"] = Json.Real(OneRunAudit.LowerBound(canaries, guesses, correct, delta, Significance(arguments))) };
    }

    private static JsonObject ClopperPearsonBounds(BatchArguments arguments)
    {
        var (successes, trials, significance) = (PrivacyFunctions.Count(arguments, "successes"), PrivacyFunctions.Count(arguments, "trials"), Significance(arguments));
        if (trials == 0 || successes > trials)
        {
            throw new BatchException("trials must be at least 1, and successes at most trials");
        }

        return new JsonObject
        {
            ["lower"] = Json.Real(ClopperPearson.LowerBound(successes, trials, significance)),
            ["upper"] = Json.Real(ClopperPearson.UpperBound(successes, trials, significance)),
        };
    }

    private static JsonObject Metrics(BatchArguments arguments)
    {
        var (members, others) = (arguments.Reals("inScores"), arguments.Reals("outScores"));
        if (members.Length == 0 || others.Length == 0)
        {
            throw new BatchException("inScores and outScores must hold at least one score each");
        }

        var rates = arguments.Has("fpr") ? arguments.Reals("fpr") : [0.01, 0.001];
        if (rates.Any(rate => rate is < 0 or > 1))
        {
            throw new BatchException("fpr must be rates from 0 to 1");
        }

        var roc = new RocCurve(new MembershipScores(members, others));
        return new JsonObject
        {
            ["auc"] = Json.Real(roc.Auc),
            ["tprAtFpr"] = Json.Reals(rates.Select(rate => (double)roc.At(rate).TruePositives / roc.Members)),
        };
    }

    private static JsonObject Lira(BatchArguments arguments)
    {
        var variant = LiraVariant.Parse(arguments.Text("variant", "online"));
        var isMean = arguments.Text("centre", "median") switch
        {
            "median" => false,
            "mean" => true,
            var other => throw new BatchException($"there is no centre \"{other}\": take \"median\" or \"mean\""),
        };
        double[][] observed = [.. arguments.List("observed").Select(element => Augmentations(element, "observed"))];
        var records = observed.Length;
        var augmentations = records == 0 ? 0 : observed[0].Length;
        if (augmentations == 0 || observed.Any(row => row.Length != augmentations))
        {
            throw new BatchException("observed must hold at least one record, and the same number of augmentations of each");
        }

        var statOut = Shadows(arguments, "statOut", records, augmentations);
        var statIn = variant.IsOnline || arguments.Has("statIn") ? Shadows(arguments, "statIn", records, augmentations) : null;
        var scores = new double[records];
        for (var k = 0; k < augmentations; k++)
        {
            var ratio = new LikelihoodRatio(variant.IsOnline ? statIn![k] : null, statOut[k], variant.Variance, isMean);
            for (var i = 0; i < records; i++)
            {
                scores[i] += variant.Score(ratio, i, observed[i][k]) / augmentations;
            }
        }

        return new JsonObject { ["scores"] = Json.Reals(scores) };
    }

    private static JsonObject LiraStatistic(BatchArguments arguments)
    {
        var list = arguments.List("logits");
        if (list.Count > 0 && list[0].ValueKind == JsonValueKind.Array)
        {
            var rows = arguments.Rows("logits");
            var labels = arguments.Words("y");
            return labels.Length == rows.Length
                ? new JsonObject { ["phi"] = Json.Reals(rows.Select((row, i) => Phi(row, labels[i]))) }
                : throw new BatchException("y must hold one class for every record of logits");
        }

        return new JsonObject { ["phi"] = Json.Real(Phi(arguments.Reals("logits"), arguments.Word("y"))) };
    }

    private static double Phi(double[] logits, ulong label) => logits.Length >= 2 && label < (ulong)logits.Length
        ? ScaledConfidence.Of(logits, (int)label)
        : throw new BatchException("logits must be of at least two classes, and y one of them, from 0");

    /// <summary>Augmentation, record, shadow model.</summary>
    private static double[][][] Shadows(BatchArguments arguments, string name, int records, int augmentations)
    {
        double[][][] perRecord =
        [
            .. arguments.List(name).Select(record => record.ValueKind == JsonValueKind.Array
                ? record.EnumerateArray().Select(shadow => Augmentations(shadow, name)).ToArray()
                : throw new BatchException($"{name} must hold a list for every record")),
        ];
        if (perRecord.Length != records || perRecord.Any(record => record.Length == 0 || record.Any(shadow => shadow.Length != augmentations)))
        {
            throw new BatchException($"{name} must hold as many records as observed, each with at least one shadow model and as many augmentations");
        }

        return [.. Enumerable.Range(0, augmentations).Select(k => Array.ConvertAll(perRecord, record => Array.ConvertAll(record, shadow => shadow[k])))];
    }

    private static double[] Augmentations(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Number => [element.GetDouble()],
        JsonValueKind.Array => [.. element.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : throw new BatchException($"{name} must be finite numbers"))],
        _ => throw new BatchException($"{name} must be finite numbers"),
    };

    private static double Significance(BatchArguments arguments)
    {
        var value = arguments.Has("significance") ? arguments.Real("significance") : 0.05;
        return value is > 0 and < 1 ? value : throw new BatchException("significance must lie strictly between 0 and 1");
    }
}
