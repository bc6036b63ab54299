namespace FederatedSecure.Lab.RedTeam.Runs;

/// <summary>What a probe may use to be faster. No figure depends on it.</summary>
/// <param name="Cache">A folder for what takes long to make; made by the probe when it keeps something.</param>
/// <param name="Workers">Threads it may work on at a time, at least 1.</param>
internal sealed record ProbeMeans(string Cache, int Workers);
