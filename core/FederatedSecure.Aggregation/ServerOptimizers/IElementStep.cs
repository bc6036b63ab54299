using System.Runtime.Intrinsics;

namespace FederatedSecure.Aggregation.ServerOptimizers;

/// <summary>The formula of a server optimizer, for four elements at a time.</summary>
internal interface IElementStep
{
    /// <summary>How many of the two state values the formula uses: the others are neither read nor written.</summary>
    static abstract int StateVectors { get; }

    /// <summary>Changes the parameters x and the state for the mean update Δ.</summary>
    void Apply(ref Vector256<double> x, Vector256<double> delta, ref Vector256<double> first, ref Vector256<double> second);
}
