namespace FederatedSecure.Models;

/// <summary>How the vectors of a record's tokens become one.</summary>
public enum EmbeddingBagMode
{
    Mean,
    Sum,
}
