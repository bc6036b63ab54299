using System.Globalization;
using System.Text.Json.Nodes;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Batch.Functions;

/// <summary>
/// Real numbers as integers, and integers as digits of coefficients. The coefficients of several vectors, added modulo t,
/// unpack to the sums of the vectors.
/// </summary>
/// <example>
/// bits = 8, sites = 3: sums stay below 3·255 + 1, so digits have the radix 1024, and a coefficient below t ≈ 2^45 holds four:
/// [1, 2, 3] becomes the coefficient 1 + 2·1024 + 3·1024² = 3147777.
/// </example>
internal static class PackingFunctions
{
    private const int DefaultBits = 16;
    private const int MostSites = 1_000_000;

    public static IReadOnlyList<BatchFunction> All { get; } =
    [
        new(
            "quantize",
            "values (rounded to float32 first, clipped to ±range), bits [16], range [1], seed [0]",
            "quantized: [0 … 2^bits − 1], dequantized, step (2·range/(2^bits − 1))",
            Quantize),
        new(
            "packing.pack",
            "values (whole numbers below 2^bits; with range: real numbers, quantized first), bits [16], sites [1] (vectors that will be summed), "
            + "parameters [\"n4096-q58-b\"], range [none], seed [0]",
            "coefficients (decimal strings; add them modulo plainModulus), valuesPerCoefficient, radix, plainModulus, quantized (with range)",
            Pack),
        new(
            "packing.unpack",
            "coefficients (or values: decimal strings), bits [16], sites [1] (as when packing), members [sites] (vectors in this sum), "
            + "count [all], parameters [\"n4096-q58-b\"], range [none]",
            "values (sums; with range: real sums, and the sums of the integers as sums)",
            Unpack),
    ];

    private static JsonObject Quantize(BatchArguments arguments)
    {
        var (bits, range) = (Bits(arguments), arguments.Has("range") ? arguments.Real("range") : 1);
        var quantized = Quantize(arguments, bits, range);
        var values = new double[quantized.Length];
        Quantizer.Dequantize(bits, range, Array.ConvertAll(quantized, value => (ulong)value), 1, values);
        return new JsonObject
        {
            ["quantized"] = Json.Numbers<uint>(quantized),
            ["dequantized"] = Json.Numbers<double>(values),
            ["step"] = 2 * range / ((1u << bits) - 1),
        };
    }

    private static JsonObject Pack(BatchArguments arguments)
    {
        var bits = Bits(arguments);
        var hasRange = arguments.Has("range");
        var values = hasRange ? Quantize(arguments, bits, arguments.Real("range")) : Integers(arguments, bits);
        var plan = Plan(arguments, bits, values.Length);
        var packer = new VectorPacker(plan);
        var coefficients = new ulong[plan.Chunks * plan.Ring.Degree];
        for (var chunk = 0; chunk < plan.Chunks; chunk++)
        {
            var (start, count) = plan.ValuesOf(chunk);
            packer.Pack(chunk, values.AsSpan((int)start, count), [], coefficients.AsSpan(chunk * plan.Ring.Degree, plan.Ring.Degree));
        }

        var used = (values.Length + plan.ValuesPerCoefficient - 1) / plan.ValuesPerCoefficient;
        var result = new JsonObject
        {
            ["coefficients"] = Json.Decimals(coefficients.AsSpan(0, used)),
            ["valuesPerCoefficient"] = plan.ValuesPerCoefficient,
            ["radix"] = Json.Decimal(plan.Radix),
            ["plainModulus"] = Json.Decimal(plan.Ring.PlainModulus),
        };
        if (hasRange)
        {
            result["quantized"] = Json.Numbers<uint>(values);
        }

        return result;
    }

