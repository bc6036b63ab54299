using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.Support;

/// <summary>Subjects for probes.</summary>
internal static class Subjects
{
    /// <summary>The network that was trained on the digits.</summary>
    public static ProbeSubject Digits => new(() => new SpecTarget(Networks.DigitNetwork, Support.Digits.Weights, CPU), Support.Digits.Test)
    {
        Spec = Networks.DigitNetwork,
        Weights = Support.Digits.Weights,
        Training = Support.Digits.Training,
    };

    /// <summary>A quick run with seed 1.</summary>
    public static ProbeContext Context(ProbeSubject subject, ProbeCost profile = ProbeCost.Quick) =>
        new(subject, profile, 1, new Progress<double>(), TestContext.Current.CancellationToken);
}
