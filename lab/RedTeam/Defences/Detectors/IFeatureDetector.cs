using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Detectors;

/// <summary>Tells from a model's representation of an input how unusual it is.</summary>
internal interface IFeatureDetector
{
    /// <summary>Last part of ids, as "mahalanobis".</summary>
    string Name { get; }

    /// <summary>Scores [n] of representations [n, features]; larger is more suspicious.</summary>
    Tensor Score(Tensor representations);

    /// <summary>Something with a useful gradient that is small where <see cref="Score"/> is: the score itself, where it has one.</summary>
    Tensor Slope(Tensor representations) => Score(representations);
}