    private static JsonObject Unpack(BatchArguments arguments)
    {
        // The seed is one of the packing's arguments, which may be given back as they were.
        _ = arguments.Word("seed", fallback: 0);
        var bits = Bits(arguments);
        var given = arguments.Words(arguments.Has("coefficients") || !arguments.Has("values") ? "coefficients" : "values");
        var most = Plan(arguments, bits, 1).ValuesPerCoefficient * given.Length;
        var plan = Plan(arguments, bits, arguments.Whole("count", 1, Math.Max(1, most), fallback: most));
        if (given.AsSpan().ContainsAnyInRange(plan.Ring.PlainModulus, ulong.MaxValue))
        {
            throw new BatchException($"coefficients must lie below t = {plan.Ring.PlainModulus}: add them modulo t");
        }

        var members = arguments.Whole("members", 1, plan.Request.HeadRoom, fallback: plan.Request.HeadRoom);
        var sums = ReadOff(plan, members, given);
        if (!arguments.Has("range"))
        {
            return new JsonObject { ["values"] = Json.Numbers<ulong>(sums) };
        }

        var values = new double[sums.Length];
        Quantizer.Dequantize(bits, arguments.Real("range"), sums, members, values);
        return new JsonObject { ["values"] = Json.Numbers<double>(values), ["sums"] = Json.Numbers<ulong>(sums) };
    }

    private static ulong[] ReadOff(PackingPlan plan, int members, ReadOnlySpan<ulong> coefficients)
    {
        var packer = new VectorPacker(plan);
        var message = new ulong[plan.Ring.Degree];
        var sums = new ulong[plan.Request.Values];
        for (var chunk = 0; chunk < plan.Chunks; chunk++)
        {
            var some = coefficients[Math.Min(chunk * message.Length, coefficients.Length)..];
            some = some[..Math.Min(message.Length, some.Length)];
            some.CopyTo(message);
            message.AsSpan(some.Length).Clear();
            var (start, count) = plan.ValuesOf(chunk);
            if (!packer.TryUnpack(chunk, members, message, sums.AsSpan((int)start, count), []))
            {
                throw new BatchException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"coefficients are not the sum of {members} packed vectors of {plan.Request.Values} values below 2^{plan.Request.Bits}: "
                    + $"give bits, sites and parameters as when packing, and the right members and count"));
            }
        }

        return sums;
    }

    private static PackingPlan Plan(BatchArguments arguments, int bits, int count)
    {
        if (count == 0)
        {
            throw new BatchException("there must be at least one value");
        }

        var sites = arguments.Whole("sites", 1, MostSites, fallback: 1);
        var request = new PackingRequest { Sites = sites, BucketSize = sites, Bits = bits, Values = count, Truncate = false };
        var ring = RingParameters.Get(arguments.Text("parameters", RingParameters.Default.Name));
        return PackingPlan.TryCreate(ring, request, 0, out var plan, out var problem) ? plan : throw new BatchException(problem);
    }

    private static int Bits(BatchArguments arguments) =>
        arguments.Whole("bits", PackingRequest.MinimumBits, PackingRequest.MaximumBits, DefaultBits);

    private static uint[] Quantize(BatchArguments arguments, int bits, double range)
    {
        // Beyond float32 lies beyond any range.
        var values = Array.ConvertAll(arguments.Reals("values"), x => (float)Math.Clamp(x, float.MinValue, float.MaxValue));
        using var quantizer = new Quantizer(bits, range, new SeededRandomSource(arguments.Word("seed", fallback: 0)));
        var quantized = new uint[values.Length];
        quantizer.Quantize(0, values, 1, quantized);
        return quantized;
    }

    private static uint[] Integers(BatchArguments arguments, int bits)
    {
        // Nothing is drawn for integers.
        _ = arguments.Word("seed", fallback: 0);
        var largest = (1u << bits) - 1;
        var values = arguments.Words("values", "; give a range to have real numbers quantized first");
        return values.AsSpan().ContainsAnyExceptInRange(0UL, largest)
            ? throw new BatchException($"values of {bits} bits are at most {largest}: take more bits, or give a range to have real numbers quantized")
            : Array.ConvertAll(values, value => (uint)value);
    }
}
