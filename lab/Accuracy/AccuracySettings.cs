namespace FederatedSecure.Lab.Accuracy;

/// <summary>How one model of the table is trained.</summary>
/// <param name="Rounds">Rounds of federated averaging; 1 where all records lie in one place.</param>
/// <param name="LocalEpochs">Passes over a site's records in a round.</param>
/// <param name="BatchSize">Expected records of a batch; a site with fewer takes all of its records.</param>
/// <param name="LearningRate">Step size of a site.</param>
/// <param name="Momentum">Momentum of a site, anew in every round.</param>
/// <param name="ClipNorm">C; without privacy it means nothing.</param>
/// <param name="ServerMomentum">β of FedAvgM, whose step is then 1 − β; 0 for plain federated averaging.</param>
public sealed record AccuracySettings(
    int Rounds, int LocalEpochs, int BatchSize, double LearningRate, double Momentum, double ClipNorm, double ServerMomentum = 0)
{
    /// <summary>
    /// The settings that did well, of some that were tried and judged on these very digits. <b>The trials are not part of any ε in the
    /// table</b>: on data that matter they would be jobs in the ledger. What they taught: the way that clipped steps can go, rate × C ×
    /// steps, has to be long enough to arrive, and brings the more noise the longer it is, however many steps it is cut into.
    /// </summary>
    /// <param name="epsilon">ε; infinite for training without privacy.</param>
    /// <param name="federated">Whether the records lie at several sites.</param>
    public static AccuracySettings For(double epsilon, bool federated) => (federated, epsilon) switch
    {
        (false, double.PositiveInfinity) => new(1, 10, 32, 0.03, 0.9, 1),
        (true, double.PositiveInfinity) => new(10, 2, 32, 0.03, 0.9, 1),
        (false, < 2) => new(1, 15, 1024, 0.5, 0.5, 1),
        (false, < 5) => new(1, 15, 512, 0.5, 0.5, 1),
        (false, _) => new(1, 30, 512, 1, 0, 1),
        (true, < 2) => new(10, 3, 256, 0.25, 0.5, 1),
        (true, < 5) => new(10, 3, 256, 0.5, 0.5, 1),
        (true, _) => new(10, 3, 256, 1, 0.5, 1),
    };
}
