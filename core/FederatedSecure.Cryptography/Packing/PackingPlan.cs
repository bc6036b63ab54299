using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using FederatedSecure.Cryptography.Lattice;

namespace FederatedSecure.Cryptography.Packing;

/// <summary>
/// How a vector of quantized values and a few numbers beside it become chunks of coefficients, such that the sum of a bucket
/// can be read off the sum of its chunks.
/// </summary>
/// <remarks>
/// The slots come first, one coefficient each. Then p values share a coefficient as digits of radix R, the first lowest:
/// v_0 + v_1·R + … With R above the largest sum K·(2^bits − 1), digits never carry, and p is the largest for which a whole sum
/// stays below t. Where a power of two allows the same p, R is one, and digits are cut by shifts.
/// </remarks>
public sealed class PackingPlan
{
    private PackingPlan(RingParameters ring, PackingRequest request, int droppedBits, int valuesPerCoefficient, ulong radix)
    {
        Ring = ring;
        Request = request;
        Codec = new CiphertextCodec(ring, droppedBits);
        ValuesPerCoefficient = valuesPerCoefficient;
        Radix = radix;
        var coefficients = request.Slots + ((request.Values + valuesPerCoefficient - 1) / valuesPerCoefficient);
        Chunks = (int)((coefficients + ring.Degree - 1) / ring.Degree);
        FailureLog2 = Noise.FailureLog2(request.HeadRoom, droppedBits, ring.DeltaBits, (double)Chunks * ring.Degree);
    }

    /// <summary>The ring.</summary>
    public RingParameters Ring { get; }

    /// <summary>What the plan was made for.</summary>
    public PackingRequest Request { get; }

    /// <summary>The wire form of a chunk.</summary>
    public CiphertextCodec Codec { get; }

    /// <summary>Lower bits of every ciphertext coefficient that do not travel.</summary>
    public int DroppedBits => Codec.DroppedBits;

    /// <summary>p.</summary>
    public int ValuesPerCoefficient { get; }

    /// <summary>R.</summary>
    public ulong Radix { get; }

    /// <summary>2^bits − 1: the largest quantized value.</summary>
    public uint LargestValue => (1u << Request.Bits) - 1;

    /// <summary>The largest number that a site may put into a slot.</summary>
    public ulong LargestSlot => (Ring.PlainModulus - 1) / (ulong)Request.HeadRoom;

    /// <summary>Number of chunks.</summary>
    public int Chunks { get; }

    /// <summary>Bytes of the ciphertext of the vector.</summary>
    public long Bytes => (long)Chunks * Codec.ByteCount;

    /// <summary>Bytes of the ciphertext per value.</summary>
    public double BytesPerValue => (double)Bytes / Request.Values;

    /// <summary>
    /// log2 of a bound on the probability that any coefficient of an honest sum fails to decrypt; −∞ where none can.
    /// </summary>
    public double FailureLog2 { get; }

    /// <summary>Makes the plan for a ring, which is how a site checks what a coordinator chose.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="droppedBits">τ.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="problem">Why there is none, and what to change.</param>
    public static bool TryCreate(
        RingParameters ring,
        PackingRequest request,
        int droppedBits,
        [NotNullWhen(true)] out PackingPlan? plan,
        [NotNullWhen(false)] out string? problem)
    {
        plan = null;
        problem = request.Problem();
        if (problem is not null)
        {
            return false;
        }

        if (droppedBits < 0 || droppedBits >= ring.DeltaBits)
        {
            problem = $"{droppedBits} bits cannot be dropped from ciphertexts of {ring}: at most {ring.DeltaBits - 1}.";
            return false;
        }

        var largestSum = (ulong)request.HeadRoom * ((1UL << request.Bits) - 1);
        var (count, radix) = Digits(largestSum, ring.PlainModulus);
        if (count == 0)
        {
            problem = $"The sum of {request.HeadRoom} values of {request.Bits} bits does not fit below the plain modulus of {ring} "
                + $"({64 - BitOperations.LeadingZeroCount(ring.PlainModulus)} bits): take fewer bits or smaller buckets.";
            return false;
        }

        if ((request.Slots + (request.Values / count)) / ring.Degree >= int.MaxValue - 1)
        {
            problem = $"{request.Values} values are more than one vector can hold: split the model.";
            return false;
        }

        plan = new PackingPlan(ring, request, droppedBits, count, radix);
        if (plan.FailureLog2 > request.LargestFailureLog2)
        {
            problem = string.Create(
                CultureInfo.InvariantCulture,
                $"A sum of {request.HeadRoom} ciphertexts of {ring} with {droppedBits} bits dropped may fail to decrypt with a probability of "
                + $"2^{plan.FailureLog2:0}, more than the accepted 2^{request.LargestFailureLog2:0}: take smaller buckets or drop fewer bits.");
            plan = null;
            return false;
        }

        return true;
    }

    /// <summary>The values that a chunk holds.</summary>
    /// <param name="chunk">From 0 to below <see cref="Chunks"/>.</param>
    /// <returns>Index of the first value, and their number.</returns>
    public (long Start, int Count) ValuesOf(int chunk)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(chunk);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(chunk, Chunks);
        var first = Math.Max(0, ((long)chunk * Ring.Degree) - Request.Slots);
        var end = Math.Max(0, ((chunk + 1L) * Ring.Degree) - Request.Slots);
        var start = Math.Min(first * ValuesPerCoefficient, Request.Values);
        return (start, (int)(Math.Min(end * ValuesPerCoefficient, Request.Values) - start));
    }

    /// <summary>The slots that a chunk holds: all in the first, unless there are very many.</summary>
    /// <returns>Index of the first slot, and their number.</returns>
    public (int Start, int Count) SlotsOf(int chunk)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(chunk);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(chunk, Chunks);
        var start = Math.Min((long)chunk * Ring.Degree, Request.Slots);
        return ((int)start, (int)Math.Min(Ring.Degree, Request.Slots - start));
    }

    /// <summary>The most digits whose sums stay below t, and their radix: a power of two where that costs no digit.</summary>
    private static (int Count, ulong Radix) Digits(ulong largestSum, ulong plainModulus)
    {
        var power = 1UL << (64 - BitOperations.LeadingZeroCount(largestSum));
        var (exact, rounded) = (Count(largestSum, largestSum + 1, plainModulus), Count(largestSum, power, plainModulus));
        return rounded == exact ? (rounded, power) : (exact, largestSum + 1);
    }

    private static int Count(ulong largestSum, ulong radix, ulong plainModulus)
    {
        var count = 0;
        UInt128 total = largestSum;
        UInt128 place = radix;
        while (total < plainModulus)
        {
            count++;
            total += largestSum * place;
            place *= radix;
        }

        return count;
    }
}
