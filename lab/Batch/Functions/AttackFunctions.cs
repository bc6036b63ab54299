using System.Text.Json;
using System.Text.Json.Nodes;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Geometry;
using FederatedSecure.Lab.RedTeam.Evasion.Linear;
using FederatedSecure.Lab.RedTeam.Evasion.Schedules;

namespace FederatedSecure.Lab.Batch.Functions;

/// <summary>The mathematics of evasion attacks: closed forms on linear models (logits W·x + b), losses, projections and schedules.</summary>
/// <example>
/// {"function": "attack.min-norm", "args": {"W": [[1, 0], [0, 1]], "b": [0, 0], "x": [3, 1], "y": 0, "norm": "l2"}} gives
/// {"distance": 1.4142135623730951, "target": 1}.
/// </example>
internal static class AttackFunctions
{
    private const int MostSteps = 1_000_000;
    private const string Model = "W (one row a class), b, x, y (the true class, from 0)";
    private const string Clip = "clip [null] ([lower, upper] for every feature)";

    public static IReadOnlyList<BatchFunction> All { get; } =
    [
        new(
            "attack.fgsm",
            $"{Model}, eps, norm [\"linf\"] (\"linf\": eps·sign(g), \"l2\": eps·g/‖g‖₂, \"l1\": eps·g/‖g‖₁, g the gradient of the cross-entropy), {Clip}",
            "adversarial, loss (the cross-entropy there)",
            Fgsm),
        new(
            "attack.deepfool",
            $"{Model}, overshoot [0.02], norm [\"l2\"]",
            "adversarial (x + (1 + overshoot)·the shortest way to a boundary; x where the model errs already), target (of ties the first; null for none), distance (from x to adversarial)",
            DeepFool),
        new("attack.min-norm", $"{Model}, norm [\"l2\"], {Clip}", "distance (to the nearest boundary; 0 where the model errs already), target (of ties the first; null for none)", MinNorm),
        new(
            "attack.cw-l2",
            $"{Model}, confidence [0] (by which another logit has to be above that of y), box [null] ([lower, upper] for every feature)",
            "distance (least L2 within the box; \"Infinity\" where no point of it is adversarial), target (null for none), adversarial (null for none)",
            CarliniWagner),
        new(
            "attack.pgd",
            $"{Model}, eps, norm [\"linf\"], {Clip}, steps [40] (of eps·min(1, 2.5/steps), from x and from the point of the ball that favours each other class)",
            "loss (the largest cross-entropy found), adversarial",
            Pgd),
        new(
            "attack.losses",
            "logits, y, target [null]",
            "crossEntropy, dlr (null below 3 classes), dlrTargeted (null without a target or below 3 classes; with 3 the third counts as the fourth), margin (z_y − max of the others)",
            LossValues),
        new(
            "attack.apgd-checkpoints",
            "iterations, variant [\"autoattack\"] (intervals ⌊0.22·N⌋, then ⌊0.03·N⌋ less each, at least ⌊0.06·N⌋) or \"paper\" (⌈p_j·N⌉)",
            "checkpoints",
            ApgdCheckpoints),
        new(
            "attack.square-schedule",
            "queries (the budget, rescaled to 10000), pInit [0.8], side [null] (of the picture, in pixels), iterations (a list of queries, from 0; or a number n for 0 to n − 1)",
            "p, squares (sides in pixels, √(p·side²) rounded, at least 1; null without side)",
            SquareSchedule),
        new(
            "attack.project",
            $"norm (\"l1\", \"l2\" or \"linf\"), vector (a perturbation), radius, x [zeros], {Clip}",
            "vector (the nearest perturbation with at most the radius and, with clip, x + vector within it)",
            Project),
        new(
            "attack.hopskipjump-schedule",
            "dimension, iterations, initial [100], most [10000], gamma [1]",
            "evaluations (⌊initial·√t⌋ for t = 1 …, at most most), threshold (of the binary search: gamma/(d·√d) for l2)",
            HopSkipJumpSchedule),
    ];

    private static JsonObject Fgsm(BatchArguments arguments)
    {
        var (model, x, y) = Case(arguments);
        var (lower, upper) = Bounds(arguments, "clip");
        var found = LinearAscent.Fgsm(model, x, y, Radius(arguments, "eps"), NormOf(arguments, "linf"), lower, upper);
        return new JsonObject { ["adversarial"] = Json.Reals(found), ["loss"] = Json.Real(model.CrossEntropy(found, y)) };
    }

