namespace FederatedSecure.Lab.Demo;

/// <summary>What `lab demo` can be told.</summary>
public sealed record DemoOptions
{
    /// <summary>What <see cref="MinimumAccuracy"/> is where the sites train with differential privacy.</summary>
    public const double MinimumPrivateAccuracy = 0.7;

    /// <summary>Number of client processes, 3 to 32.</summary>
    public int Sites { get; init; } = 9;

    /// <summary>Whether the coordinator may read every site's update; otherwise only sums over buckets of sites are opened.</summary>
    public bool Plain { get; init; }

    /// <summary>Dishonest sites that the job stands; 0 for a weighted mean, which stands none.</summary>
    public int Attackers { get; init; }

    /// <summary>ε that the whole job may cost one digit of a site, at δ = 10⁻⁵; null to train without differential privacy.</summary>
    public double? Epsilon { get; init; }

    /// <summary>Rounds of training, 3 or more: one client is killed in the second.</summary>
    public int Rounds { get; init; } = 10;

    /// <summary>Concentration of the Dirichlet split, above 0; small values make the sites more different.</summary>
    public double Alpha { get; init; } = 0.5;

    /// <summary>Seed of the split, of the initial model and of the choice of the client that is killed.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Accuracy on the test digits below which the demo counts as failed, 0 to 1.</summary>
    public double MinimumAccuracy { get; init; } = 0.96;

    /// <summary>
    /// Whether an evaluator's process attacks what is to be released: a poisoned model that somebody submits at the start, and the trained
    /// one at the end.
    /// </summary>
    public bool Gate { get; init; }

    /// <summary>Directory that receives the report, `summary.json` and the model; null for none.</summary>
    public string? Out { get; init; }

    /// <summary>Whether the summary goes to the output stream as JSON, and everything else to the error stream.</summary>
    public bool Json { get; init; }

    /// <summary>Whether the working directory with logs and data directories stays.</summary>
    public bool Keep { get; init; }
}
