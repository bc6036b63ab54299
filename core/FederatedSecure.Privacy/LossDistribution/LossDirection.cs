namespace FederatedSecure.Privacy;

/// <summary>
/// Which of two neighbours the results come from. Add-remove privacy asks for both: for one step removing is the worse one,
/// but under composition neither always is (Lebeda et al., "Avoiding pitfalls for privacy accounting of subsampled mechanisms
/// under composition", 2024).
/// </summary>
internal enum LossDirection
{
    /// <summary>The record is in the data: x ~ P = (1 − q)·N(0, σ²) + q·N(1, σ²), loss ln(P/Q).</summary>
    Remove,

    /// <summary>It is not: x ~ Q = N(0, σ²), loss ln(Q/P).</summary>
    Add,
}
