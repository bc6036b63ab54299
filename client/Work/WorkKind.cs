namespace FederatedSecure.Client.Work;

/// <summary>What is to be done.</summary>
public enum WorkKind
{
    /// <summary>Train and upload the difference.</summary>
    Train,

    /// <summary>Evaluate the model.</summary>
    Evaluate,
}
