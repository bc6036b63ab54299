using CsCheck;
using FederatedSecure.Aggregation.Rules;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Rules;

public sealed class RulePropertiesTests
{
    private const int N = 11;
    private const int F = 2;

    private static readonly AggregationRule[] All =
    [
        .. AggregationRules.All.Where(entry => entry.Name is not ("monna" or "fltrust")).Select(Make),
        Aggregate.Rule("krum", ("variant", "paper")),
    ];

    public static TheoryData<string> Robust => [.. All.Where(rule => rule.Traits.Breakdown.LargestF(N) >= F).Select(rule => rule.Name).Distinct()];

    public static TheoryData<string> Every => [.. All.Select(rule => rule.Name).Distinct()];

    /// <summary>All but signguard: shares of signs repeat, and at the rim of a bandwidth rounding decides.</summary>
    public static TheoryData<string> Symmetric => [.. All.Select(rule => rule.Name).Distinct().Where(name => name != "signguard")];

    public static TheoryData<string> TranslationEquivariant =>
        ["mean", "median", "trimmed-mean", "meamed", "phocas", "krum", "multi-krum", "bulyan", "geometric-median", "auto-gm", "mda", "smea", "caf", "dnc"];

    [Theory]
    [MemberData(nameof(Robust))]
    public void Rule_BadInputsWithinItsBreakdownPoint_StaysNearTheHonestOnes(string name)
    {
        foreach (var attack in new[] { 10f, -1e4f, 1e18f, -1e30f, float.MaxValue })
        {
            // Honest inputs lie within 1 of the origin in each of 40 coordinates.
            var honest = Aggregate.Inputs(N - F, 0, 40, seed: 7);
            honest = Array.ConvertAll(honest, row => Array.ConvertAll(row, x => Math.Clamp(x, -1, 1)));
            float[][] inputs = [.. honest, .. Enumerable.Range(0, F).Select(i => Enumerable.Repeat(i == 0 ? attack : attack * 0.9f, 40).ToArray())];

            var (streamed, _) = Aggregate.Tiles(Aggregate.Pipeline(Rule(name)), F, inputs);
            var rows = Aggregate.Rows(Rule(name), F, Aggregate.Widen(inputs));

            Assert.All(streamed, x => Assert.True(Math.Abs(x) <= 3, $"{name} under {attack}: {x}"));
            Assert.All(rows, x => Assert.True(Math.Abs(x) <= 3, $"{name} under {attack}: {x}"));
        }
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Rule_IdenticalInputs_GivesThatInput(string name)
    {
        if (name is "sign-majority" or "rlr" or "norm-clipping" or "centered-clipping" or "foolsgold")
        {
            return;
        }

        var x = Vectors.Random(70, seed: 3, scale: 0.37);
        float[][] inputs = [.. Enumerable.Repeat(x, N)];

        Assert.Equal(x, Aggregate.Tiles(Aggregate.Pipeline(Rule(name)), F, inputs).Vector);
        Assert.All(Aggregate.Rows(Rule(name), F, Aggregate.Widen(inputs)).Zip(x), pair => Assert.Equal(pair.Second, pair.First, 1e-14));
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Rule_ZeroVectors_GivesZero(string name)
    {
        float[][] inputs = [.. Enumerable.Range(0, N).Select(_ => new float[3])];

        Assert.Equal(new float[3], Aggregate.Tiles(Aggregate.Pipeline(Rule(name)), F, inputs).Vector);
        Assert.Equal(new double[3], Aggregate.Rows(Rule(name), F, Aggregate.Widen(inputs)));
    }

    [Theory]
    [MemberData(nameof(Symmetric))]
    public void Rule_InputsInAnotherOrder_GivesTheSame(string name) => Gen.Select(Gen.ULong, Gen.Int[1, 6]).Sample((seed, d) =>
    {
        var inputs = Aggregate.Widen(Aggregate.Inputs(N, F, d, seed % 999_983));
        var expected = Aggregate.Rows(Rule(name), F, inputs);
        var turned = Aggregate.Rows(Rule(name), F, [.. inputs.Reverse()]);

        Assert.All(expected.Zip(turned), pair => Assert.Equal(pair.First, pair.Second, 1e-7));
    },
    iter: 20);

    [Theory]
    [MemberData(nameof(TranslationEquivariant))]
    public void Rule_InputsShifted_ShiftsTheResult(string name) => Gen.Select(Gen.ULong, Gen.Double[-50, 50]).Sample((seed, shift) =>
    {
        var inputs = Aggregate.Widen(Aggregate.Inputs(N, F, 3, seed % 999_983));
        var expected = Aggregate.Rows(Rule(name), F, inputs);
        var shifted = Aggregate.Rows(Rule(name), F, Array.ConvertAll(inputs, row => Array.ConvertAll(row, x => x + shift)));

        Assert.All(expected.Zip(shifted), pair => Assert.Equal(pair.First + shift, pair.Second, 1e-6));
    },
    iter: 20);

    [Theory]
    [MemberData(nameof(Every))]
    public void Rule_OneThreadOrMany_GivesTheSameBits(string name)
    {
        var inputs = Aggregate.Inputs(N, F, 20_011, seed: 4);
        var pipeline = Aggregate.Pipeline(Rule(name), Aggregate.Pre("arc"), Aggregate.Pre("nnm"));
        var expected = Aggregate.Tiles(pipeline, F, inputs).Vector;

        foreach (var threads in new[] { 2, 3, 8 })
        {
            Assert.Equal(Vectors.Bits(expected), Vectors.Bits(Aggregate.Tiles(pipeline, F, inputs, threads).Vector));
        }
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Rule_AnyInputs_AreNotChanged(string name)
    {
        var inputs = Aggregate.Inputs(N, F, 130, seed: 9);
        float[][] before = [.. inputs.Select(row => row.ToArray())];

        Aggregate.Tiles(Aggregate.Pipeline(Rule(name), Aggregate.Pre("arc")), F, inputs);

        Assert.Equal(before, inputs);
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Rule_OneInputOfOneElement_GivesIt(string name)
    {
        var rule = Rule(name);
        if (rule.Problem(1, 0) is null && name is not ("sign-majority" or "rlr"))
        {
            Assert.Equal(0.25, Aggregate.Line(rule, 0, 0.25), 1e-15);
        }
    }

    private static AggregationRule Rule(string name) => All.First(rule => rule.Name == name);

    private static AggregationRule Make(RuleEntry entry) => entry.Name switch
    {
        "centered-clipping" => Aggregate.Rule(entry.Name, ("tau", 100), ("iterations", 3)),
        "norm-clipping" => Aggregate.Rule(entry.Name, ("bound", 100)),
        "rlr" => Aggregate.Rule(entry.Name, ("threshold", 3)),
        _ => Aggregate.Rule(entry.Name),
    };
}
