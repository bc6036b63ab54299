using System.Collections.Immutable;
using System.Globalization;

namespace FederatedSecure.Models;

/// <summary>
/// Follows one record through the layers and adds up what they need. This is the only way to a <see cref="ModelSpec"/>,
/// and it allocates nothing but the shapes themselves: sizes are 31-bit numbers, every product has at most four of them,
/// and 128-bit arithmetic holds it exactly, so that even a hostile spec is refused with its true numbers.
/// </summary>
internal sealed record ModelShapes(ImmutableArray<ImmutableArray<int>> Shapes, long Parameters, long Activations)
{
    private const int MaximumRank = 3;

    public static ModelShapes Infer(ImmutableArray<int> input, ImmutableArray<LayerSpec> layers, ModelLimits limits, string path)
    {
        var problems = new ProblemList();
        CheckInput(input.IsDefault ? [] : input, limits, $"{path}.input", problems);
        CheckLayers(layers.IsDefault ? [] : layers, limits, $"{path}.layers", problems);

        // Shapes mean something only once every layer is right in itself.
        return problems.Count == 0 && Follow(input, layers, limits, path, problems) is { } shapes
            ? shapes
            : throw problems.ToException();
    }

    public static Int128 CountOf(ImmutableArray<int> shape)
    {
        Int128 count = 1;
        foreach (var size in shape)
        {
            count *= size;
        }

        return count;
    }

    private static void CheckInput(
        ImmutableArray<int> input, ModelLimits limits, string path, ProblemList problems)
    {
        if (input.Length is 0 or > MaximumRank)
        {
            problems.Add(new ModelSpecProblem(
                path,
                $"The input has {input.Length} sizes.",
                "Give the shape of one record: [features], or [channels, height, width]."));
            return;
        }

        for (var i = 0; i < input.Length; i++)
        {
            if (input[i] < 1)
            {
                problems.Add(new ModelSpecProblem($"{path}[{i}]", $"The size is {input[i]}.", "It must be at least 1."));
                return;
            }
        }

        var count = CountOf(input);
        if (count > limits.MaximumActivations)
        {
            problems.Add(new ModelSpecProblem(
                path,
                $"One record of {Text.Shape(input)} has {Text.Number(count)} values ({Text.Bytes(count * 4)}); "
                    + $"the limit is {Text.Number(limits.MaximumActivations)}.",
                "Use smaller records, or ask whoever runs this machine to raise the limit."));
        }
    }

    private static void CheckLayers(
        ImmutableArray<LayerSpec> layers, ModelLimits limits, string path, ProblemList problems)
    {
        if (layers.Length == 0)
        {
            problems.Add(new ModelSpecProblem(
                path, "There are no layers.", "The shortest model is a linear layer and a softmax-head."));
            return;
        }

        if (layers.Length > limits.MaximumLayers)
        {
            problems.Add(new ModelSpecProblem(
                path,
                $"There are {Text.Number(layers.Length)} layers; the limit is {Text.Number(limits.MaximumLayers)}.",
                "Use fewer layers, or ask whoever runs this machine to raise the limit."));
            return;
        }

        for (var i = 0; i < layers.Length; i++)
        {
            var check = new LayerCheck($"{path}[{i}]", layers[i], problems);
            layers[i].Check(check);
            CheckPlace(layers, i, check);
        }
    }

    private static void CheckPlace(ImmutableArray<LayerSpec> layers, int index, LayerCheck check)
    {
        var last = index == layers.Length - 1;
        switch (layers[index])
        {
            case SoftmaxHeadLayer when !last:
                check.Fail(null, "softmax-head is not the last layer.", "Move it to the end; a model has one head.");
                break;
            case EmbeddingBagLayer when index > 0:
                check.Fail(
                    null,
                    "embedding-bag is not the first layer, so it would look up computed values instead of tokens.",
                    "Move it to the start of the list.");
                break;
            case not SoftmaxHeadLayer when last:
                check.Fail(
                    null,
                    $"The model ends with {layers[index].Type}.",
                    "End it with { \"type\": \"softmax-head\", \"classes\": N }, which says that the outputs are logits.");
                break;
            default:
                break;
        }
    }

    private static ModelShapes? Follow(
        ImmutableArray<int> input, ImmutableArray<LayerSpec> layers, ModelLimits limits, string path, ProblemList problems)
    {
        var shapes = ImmutableArray.CreateBuilder<ImmutableArray<int>>(layers.Length + 1);
        shapes.Add(input);
        Int128 parameters = 0;
        var activations = CountOf(input);
        for (var i = 0; i < layers.Length; i++)
        {
            var layer = layers[i];
            var check = new LayerCheck(string.Create(CultureInfo.InvariantCulture, $"{path}.layers[{i}]"), layer, problems);
            var output = layer.OutputShape(shapes[i], check);
            if (output.IsDefault)
            {
                return null;
            }

            activations += CountOf(output);
            parameters += check.Parameters(shapes[i], parameters, limits);
            if (problems.Count == 0)
            {
                check.Activations(shapes[i], output, activations, limits);
            }

            if (problems.Count > 0)
            {
                return null;
            }

            shapes.Add(output);
        }

        if (parameters == 0)
        {
            problems.Add(new ModelSpecProblem(
                $"{path}.layers", "The model has no parameters, so there is nothing to train.", "Add a linear layer."));
            return null;
        }

        return new ModelShapes(shapes.MoveToImmutable(), (long)parameters, (long)activations);
    }
}
