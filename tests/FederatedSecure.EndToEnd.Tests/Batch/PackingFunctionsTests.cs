using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using CsCheck;
using FederatedSecure.Lab.Batch;

namespace FederatedSecure.EndToEnd.Tests.Batch;

public sealed class PackingFunctionsTests
{
    /// <summary>t of n4096-q58-b, as Microsoft SEAL has it.</summary>
    private static readonly BigInteger PlainModulus = 35184365436929;

    [Fact]
    public void All_TheThree_AreListed() =>
        Assert.Superset(
            new HashSet<string> { "quantize", "packing.pack", "packing.unpack" }, BatchFunctions.All.Select(function => function.Name).ToHashSet());

    [Fact]
    public void Pack_ExampleOfTheFunctions_IsDigitsOfRadix1024()
    {
        var result = BatchCase.Result("packing.pack", JsonNode.Parse("""{"values": [1, "2", 3], "bits": 8, "sites": 3}""")!);

        Assert.Equal(
            """{"coefficients":["3147777"],"valuesPerCoefficient":4,"radix":"1024","plainModulus":"35184365436929"}""", result.ToJsonString());
    }

    [Fact]
    public void Unpack_SumOfPackedVectorsModuloT_IsTheSumOfTheVectors() => Gen.Select(
        Gen.Int[8, 24], Gen.Int[1, 97], Gen.Int[1, 40], Gen.Int[0, int.MaxValue], Gen.Bool).Sample(
        (bits, sites, count, seed, full) =>
        {
            if (sites * ((1L << bits) - 1) >= (long)PlainModulus)
            {
                return;
            }

            var random = new Random(seed);
            var vectors = Enumerable.Range(0, sites).Select(_ => Enumerable.Range(0, count).Select(_ => full ? (1L << bits) - 1 : random.NextInt64(1L << bits)).ToArray()).ToArray();
            BigInteger[]? total = null;
            foreach (var vector in vectors)
            {
                var packed = Coefficients(BatchCase.Result("packing.pack", new JsonObject { ["values"] = Array(vector), ["bits"] = bits, ["sites"] = sites }));
                total = total is null ? packed : [.. total.Zip(packed, (a, b) => (a + b) % PlainModulus)];
            }

            var result = BatchCase.Result("packing.unpack", new JsonObject
            {
                ["coefficients"] = Array(total!.Select(word => word.ToString(CultureInfo.InvariantCulture))),
                ["bits"] = bits,
                ["sites"] = sites,
                ["count"] = count,
            });

            Assert.Equal(Enumerable.Range(0, count).Select(i => vectors.Sum(vector => vector[i])), result["values"]!.AsArray().Select(v => v!.GetValue<long>()));
        },
        iter: 200);

    [Theory]
    [InlineData("n4096-q58-b", 20_001)]
    [InlineData("n2048-q54-b", 5_000)]
    public void Unpack_MoreValuesThanAPolynomialHolds_GivesAllBack(string parameters, int count)
    {
        var values = Enumerable.Range(0, count).Select(i => i * 2_654_435_761L % 65_536).ToArray();

        var packed = BatchCase.Result("packing.pack", new JsonObject { ["values"] = Array(values), ["sites"] = 5, ["parameters"] = parameters });
        var result = BatchCase.Result("packing.unpack", new JsonObject
        {
            ["coefficients"] = packed["coefficients"]!.DeepClone(),
            ["sites"] = 5,
            ["members"] = 1,
            ["count"] = count,
            ["parameters"] = parameters,
        });

        Assert.Equal(values, result["values"]!.AsArray().Select(v => v!.GetValue<long>()));
    }

    [Fact]
    public void Quantize_AnyValues_AreWithinAStepOfTheClippedOnes() => Gen.Select(
        Gen.Double[-5, 5].Array[1, 50], Gen.Int[8, 24], Gen.Double[0.01, 4], Gen.ULong).Sample(
        (values, bits, range, seed) =>
        {
            var arguments = new JsonObject { ["values"] = Array(values), ["bits"] = bits, ["range"] = range, ["seed"] = seed.ToString(CultureInfo.InvariantCulture) };
            var result = BatchCase.Result("quantize", arguments);
            var again = BatchCase.Result("quantize", arguments.DeepClone());

            Assert.Equal(result.ToJsonString(), again.ToJsonString());
            var (largest, step) = ((1L << bits) - 1, 2 * range / ((1L << bits) - 1));
            Assert.Equal(step, result["step"]!.GetValue<double>(), step * 1e-12);
            for (var i = 0; i < values.Length; i++)
            {
                var quantized = result["quantized"]![i]!.GetValue<long>();
                var real = result["dequantized"]![i]!.GetValue<double>();
                Assert.InRange(quantized, 0, largest);
                Assert.Equal((quantized * step) - range, real, range * 1e-12);

                // The rest is what float32 loses.
                Assert.InRange(real - Math.Clamp(values[i], -range, range), -step - (5e-7 * range), step + (5e-7 * range));
            }
        });

