using TorchSharp;
using static TorchSharp.torch;

namespace FederatedSecure.Learning.Training;

/// <summary>Reads single numbers out of tensors.</summary>
/// <remarks>
/// The library's own <c>tensor.ToSingle()</c> makes a native number and reads it when nobody refers to its owner any more. A collection in
/// between frees it, and the read ends the whole process, or gives garbage; seen about once in some hundred thousand steps.
/// </remarks>
internal static class TorchValue
{
    /// <summary>The value of a tensor of one float.</summary>
    public static float Single(Tensor tensor)
    {
        using Scalar value = tensor.ToScalar();
        return value.ToSingle();
    }

    /// <summary>The value of a tensor of one 64-bit integer.</summary>
    public static long Int64(Tensor tensor)
    {
        using Scalar value = tensor.ToScalar();
        return value.ToInt64();
    }
}
