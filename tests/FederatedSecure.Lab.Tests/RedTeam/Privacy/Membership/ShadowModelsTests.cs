using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Membership;

public sealed class ShadowModelsTests : IDisposable
{
    private static readonly Lazy<DataSet> Pool = new(() => Digits.Training.First(300));
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"shadows-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public void Draw_Any_GivesEveryRecordHalfOfTheModels()
    {
        var isIn = ShadowModels.Draw(8, 1000, new SeededRandomSource(1));

        Assert.All(Enumerable.Range(0, 1000), record => Assert.Equal(4, isIn.Count(model => model[record])));

        // A model's records are a binomial of 1,000 fair coins; five deviations.
        Assert.All(isIn, model => Assert.InRange(model.Count(flag => flag), 500 - 80, 500 + 80));
    }

    [Fact]
    public void Train_OneOrTwoWorkers_IsTheSame()
    {
        var one = Train(workers: 1, folder: null, new Counter());
        var two = Train(workers: 2, folder: null, new Counter());

        for (var model = 0; model < 4; model++)
        {
            Assert.Equal(one.Logits(model), two.Logits(model));
            Assert.Equal(one.Membership(model), two.Membership(model));
        }

        Assert.NotEqual(one.Logits(0), one.Logits(1));
    }

    [Fact]
    public void Train_AfterAnInterruption_GoesOnWithWhatWasKept()
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Train(workers: 1, _folder, new Counter(done => { if (done >= 2) { stop.Cancel(); } }), stop.Token));
        var kept = Directory.GetFiles(_folder);
        Assert.InRange(kept.Length, 1, 3);
        var times = kept.ToDictionary(file => file, File.GetLastWriteTimeUtc);

        var resumed = Train(workers: 1, _folder, new Counter());

        Assert.All(kept, file => Assert.Equal(times[file], File.GetLastWriteTimeUtc(file)));
        Assert.Equal(4, Directory.GetFiles(_folder).Length);
        Assert.Equal(Train(workers: 1, folder: null, new Counter()).Logits(0), resumed.Logits(0));
    }

    [Fact]
    public void Train_DamagedFile_IsTrainedAnew()
    {
        var whole = Train(workers: 1, _folder, new Counter());
        foreach (var file in Directory.GetFiles(_folder))
        {
            var bytes = File.ReadAllBytes(file);
            bytes[100] ^= 1;
            File.WriteAllBytes(file, bytes);
        }

        Assert.Equal(whole.Logits(2), Train(workers: 1, _folder, new Counter()).Logits(2));
    }

    [Fact]
    public void Train_FolderThatCannotBe_GoesOnAndSaysSo()
    {
        var file = Path.GetTempFileName();
        try
        {
            var cache = new ShadowCache(Path.Combine(file, "below-a-file"));

            new ShadowTraining(Networks.DigitNetwork, Pool.Value, 5).Train(new ShadowRecipe(1), 2, 1, cache, new Counter(), TestContext.Current.CancellationToken);

            Assert.NotNull(cache.Problem);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Calibrate_ModelOfKnownPasses_FindsThemWithinAFactorOfTwo()
    {
        // Trained on half of the pool as shadow models are, for six passes.
        var target = Networks.Trained(Networks.DigitNetwork, Pool.Value.First(150), epochs: 6, seed: 77);
        using var opened = new FederatedSecure.Lab.RedTeam.Targets.SpecTarget(Networks.DigitNetwork, target, TorchSharp.torch.CPU);
        var answers = FederatedSecure.Lab.RedTeam.Privacy.TargetLogits.Of(opened, Pool.Value, TestContext.Current.CancellationToken);

        var recipe = new ShadowTraining(Networks.DigitNetwork, Pool.Value, 5).Calibrate(answers, 30, TestContext.Current.CancellationToken);

        Assert.InRange(recipe.Epochs, 3, 12);
    }

    private static ShadowModels Train(int workers, string? folder, IProgress<double> progress, CancellationToken? cancellation = null) =>
        new ShadowTraining(Networks.DigitNetwork, Pool.Value, 5)
            .Train(new ShadowRecipe(2), 4, workers, new ShadowCache(folder), progress, cancellation ?? TestContext.Current.CancellationToken);

    /// <summary>Told on the thread that reports, not later.</summary>
    private sealed class Counter(Action<int>? look = null) : IProgress<double>
    {
        private int _count;

        public void Report(double value) => look?.Invoke(++_count);
    }
}
