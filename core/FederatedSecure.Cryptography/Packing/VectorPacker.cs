using FederatedSecure.Cryptography.Packing.Kernels;

namespace FederatedSecure.Cryptography.Packing;

/// <summary>Puts values and slots into the coefficients of chunks, and reads sums off the sum of chunks.</summary>
/// <param name="plan">The plan.</param>
public sealed class VectorPacker(PackingPlan plan)
{
    /// <summary>Packs one chunk.</summary>
    /// <param name="chunk">From 0 to below the plan's number of chunks.</param>
    /// <param name="values">The chunk's values (<see cref="PackingPlan.ValuesOf"/>), each at most 2^bits − 1.</param>
    /// <param name="slots">The chunk's slots (<see cref="PackingPlan.SlotsOf"/>), each at most <see cref="PackingPlan.LargestSlot"/>.</param>
    /// <param name="message">Receives N coefficients, those after the last value being zero.</param>
    /// <exception cref="ArgumentException">A length is wrong, or a value or slot too large.</exception>
    public void Pack(int chunk, ReadOnlySpan<uint> values, ReadOnlySpan<ulong> slots, Span<ulong> message)
    {
        Require(chunk, values.Length, slots.Length, message.Length);
        if (values.ContainsAnyExceptInRange(0u, plan.LargestValue))
        {
            throw new ArgumentException($"A value of {plan.Request.Bits} bits is at most {plan.LargestValue}.", nameof(values));
        }

        if (slots.ContainsAnyExceptInRange(0UL, plan.LargestSlot))
        {
            throw new ArgumentException($"A slot holds at most {plan.LargestSlot}: scale the number down.", nameof(slots));
        }

        slots.CopyTo(message);
        var used = DigitKernels.Pack(values, plan.ValuesPerCoefficient, plan.Radix, message[slots.Length..]);
        message[(slots.Length + used)..].Clear();
    }

    /// <summary>Reads the sums off one opened chunk.</summary>
    /// <param name="chunk">From 0 to below the plan's number of chunks.</param>
    /// <param name="members">Sites in the sum.</param>
    /// <param name="message">N coefficients.</param>
    /// <param name="sums">Receives the sums of the chunk's values.</param>
    /// <param name="slots">Receives the sums of the chunk's slots.</param>
    /// <returns>
    /// False where a sum is larger than that many honest sites can make: somebody sent a message out of range, and the bucket is
    /// provably bad. The sums are then worthless.
    /// </returns>
    /// <exception cref="ArgumentException">A length is wrong, or there are more members than the plan has head-room for.</exception>
    public bool TryUnpack(int chunk, int members, ReadOnlySpan<ulong> message, Span<ulong> sums, Span<ulong> slots)
    {
        Require(chunk, sums.Length, slots.Length, message.Length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(members);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(members, plan.Request.HeadRoom);
        message[..slots.Length].CopyTo(slots);
        var rest = message[slots.Length..];
        var (used, isWhole) = DigitKernels.Unpack(rest, plan.ValuesPerCoefficient, plan.Radix, sums);
        return isWhole
            && !rest[used..].ContainsAnyExcept(0UL)
            && !sums.ContainsAnyExceptInRange(0UL, (ulong)members * plan.LargestValue)
            && !slots.ContainsAnyExceptInRange(0UL, (ulong)members * plan.LargestSlot);
    }

    private void Require(int chunk, int values, int slots, int coefficients)
    {
        var (expectedValues, expectedSlots) = (plan.ValuesOf(chunk).Count, plan.SlotsOf(chunk).Count);
        if (values != expectedValues || slots != expectedSlots || coefficients != plan.Ring.Degree)
        {
            throw new ArgumentException(
                $"Chunk {chunk} has {expectedValues} values, {expectedSlots} slots and {plan.Ring.Degree} coefficients; "
                + $"{values}, {slots} and {coefficients} were given.");
        }
    }
}
