namespace FederatedSecure.Learning.Data;

/// <summary>What a column of a CSV file is.</summary>
public enum CsvColumnKind
{
    /// <summary>A number; one feature, standardized.</summary>
    Numeric,

    /// <summary>One of a list of values; one feature for each of them, 0 or 1.</summary>
    Categorical,

    /// <summary>What is to be predicted.</summary>
    Label,

    /// <summary>A protected attribute: kept for fairness checks, never a feature.</summary>
    Protected,

    /// <summary>Not looked at.</summary>
    Ignored,
}
