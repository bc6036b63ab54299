namespace FederatedSecure.Learning.Training;

/// <summary>What computes.</summary>
public enum ComputeDevice
{
    /// <summary>A GPU where libtorch can use one, else the processor.</summary>
    Auto,

    /// <summary>The processor. Whether there is a GPU is not even asked.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU, or nothing: where there is none, nothing is trained.</summary>
    Cuda,
}
