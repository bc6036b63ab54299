using FederatedSecure.Lab.RedTeam.Backdoors.Activations;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Backdoors.Activations;

public class TrainingDataProbesTests
{
    /// <summary>Every second of the poisoned training records: the marked ones are still the last.</summary>
    private static readonly DataSet Training = BackdooredDigits.Training.Select([.. Enumerable.Range(0, BackdooredDigits.Training.Count).Where(i => i % 2 == 0)]);

    private static readonly double[][] TargetClass = Representations();

    /// <summary>Of the records of the target class, those that are marked: they were appended last.</summary>
    private static readonly int[] Marked =
        [.. Enumerable.Range(0, TargetClass.Length).TakeLast(Enumerable.Range(0, BackdooredDigits.Training.Count).Count(i => i % 2 == 0 && i >= Digits.Training.Count))];

    [Fact]
    public void ActivationClustering_PoisonedClass_SmallerClusterAreTheMarkedRecords()
    {
        var clusters = ActivationClustering.Of(TargetClass, seed: 1);

        Assert.True(clusters.IsSuspicious);
        Assert.True(clusters.Smaller.Intersect(Marked).Count() > 0.9 * Marked.Length);
        Assert.True(clusters.Smaller.Intersect(Marked).Count() > 0.9 * clusters.Smaller.Length);
    }

    [Fact]
    public void SpectralSignature_PoisonedClass_MarkedRecordsHaveLargerScores()
    {
        var scores = SpectralSignature.Scores(TargetClass);

        var (marked, others) = (Marked.Select(i => scores[i]).Order().ToArray(), Enumerable.Range(0, scores.Length).Except(Marked).Select(i => scores[i]).Order().ToArray());
        Assert.True(marked[marked.Length / 2] > 2 * others[others.Length / 2]);
    }

    [Fact]
    public void ActivationClusteringProbe_PoisonedTrainingData_NamesTheClass()
    {
        var result = Probing.Run(new ActivationClusteringProbe(), Subject(BackdooredDigits.Weights));

        var silhouettes = result.Measurements.Where(measurement => measurement.Id == "backdoor.activation-clustering.silhouette").ToList();
        Assert.Equal("class 7", silhouettes.MaxBy(measurement => measurement.Value)!.Setting);
    }

    [Fact]
    public void SpectralSignatureProbe_PoisonedTrainingData_NamesTheClassEveryTime()
    {
        var (first, second) = (Probing.Run(new SpectralSignatureProbe(), Subject(BackdooredDigits.Weights)), Probing.Run(new SpectralSignatureProbe(), Subject(BackdooredDigits.Weights)));

        Assert.Equal(first.Measurements, second.Measurements);
        Assert.Contains("class 7", Assert.Single(first.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void NotApplicable_WithoutTrainingRecords_LeavesItToTheClients() => Assert.Contains(
        "clients", new ActivationClusteringProbe().NotApplicable(Subject(Digits.Weights) with { Training = null }), StringComparison.Ordinal);

    private static ProbeSubject Subject(float[] weights) => Probing.Subject(Networks.DigitNetwork, weights, Digits.Test) with { Training = Training };

    private static double[][] Representations() => TorchRuntime.Run(threads: 1, ComputeDevice.Cpu, _ =>
    {
        using var target = new SpecTarget(Networks.DigitNetwork, BackdooredDigits.Weights, CPU);
        return ClassRepresentations.Of(target, Training, CancellationToken.None)[BackdooredDigits.Target];
    });
}