    private static JsonObject DeepFool(BatchArguments arguments)
    {
        var (model, x, y) = Case(arguments);
        var overshoot = arguments.Has("overshoot") ? Radius(arguments, "overshoot") : 0.02;
        var norm = NormOf(arguments, "l2");
        var nearest = NearestBoundary.Of(model, x, y, norm);
        var change = Array.ConvertAll(nearest.Change, value => (1 + overshoot) * value);
        return new JsonObject
        {
            ["adversarial"] = Json.Reals(x.Zip(change, (value, step) => value + step)),
            ["target"] = Class(nearest.Target),
            ["distance"] = Json.Real(nearest.Target < 0 ? double.PositiveInfinity : BallProjection.Length(change, norm)),
        };
    }

    private static JsonObject MinNorm(BatchArguments arguments)
    {
        var (model, x, y) = Case(arguments);
        var (lower, upper) = Box(arguments, "clip", x);
        var nearest = NearestBoundary.Of(model, x, y, NormOf(arguments, "l2"), 0, lower, upper);
        return new JsonObject { ["distance"] = Json.Real(nearest.Distance), ["target"] = Class(nearest.Target) };
    }

    private static JsonObject CarliniWagner(BatchArguments arguments)
    {
        var (model, x, y) = Case(arguments);
        var (lower, upper) = Box(arguments, "box", x);
        var confidence = arguments.Has("confidence") ? arguments.Real("confidence") : 0;
        var nearest = NearestBoundary.Of(model, x, y, Norm.L2, confidence, lower, upper);
        return new JsonObject
        {
            ["distance"] = Json.Real(nearest.Distance),
            ["target"] = Class(nearest.Target),
            ["adversarial"] = nearest.Target < 0 ? null : Json.Reals(x.Zip(nearest.Change, (value, step) => Math.Clamp(value + step, lower, upper))),
        };
    }

    private static JsonObject Pgd(BatchArguments arguments)
    {
        var (model, x, y) = Case(arguments);
        var (lower, upper) = Bounds(arguments, "clip");
        var found = LinearAscent.Pgd(
            model, x, y, Radius(arguments, "eps"), NormOf(arguments, "linf"), lower, upper, arguments.Whole("steps", 0, MostSteps, 40));
        return new JsonObject { ["loss"] = Json.Real(model.CrossEntropy(found, y)), ["adversarial"] = Json.Reals(found) };
    }

    private static JsonObject LossValues(BatchArguments arguments)
    {
        var logits = arguments.Reals("logits");
        RequireClasses(logits.Length);
        var y = arguments.Whole("y", 0, logits.Length - 1);
        var target = IsGiven(arguments, "target") ? arguments.Whole("target", 0, logits.Length - 1) : (int?)null;
        return new JsonObject
        {
            ["crossEntropy"] = Json.Real(LogitLosses.CrossEntropy(logits, y)),
            ["dlr"] = logits.Length < 3 ? null : Json.Real(LogitLosses.DifferenceOfLogitsRatio(logits, y)),
            ["dlrTargeted"] = logits.Length < 3 || target is not { } t ? null : Json.Real(LogitLosses.DifferenceOfLogitsRatio(logits, y, t)),
            ["margin"] = Json.Real(LogitLosses.Margin(logits, y)),
        };
    }

    private static JsonObject ApgdCheckpoints(BatchArguments arguments)
    {
        var iterations = arguments.Whole("iterations", 1, MostSteps);
        var checkpoints = arguments.Text("variant", "autoattack") switch
        {
            "autoattack" => Checkpoints.Of(iterations),
            "paper" => Checkpoints.OfPaper(iterations),
            _ => throw new BatchException("variant must be \"autoattack\" or \"paper\""),
        };
        return new JsonObject { ["checkpoints"] = Json.Numbers(checkpoints.AsSpan()) };
    }

    private static JsonObject SquareSchedule(BatchArguments arguments)
    {
        var queries = arguments.Whole("queries", 1, int.MaxValue);
        var initial = arguments.Has("pInit") ? arguments.Real("pInit") : 0.8;
        if (!(initial is > 0 and <= 1))
        {
            throw new BatchException("pInit must be above 0 and at most 1");
        }

        var side = IsGiven(arguments, "side") ? arguments.Whole("side", 1, 30_000) : (int?)null;
        var iterations = IsList(arguments, "iterations")
            ? arguments.Words("iterations").Select(query => query <= int.MaxValue ? (int)query : throw new BatchException("iterations must be below 2^31"))
            : Enumerable.Range(0, arguments.Whole("iterations", 0, MostSteps));
        var parts = iterations.Select(query => SquareSize.Part(query, queries, initial)).ToArray();
        return new JsonObject
        {
            ["p"] = Json.Reals(parts),
            ["squares"] = side is { } pixels ? Json.Numbers<int>([.. parts.Select(part => SquareSize.Side(part, pixels * pixels))]) : null,
        };
    }

