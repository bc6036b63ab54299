using FederatedSecure.Learning.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion;

/// <summary>Arithmetic of tensors with plain numbers, and over the features of each record.</summary>
/// <remarks>
/// The library makes a native number of every literal and may free it while native code still reads it; here each lives until the
/// operation is done.
/// </remarks>
internal static class TensorMath
{
    public static Tensor Times(this Tensor tensor, double factor)
    {
        using Scalar number = factor;
        return tensor.mul(number);
    }

    public static Tensor Plus(this Tensor tensor, double summand)
    {
        using Scalar number = summand;
        return tensor.add(number);
    }

    /// <summary>The same shape and kind, with this number everywhere.</summary>
    public static Tensor Filled(this Tensor like, double value)
    {
        using Scalar number = value;
        return torch.full_like(like, number);
    }

    public static Tensor AtLeast(this Tensor tensor, double least)
    {
        using Scalar number = least;
        return tensor.clamp_min(number);
    }

    public static Tensor AtMost(this Tensor tensor, double most)
    {
        using Scalar number = most;
        return tensor.clamp_max(number);
    }

    public static Tensor Between(this Tensor tensor, double least, double most)
    {
        using Scalar lower = least;
        using Scalar upper = most;
        return tensor.clamp(lower, upper);
    }

    public static Tensor IsAbove(this Tensor tensor, double limit)
    {
        using Scalar number = limit;
        return tensor.gt(number);
    }

    public static Tensor IsBelow(this Tensor tensor, double limit)
    {
        using Scalar number = limit;
        return tensor.lt(number);
    }

    public static Tensor Squared(this Tensor tensor) => tensor.mul(tensor);

    /// <summary>Not a number becomes 0, and infinities the largest numbers there are.</summary>
    public static Tensor Finite(this Tensor tensor) => nan_to_num(tensor);

    /// <summary>One number a record [n], shaped so that it meets every feature of <paramref name="records"/>.</summary>
    public static Tensor For(this Tensor perRecord, Tensor records) =>
        perRecord.view([perRecord.shape[0], .. Enumerable.Repeat(1L, (int)records.dim() - 1)]);

    /// <summary>Sums over the features of each record: [n].</summary>
    public static Tensor SumEach(this Tensor records) => records.flatten(1).sum([1L]);

    /// <summary>Largest value of each record: [n].</summary>
    public static Tensor MaxEach(this Tensor records) => records.flatten(1).amax([1L]);

    /// <summary>The length of each record: [n].</summary>
    public static Tensor LengthEach(this Tensor records, Norm norm) => norm switch
    {
        Norm.Linf => records.abs().MaxEach(),
        Norm.L2 => records.Squared().SumEach().sqrt(),
        _ => records.abs().SumEach(),
    };

    /// <summary>The places [k] at which <paramref name="mask"/> [n] holds.</summary>
    public static Tensor Places(this Tensor mask) => mask.nonzero().flatten();

    /// <summary>The records at these places.</summary>
    public static Tensor At(this Tensor records, Tensor places) => records.index_select(0, places);

    /// <summary>How many places of a mask hold. Waits for the device.</summary>
    public static int Count(this Tensor mask)
    {
        using var sum = mask.to(ScalarType.Int64).sum();
        return (int)TorchValue.Int64(sum);
    }

    /// <summary>All values, record after record, in memory of our own.</summary>
    public static float[] ToValues(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var values = new float[tensor.numel()];
        TorchData.Download(tensor.detach().to(CPU).to(ScalarType.Float32).contiguous().flatten(), values);
        return values;
    }

    /// <summary><paramref name="yes"/> where a record's mask holds, else <paramref name="no"/>.</summary>
    public static Tensor Choose(this Tensor mask, Tensor yes, Tensor no) => where(mask.For(yes), yes, no);
}
