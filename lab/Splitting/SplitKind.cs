namespace FederatedSecure.Lab.Splitting;

/// <summary>How records are dealt out to sites.</summary>
internal enum SplitKind
{
    /// <summary>At random, in equal parts.</summary>
    Iid,

    /// <summary>Each site with a mix of labels of its own, drawn from a Dirichlet distribution.</summary>
    Dirichlet,

    /// <summary>A part at random, the rest sorted by label.</summary>
    Similarity,

    /// <summary>Sorted by a column.</summary>
    Column,
}
