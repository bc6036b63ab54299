namespace FederatedSecure.Learning.Data;

/// <summary>How bad a finding is.</summary>
public enum DataSeverity
{
    /// <summary>Training works, but somebody should look.</summary>
    Warning,

    /// <summary>The data set cannot be trained on.</summary>
    Error,
}
