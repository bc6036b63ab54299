namespace FederatedSecure.Benchmarks.Privacy;

/// <summary>Ways to the sum of clipped gradients of single records.</summary>
internal enum GradientMethod
{
    /// <summary>No clipping: one forward and one backward pass.</summary>
    Plain,

    /// <summary>One pass that keeps activations and output gradients, norms and weighted sums from them: what the trainer does.</summary>
    BookKeeping,

    /// <summary>Each record's gradient of each layer put together by products, kept, and added up: hooks and einsum, as in Opacus.</summary>
    KeptGradients,

    /// <summary>A pass for the norms, and another for the gradient of the weighted losses: ghost clipping (Li et al., ICLR 2022).</summary>
    TwoPasses,

    /// <summary>A pass for every record by itself.</summary>
    MicroBatches,
}
