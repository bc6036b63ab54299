namespace FederatedSecure.Client.Prediction.Guard;

/// <summary>A feature that has drifted.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Wasserstein">Distance from the reference in its deviations; in the feature's unit where the reference is constant.</param>
/// <param name="KolmogorovSmirnov">Largest gap of the distribution functions.</param>
/// <param name="PValue">Of that gap, adjusted for the number of features.</param>
/// <param name="PopulationStability">Population stability index over tenths of the reference.</param>
internal sealed record ShiftedFeature(string Name, double Wasserstein, double KolmogorovSmirnov, double PValue, double PopulationStability);
