namespace FederatedSecure.Aggregation.Rules;

/// <summary>What a rule cannot work without.</summary>
[Flags]
public enum RuleNeeds
{
    /// <summary>The inputs alone.</summary>
    None = 0,

    /// <summary>The number of bad inputs to stand.</summary>
    F = 1,

    /// <summary>Distances among the inputs: one more pass over them.</summary>
    Distances = 2,

    /// <summary>An update that the server trained itself.</summary>
    Root = 4,

    /// <summary>Something kept from round to round.</summary>
    History = 8,

    /// <summary>Other looks at the inputs, such as signs or sampled elements: one more pass over them.</summary>
    Inspection = 16,
}
