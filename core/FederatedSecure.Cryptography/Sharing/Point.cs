namespace FederatedSecure.Cryptography.Sharing;

/// <summary>A value of a polynomial modulo q.</summary>
internal readonly record struct Point(ulong X, ulong Y);
