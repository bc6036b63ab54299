using FederatedSecure.Lab.RedTeam.Defences.Detectors;
using FederatedSecure.Lab.RedTeam.Defences.MaskedGradients;
using FederatedSecure.Lab.RedTeam.Defences.Outputs;
using FederatedSecure.Lab.RedTeam.Defences.Smoothing;
using FederatedSecure.Lab.RedTeam.Defences.Squeezing;
using FederatedSecure.Lab.RedTeam.Defences.Training;
using FederatedSecure.Lab.RedTeam.Defences.Transforms;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Defences;

/// <summary>The probes of this class, in the order of the report.</summary>
internal static class DefenceProbes
{
    public static IReadOnlyList<Probe> All { get; } =
    [
        new MaskedGradientsProbe(),
        TransformProbe.FeatureSqueezing(),
        new SqueezingDetectorProbe(),
        TransformProbe.Jpeg(),
        TransformProbe.SpatialSmoothing(),
        new SmoothingProbe(),
        new DetectorsProbe(),
        new OutputDefencesProbe(),
        new HardeningProbe(HardeningRecipe.GaussianAugmentation, ProbeCost.Standard),
        new HardeningProbe(HardeningRecipe.LabelSmoothing, ProbeCost.Standard),
        new HardeningProbe(HardeningRecipe.FastTraining, ProbeCost.Standard),
        new HardeningProbe(HardeningRecipe.PgdTraining, ProbeCost.Full),
        new HardeningProbe(HardeningRecipe.Trades, ProbeCost.Full),
    ];
}
