namespace FederatedSecure.Lab.RedTeam.Defences.Training;

/// <summary>
/// Notices catastrophic overfitting: training with single steps may within one pass lose nearly all accuracy under an attack of many
/// steps, while that under single steps rises (Wong et al., ICLR 2020, section 5.4, whose threshold this is).
/// </summary>
internal sealed class CollapseGuard
{
    private const double LargestDrop = 0.2;
    private double _best = double.NegativeInfinity;

    /// <summary>Whether accuracy under many steps has fallen by more than 20 points from the best pass.</summary>
    public bool HasCollapsed(double accuracy)
    {
        _best = Math.Max(_best, accuracy);
        return accuracy < _best - LargestDrop;
    }
}