    [Fact]
    public void Quantize_ManySeeds_MeanIsTheValueItself()
    {
        const int seeds = 4_000;
        double[] values = [-1, -0.7312, -0.25, 0, 0.0011, 0.5, 0.9999, 1];
        var sums = new double[values.Length];
        for (var seed = 0; seed < seeds; seed++)
        {
            var result = BatchCase.Result("quantize", new JsonObject { ["values"] = Array(values), ["bits"] = 8, ["seed"] = seed });
            for (var i = 0; i < values.Length; i++)
            {
                sums[i] += result["dequantized"]![i]!.GetValue<double>();
            }
        }

        // A step of 2/255 rounds with a deviation of at most half of it; six deviations of a mean of 4,000.
        var bound = 6 * (1.0 / 255) / Math.Sqrt(seeds);
        Assert.All(values.Zip(sums), pair => Assert.InRange((pair.Second / seeds) - pair.First, -bound, bound));
    }

    [Fact]
    public void PackAndUnpack_RealNumbers_AddUpWithinTheSteps()
    {
        double[][] vectors = [[0.5, -0.5, 3], [0.25, 0.125, -3], [-1, 1, 0.75]];
        BigInteger[]? total = null;
        foreach (var (vector, seed) in vectors.Select((vector, i) => (vector, i)))
        {
            var packed = BatchCase.Result("packing.pack", new JsonObject { ["values"] = Array(vector), ["bits"] = 12, ["range"] = 2, ["seed"] = seed, ["sites"] = 3 });
            var coefficients = Coefficients(packed);
            total = total is null ? coefficients : [.. total.Zip(coefficients, (a, b) => (a + b) % PlainModulus)];
        }

        var result = BatchCase.Result("packing.unpack", new JsonObject
        {
            ["values"] = Array(total!.Select(word => word.ToString(CultureInfo.InvariantCulture))),
            ["bits"] = 12,
            ["range"] = 2,
            ["sites"] = 3,
            ["count"] = 3,
            ["seed"] = 0,
        });

        // 3 is clipped to 2, and −3 to −2.
        double[] expected = [-0.25, 0.625, 0.75];
        Assert.All(expected.Zip(result["values"]!.AsArray()), pair => Assert.Equal(pair.First, pair.Second!.GetValue<double>(), 3 * 4.0 / 4095));
    }

    [Theory]
    [InlineData("quantize", """{"bits": 8}""", "\"values\" is missing")]
    [InlineData("quantize", """{"values": [0, "Infinity"]}""", "finite")]
    [InlineData("quantize", """{"values": [0], "bits": 7}""", "from 8 to 24")]
    [InlineData("quantize", """{"values": [0], "range": 0}""", "between 1e-30 and 1e30")]
    [InlineData("quantize", """{"values": [0], "ranges": 1}""", "Did you mean \"range\"?")]
    [InlineData("packing.pack", """{"values": [256], "bits": 8}""", "at most 255")]
    [InlineData("packing.pack", """{"values": [0.5]}""", "give a range")]
    [InlineData("packing.pack", """{"values": []}""", "at least one value")]
    [InlineData("packing.pack", """{"values": [1], "bits": 8, "sites": 10000}""", "take smaller buckets")]
    [InlineData("packing.pack", """{"values": [1], "bits": 24, "sites": 97, "parameters": "n2048-q54-d24"}""", "take fewer bits or smaller buckets")]
    [InlineData("packing.pack", """{"values": [1], "parameters": "n4096"}""", "Take one of: n4096-q58-b")]
    [InlineData("packing.unpack", """{"bits": 8}""", "\"coefficients\" is missing")]
    [InlineData("packing.unpack", """{"coefficients": []}""", "at least one value")]
    [InlineData("packing.unpack", """{"coefficients": ["35184365436929"]}""", "modulo t")]
    [InlineData("packing.unpack", """{"coefficients": ["35184365436928"], "sites": 3}""", "not the sum of 3 packed vectors")]
    [InlineData("packing.unpack", """{"coefficients": ["1"], "members": 2}""", "members must be a whole number from 1 to 1")]
    [InlineData("packing.unpack", """{"coefficients": ["1"], "count": 3}""", "count must be a whole number from 1 to 2")]
    [InlineData("packing.unpack", """{"coefficients": ["1", "1"], "count": 1}""", "not the sum")]
    public void AnyFunction_ImpossibleArguments_AreAnErrorThatSaysWhatToChange(string function, string arguments, string expected) =>
        Assert.Contains(expected, BatchCase.Error(function, arguments), StringComparison.Ordinal);

    private static BigInteger[] Coefficients(JsonNode packed) =>
        [.. packed["coefficients"]!.AsArray().Select(word => BigInteger.Parse(word!.GetValue<string>(), CultureInfo.InvariantCulture))];

    private static JsonArray Array<T>(IEnumerable<T> values) => new([.. values.Select(value => (JsonNode?)JsonValue.Create(value))]);
}
