using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.Poisoning.Data;

/// <summary>
/// Records of one class are taught as another one: y′ = target where y = source. Tolpegin et al., ESORICS 2020.
/// </summary>
/// <remarks>Succeeds where test records of the source are taken for the target; the accuracy on the other classes hardly moves.</remarks>
/// <example>Source 2, target 7: labels 2, 7, 1 become 7, 7, 1.</example>
internal sealed class TargetedLabelFlip(int source, int target) : IDataPoison
{
    public bool IsStatic => true;

    public DataSet Poison(DataSet own, SiteView view) =>
        own with { Labels = Array.ConvertAll(own.Labels, label => label == source ? target : label) };

    public DataSet? Goal(DataSet test)
    {
        var goal = test.Select(Records.OfClass(test, source));
        return goal with { Labels = Array.ConvertAll(goal.Labels, _ => target) };
    }
}
