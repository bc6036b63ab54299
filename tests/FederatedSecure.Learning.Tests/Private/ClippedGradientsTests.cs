using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Private;
using FederatedSecure.Learning.Tests.Support;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Learning.Tests.Private;

/// <summary>Held against libtorch's own gradients, one record at a time.</summary>
[Collection(TorchCollection.Name)]
public sealed class ClippedGradientsTests
{
    private const int Records = 7;

    /// <summary>Rounding in single precision must not carry a clipped gradient over the bound.</summary>
    private const double Margin = 1 - 1e-5;

    public static TheoryData<string> Models => LayerModels.Names;

    [Theory]
    [MemberData(nameof(Models))]
    public void Add_EveryKindOfLayer_IsTheSumOfClippedGradients(string name)
    {
        for (var draw = 0UL; draw < 3; draw++)
        {
            var spec = LayerModels.Of(name);
            HoldAgainstOneByOne(spec, Some.RandomWeights(spec, 3 + (2 * draw)), Some.RandomData(spec, Records, 4 + (2 * draw)));
        }
    }

    [Fact]
    public void Models_HaveEveryLayerWithParametersThatASpecCanSay()
    {
        var known = typeof(LayerSpec).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LayerSpec))).ToHashSet();
        var covered = LayerModels.All.SelectMany(model => model.Layers).Select(layer => layer.GetType()).ToHashSet();

        // Dropout draws anew in every pass, so that passes cannot be compared.
        Assert.Equal([typeof(DropoutLayer)], known.Except(covered));
    }

    private static void HoldAgainstOneByOne(ModelSpec spec, float[] weights, DataSet data)
    {
        var gradients = OneByOne(spec, weights, data);
        var norms = gradients.Select(Norm).Order().ToArray();
        // None, some, and all are clipped.
        foreach (var clipNorm in new[] { norms[^1] * 2, (norms[2] + norms[3]) / 2, norms[0] / 2 })
        {
            var expected = Sum(gradients.Select(gradient => Scaled(gradient, Math.Min(1, Margin * clipNorm / Norm(gradient)))));

            var (found, within) = Clipped(spec, weights, data, clipNorm, ClippingKind.Flat);

            AssertClose(expected, found, 1e-5 * Norm(expected));
            Assert.Equal(norms.Count(norm => norm <= clipNorm), within);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Add_PerLayer_ClipsEachLayerToItsShare(string name)
    {
        var spec = LayerModels.Of(name);
        var (weights, data) = (Some.RandomWeights(spec, 5), Some.RandomData(spec, Records, 6));
        var gradients = OneByOne(spec, weights, data);
        var clipNorm = gradients.Average(Norm) / 2;
        var layers = ParameterLayout.Of(spec).Tensors.GroupBy(tensor => tensor.Name.Split('.')[0]).Select(group => group.ToArray()).ToArray();
        var share = Margin * clipNorm / Math.Sqrt(layers.Length);
        foreach (var gradient in gradients)
        {
            foreach (var layer in layers)
            {
                var norm = Math.Sqrt(layer.Sum(tensor => Part(gradient, tensor).ToArray().Sum(x => x * x)));
                foreach (var tensor in layer)
                {
                    foreach (ref var x in Part(gradient, tensor))
                    {
                        x *= Math.Min(1, share / norm);
                    }
                }
            }
        }

        var (found, _) = Clipped(spec, weights, data, clipNorm, ClippingKind.PerLayer);

        var expected = Sum(gradients);
        AssertClose(expected, found, 1e-5 * Norm(expected));
    }

    [Theory]
    [InlineData(ClippingKind.Flat)]
    [InlineData(ClippingKind.PerLayer)]
    public void Add_OneRecordMore_ChangesTheSumByAtMostTheNorm(ClippingKind clipping)
    {
        var spec = LayerModels.Of("group-norm");
        var (weights, data) = (Some.RandomWeights(spec, 7), Some.RandomData(spec, Records, 8));
        const double clipNorm = 0.01;
        var (with, _) = Clipped(spec, weights, data, clipNorm, clipping);
        for (var left = 0; left < Records; left++)
        {
            var (without, _) = Clipped(spec, weights, data, clipNorm, clipping, [.. Enumerable.Range(0, Records).Where(i => i != left).Select(i => (long)i)]);
            Assert.InRange(Norm([.. with.Zip(without, (a, b) => a - b)]), clipNorm * 0.9, clipNorm);
        }
    }

    [Fact]
    public void Add_InSeveralPhysicalBatches_AddsUp()
    {
        var spec = LayerModels.Of("conv2d");
        var (weights, data) = (Some.RandomWeights(spec, 9), Some.RandomData(spec, Records, 10));
        var (whole, _) = Clipped(spec, weights, data, 0.1, ClippingKind.Flat);

        var (parts, _) = Clipped(spec, weights, data, 0.1, ClippingKind.Flat, [0, 1, 2], [3], [4, 5, 6]);

        AssertClose(whole, parts, 1e-6);
    }

    [Fact]
    public void Add_GradientThatIsNotFinite_IsRefused()
    {
        var spec = LayerModels.Of("linear");
        var weights = Some.RandomWeights(spec, 9);
        weights[3] = float.MaxValue;

        Assert.Equal("training.not-finite", Assert.Throws<TrainingException>(() => Clipped(spec, weights, Some.RandomData(spec, Records, 10), 1, ClippingKind.Flat)).Code);
    }

    [Fact]
    public void Of_LayerNobodyKnows_IsRefused()
    {
        using var buffer = new PatchBuffer(CPU);
        using var any = zeros(1, 1);

        Assert.Throws<NotSupportedException>(() => LayerGradient.Of(new ReluLayer(), any, any, buffer));
    }

    private static (double[] Sum, long Within) Clipped(ModelSpec spec, float[] weights, DataSet data, double clipNorm, ClippingKind clipping, params long[][] parts)
    {
        using var scope = NewDisposeScope();
        using var model = new TorchModel(spec, weights, CPU, isTrained: false);
        using var clipped = new ClippedGradients(spec, model, clipping, CPU);
        using var features = TorchData.Features(data, CPU);
        using var labels = TorchData.Labels(data, CPU);
        using var dropout = new Generator(1);
        var within = 0L;
        foreach (var part in parts.Length == 0 ? [[.. Enumerable.Range(0, data.Count).Select(i => (long)i)]] : parts)
        {
            var chosen = tensor(part);
            within += clipped.Add(features.index_select(0, chosen), labels.index_select(0, chosen), clipNorm, dropout).Within;
        }

        return ([.. clipped.Sums.data<float>().Select(x => (double)x)], within);
    }

    private static double[][] OneByOne(ModelSpec spec, float[] weights, DataSet data)
    {
        using var scope = NewDisposeScope();
        using var model = new TorchModel(spec, weights, CPU);
        using var features = TorchData.Features(data, CPU);
        using var labels = TorchData.Labels(data, CPU);
        var gradients = new double[data.Count][];
        for (var i = 0; i < data.Count; i++)
        {
            nn.functional.cross_entropy(model.Forward(features.narrow(0, i, 1), dropout: null), labels.narrow(0, i, 1)).backward();
            gradients[i] = [.. model.Parameters.SelectMany(parameter => parameter.grad!.contiguous().data<float>().Select(x => (double)x).ToArray())];
            foreach (var parameter in model.Parameters)
            {
                parameter.grad!.zero_();
            }
        }

        return gradients;
    }

    private static Span<double> Part(double[] gradient, ParameterTensor tensor) => gradient.AsSpan((int)tensor.Offset, (int)tensor.Count);

    private static double Norm(double[] x) => Math.Sqrt(x.Sum(value => value * value));

    private static double[] Scaled(double[] x, double factor) => [.. x.Select(value => value * factor)];

    private static double[] Sum(IEnumerable<double[]> rows) => rows.Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)]);

    private static void AssertClose(double[] expected, double[] found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.InRange(Norm([.. expected.Zip(found, (a, b) => a - b)]), 0, tolerance);
    }
}
