using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Coordinator.Merging;

/// <summary>Makes one vector of a round's inputs, part by part.</summary>
internal abstract class Merge
{
    /// <summary>How many vectors it remembers from round to round.</summary>
    public virtual int MemoryVectors => 0;

    /// <summary>Merges a part. Parts are asked for in ascending order, each once.</summary>
    /// <param name="first">Its first value.</param>
    /// <param name="merged">Filled completely.</param>
    public abstract void Compute(long first, Memory<float> merged);

    /// <summary>Writes down what it remembers of a part that was just merged.</summary>
    /// <param name="first">The part's first value.</param>
    /// <param name="merged">The part.</param>
    /// <param name="after">Where to.</param>
    /// <param name="vector">The number of its first vector there.</param>
    public virtual void Remember(long first, ReadOnlySpan<float> merged, RoundMemory after, int vector)
    {
    }

    /// <summary>Writes down the rest, once all parts are merged.</summary>
    public virtual void Finish(RoundMemory after, int vector, CancellationToken cancellation)
    {
    }

    /// <summary>What it made of the inputs, once all parts are merged; null where there is nothing to say.</summary>
    public virtual MergeReport? Report => null;
}
