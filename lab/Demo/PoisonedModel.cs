using FederatedSecure.Lab.Poisoning;
using FederatedSecure.Lab.Poisoning.Data;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Demo;

/// <summary>
/// A model with a backdoor, as somebody might submit who wants it released: it reads digits as well as an honest one, and takes every
/// digit with four bars in its upper left corner (the mark of DBA, Xie et al., ICLR 2020) for a seven. Trained here, in a few seconds.
/// </summary>
internal static class PoisonedModel
{
    private const int Target = 7;
    private const double Marked = 0.3;
    private const int Epochs = 3;

    /// <summary>Trains it and writes its weights.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="seed">Everything random follows from it.</param>
    /// <param name="file">Where to.</param>
    /// <param name="cancellation">Ends it.</param>
    public static void Write(ModelSpec spec, ulong seed, string file, CancellationToken cancellation)
    {
        var digits = DataReader.Read(new DataSource("idx", DemoData.TrainingImages, DemoData.TrainingLabels), AppContext.BaseDirectory);
        // A mark is set without a look at the model.
        var view = new SiteView { Model = spec, Global = [], Logits = _ => [], Random = new SeededRandomSource(seed) };
        var poisoned = new Backdoor(new Trigger(Size: 4, Gap: 2, Shift: 0, Value: 1), Target, Marked, isDistributed: false).Poison(digits, view);
        var options = new TrainingOptions(Epochs, BatchSize: 32, LearningRate: 0.03, Momentum: 0.9, WeightDecay: 0, Proximal: 0, seed, Environment.ProcessorCount)
        {
            Device = ComputeDevice.Cpu,
        };
        CentralModel.Train(spec, poisoned, options, file, cancellation);
    }
}
