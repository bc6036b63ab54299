using FederatedSecure.Learning.Training;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.Tabular;

/// <summary>
/// The box around all valid records within ε of a record, and that record itself: what attacks by gradient may search, since it has no
/// gaps. Features that cannot be changed, and categories whose jump is longer than ε, have one value in it.
/// </summary>
/// <param name="Least">[n, features].</param>
/// <param name="Most">[n, features].</param>
internal readonly record struct ValidReach(Tensor Least, Tensor Most)
{
    /// <summary>Of each record. Belongs to the caller's dispose scope.</summary>
    /// <param name="inputs">[n, features]: the clean records.</param>
    /// <param name="constraints">What valid records are.</param>
    /// <param name="epsilon">ε: the most that a single feature may move.</param>
    public static ValidReach Of(Tensor inputs, FeatureConstraints constraints, double epsilon)
    {
        var (clean, length) = (inputs.ToValues(), constraints.Lower.Length);
        var (least, most) = (new float[clean.Length], new float[clean.Length]);
        var projection = new ConstraintProjection(constraints);
        for (var at = 0; at < clean.Length; at += length)
        {
            projection.Reach(clean.AsSpan(at, length), least.AsSpan(at, length), most.AsSpan(at, length), epsilon);
        }

        return new ValidReach(TorchData.Upload(least, inputs.shape, inputs.device), TorchData.Upload(most, inputs.shape, inputs.device));
    }
}
