using CsCheck;
using FederatedSecure.Aggregation.ServerOptimizers;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.ServerOptimizers;

/// <summary>
/// What all server optimizers have in common. <see cref="ServerOptimizersOnOtherMachinesTests"/> runs this class again with
/// the vector instructions switched off.
/// </summary>
public sealed class ServerOptimizerTests
{
    public static TheoryData<string> Names => [.. ServerOptimizer.Names];

    [Fact]
    public void Names_All_AreInAlphabeticalOrder() =>
        Assert.Equal(["fedadam", "fedavg", "fedavgm", "fedyogi"], ServerOptimizer.Names);

    [Theory]
    [MemberData(nameof(Names))]
    public void Create_EveryName_IsThatOptimizer(string name) =>
        Assert.Equal(name, ServerOptimizer.Create(new ServerOptimizerOptions(name)).Name);

    [Fact]
    public void Create_UnknownName_SaysWhichThereAre()
    {
        var exception = Assert.Throws<ArgumentException>(() => ServerOptimizer.Create(new ServerOptimizerOptions("adam")));

        Assert.Contains("name: \"adam\" is no server optimizer: take one of fedadam, fedavg, fedavgm, fedyogi", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fedavgm", 0, 0f)]
    [InlineData("fedadam", 0, 0f)]
    [InlineData("fedadam", 1, 0.25f)]
    [InlineData("fedyogi", 0, 0f)]
    [InlineData("fedyogi", 1, 0.25f)]
    public void InitialState_EveryVector_IsThatOfThePaper(string name, int vector, float expected) =>
        Assert.Equal(expected, ServerOptimizer.Create(new ServerOptimizerOptions(name, Tau: 0.5)).InitialState(vector));

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_AnyUpdates_IsThatOfThePlainFormula(string name) =>
        Gen.Select(Gen.Int[0, 40], Gen.ULong).Sample((length, seed) =>
        {
            var options = new ServerOptimizerOptions(name, 0.3, 0.8, 0.7, 0.95, 0.2);
            var start = Vectors.Random(length, seed);
            var run = new OptimizerRun(options, start);
            var plain = new PlainFormulas(options, start);
            for (var round = 0UL; round < 5; round++)
            {
                var update = Vectors.Random(length, unchecked(seed + round + 1));
                run.Step(update);
                plain.Step(update);
            }

            return run.AllBits.SequenceEqual(plain.AllBits);
        });

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_AnyTiles_HasTheSameBits(string name) =>
        Gen.Select(Gen.Int[1, 100], Gen.Int[0, 100].Array[0, 6], Gen.ULong).Sample((length, cuts, seed) =>
        {
            var start = Vectors.Random(length, seed);
            var (whole, tiled) = (new OptimizerRun(new ServerOptimizerOptions(name), start), new OptimizerRun(new ServerOptimizerOptions(name), start));
            for (var round = 0UL; round < 3; round++)
            {
                var update = Vectors.Random(length, unchecked(seed + round + 1));
                whole.Step(update);
                foreach (var tile in Vectors.Tiles(length, cuts))
                {
                    tiled.StepTile(update, tile);
                }
            }

            return whole.AllBits.SequenceEqual(tiled.AllBits);
        });

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_TilesOfDifferentLengths_ThrowsAndChangesNothing(string name)
    {
        var optimizer = ServerOptimizer.Create(new ServerOptimizerOptions(name));
        float[] parameters = [1, 2, 3, 4, 5];
        float[] update = [1, 1, 1, 1, 1];

        Assert.Throws<ArgumentException>(() => optimizer.Step(parameters, update.AsSpan(1), new float[5], new float[5]));
        Assert.Throws<ArgumentException>(() => optimizer.Step(parameters, new float[6], new float[5], new float[5]));
        if (optimizer.StateVectors > 0)
        {
            Assert.Throws<ArgumentException>(() => optimizer.Step(parameters, update, new float[4], new float[5]));
        }

        if (optimizer.StateVectors > 1)
        {
            Assert.Throws<ArgumentException>(() => optimizer.Step(parameters, update, new float[5], new float[6]));
        }

        Assert.Equal([1f, 2, 3, 4, 5], parameters);
    }
}