    private static JsonObject Project(BatchArguments arguments)
    {
        var norm = NormOf(arguments);
        var vector = arguments.Reals("vector");
        var x = IsGiven(arguments, "x") ? arguments.Reals("x") : new double[vector.Length];
        if (x.Length != vector.Length)
        {
            throw new BatchException($"x has {x.Length} values where vector has {vector.Length}");
        }

        var (lower, upper) = Bounds(arguments, "clip");
        var point = vector.Zip(x, (change, value) => change + value).ToArray();
        var radius = Radius(arguments, "radius");
        // Without bounds not by way of x, whose sum and difference would round.
        var found = double.IsInfinity(lower) && double.IsInfinity(upper)
            ? BallProjection.OntoBall(vector, norm, radius)
            : [.. BallProjection.OntoBallAndBox(point, x, norm, radius, lower, upper).Zip(x, (value, clean) => value - clean)];
        return new JsonObject { ["vector"] = Json.Reals(found) };
    }

    private static JsonObject HopSkipJumpSchedule(BatchArguments arguments)
    {
        var dimension = arguments.Whole("dimension", 1, int.MaxValue);
        var initial = arguments.Whole("initial", 1, int.MaxValue, 100);
        var most = arguments.Whole("most", 1, int.MaxValue, 10_000);
        var gamma = arguments.Has("gamma") ? Radius(arguments, "gamma") : 1;
        var evaluations = Enumerable.Range(1, arguments.Whole("iterations", 0, MostSteps)).Select(t => (int)Math.Min(initial * Math.Sqrt(t), most)).ToArray();
        return new JsonObject { ["evaluations"] = Json.Numbers<int>(evaluations), ["threshold"] = Json.Real(gamma / (dimension * Math.Sqrt(dimension))) };
    }

    private static (LinearClassifier Model, double[] X, int Y) Case(BatchArguments arguments)
    {
        var (w, b, x) = (arguments.Rows("W"), arguments.Reals("b"), arguments.Reals("x"));
        RequireClasses(w.Length);
        if (b.Length != w.Length)
        {
            throw new BatchException($"b has {b.Length} values where W has {w.Length} rows: give one for each class");
        }

        if (Array.Find(w, row => row.Length != x.Length) is { } odd)
        {
            throw new BatchException($"a row of W has {odd.Length} values where x has {x.Length}");
        }

        return (new LinearClassifier(w, b), x, arguments.Whole("y", 0, w.Length - 1));
    }

    private static void RequireClasses(int classes)
    {
        if (classes < 2)
        {
            throw new BatchException("an attack needs at least two classes");
        }
    }

    private static Norm NormOf(BatchArguments arguments, string? fallback = null)
    {
        var name = fallback is null && !arguments.Has("norm") ? throw new BatchException("the argument \"norm\" is missing") : arguments.Text("norm", fallback ?? "");
        return name.ToUpperInvariant() switch
        {
            "LINF" => Norm.Linf,
            "L2" => Norm.L2,
            "L1" => Norm.L1,
            _ => throw new BatchException($"norm must be \"linf\", \"l2\" or \"l1\", not \"{name}\""),
        };
    }

    private static double Radius(BatchArguments arguments, string name) =>
        arguments.Real(name) is var value && value >= 0 ? value : throw new BatchException($"{name} must not be negative");

    /// <summary>Bounds that the input has to be within, since the shortest way starts there.</summary>
    private static (double Lower, double Upper) Box(BatchArguments arguments, string name, double[] x)
    {
        var (lower, upper) = Bounds(arguments, name);
        return x.All(value => value >= lower && value <= upper) ? (lower, upper) : throw new BatchException($"x must lie within {name}");
    }

    private static (double Lower, double Upper) Bounds(BatchArguments arguments, string name)
    {
        if (!IsGiven(arguments, name))
        {
            return (double.NegativeInfinity, double.PositiveInfinity);
        }

        return arguments.Reals(name) is [var lower, var upper] && lower <= upper
            ? (lower, upper)
            : throw new BatchException($"{name} must be [lower, upper] with lower at most upper, or null");
    }

    /// <summary>Whether an argument was given and is not null.</summary>
    private static bool IsGiven(BatchArguments arguments, string name) => arguments.Has(name) && arguments.Kind(name) != JsonValueKind.Null;

    private static bool IsList(BatchArguments arguments, string name) => arguments.Has(name) && arguments.Kind(name) == JsonValueKind.Array;

    private static JsonValue? Class(int target) => target < 0 ? null : JsonValue.Create(target);
}
