using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FederatedSecure.Aggregation.ServerOptimizers;

/// <summary>
/// Applies a formula to every element of a tile, computing in double and rounding once to float. The remainder of a tile runs
/// through the same formula in a padded vector, so that where a tile ends changes no bit.
/// </summary>
internal static class TileWalk
{
    private const int Lanes = 4;

    /// <exception cref="ArgumentException">The lengths differ.</exception>
    internal static void Run<TStep>(
        TStep step, Span<float> parameters, ReadOnlySpan<float> meanUpdate, Span<float> first, Span<float> second)
        where TStep : struct, IElementStep
    {
        var length = parameters.Length;
        Require(meanUpdate.Length == length, "mean update", meanUpdate.Length, length);
        Require(TStep.StateVectors < 1 || first.Length == length, "first state vector", first.Length, length);
        Require(TStep.StateVectors < 2 || second.Length == length, "second state vector", second.Length, length);

        var whole = length - (length % Lanes);
        Vectors(
            step,
            ref MemoryMarshal.GetReference(parameters),
            ref MemoryMarshal.GetReference(meanUpdate),
            ref MemoryMarshal.GetReference(first),
            ref MemoryMarshal.GetReference(second),
            whole);
        if (whole < length)
        {
            Remainder(step, parameters[whole..], meanUpdate[whole..], From(first, whole), From(second, whole));
        }
    }

    private static void Vectors<TStep>(TStep step, ref float x, ref float delta, ref float first, ref float second, int length)
        where TStep : struct, IElementStep
    {
        for (var i = 0; i < length; i += Lanes)
        {
            var parameters = Load(ref x, i);
            var m = TStep.StateVectors > 0 ? Load(ref first, i) : default;
            var v = TStep.StateVectors > 1 ? Load(ref second, i) : default;
            step.Apply(ref parameters, Load(ref delta, i), ref m, ref v);
            Store(parameters, ref x, i);
            if (TStep.StateVectors > 0)
            {
                Store(m, ref first, i);
            }

            if (TStep.StateVectors > 1)
            {
                Store(v, ref second, i);
            }
        }
    }

    private static void Remainder<TStep>(
        TStep step, Span<float> parameters, ReadOnlySpan<float> meanUpdate, Span<float> first, Span<float> second)
        where TStep : struct, IElementStep
    {
        Span<float> padded = stackalloc float[4 * Lanes];
        padded.Clear();
        var x = padded[..Lanes];
        var delta = padded.Slice(Lanes, Lanes);
        var m = padded.Slice(2 * Lanes, Lanes);
        var v = padded.Slice(3 * Lanes, Lanes);
        parameters.CopyTo(x);
        meanUpdate.CopyTo(delta);
        first.CopyTo(m);
        second.CopyTo(v);
        Vectors(step, ref x[0], ref delta[0], ref m[0], ref v[0], Lanes);
        x[..parameters.Length].CopyTo(parameters);
        m[..first.Length].CopyTo(first);
        v[..second.Length].CopyTo(second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Load(ref float source, int index)
    {
        var x = Vector128.LoadUnsafe(ref source, (nuint)index);
        if (Avx.IsSupported)
        {
            return Avx.ConvertToVector256Double(x);
        }

        var (lower, upper) = Vector128.Widen(x);
        return Vector256.Create(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<double> value, ref float destination, int index)
    {
        var narrow = Avx.IsSupported
            ? Avx.ConvertToVector128Single(value)
            : Vector128.Narrow(value.GetLower(), value.GetUpper());
        narrow.StoreUnsafe(ref destination, (nuint)index);
    }

    // A state vector that the formula does not use may be empty, or hold anything.
    private static Span<float> From(Span<float> state, int start) => state.Length > start ? state[start..] : [];

    private static void Require(bool holds, string what, int actual, int expected)
    {
        if (!holds)
        {
            throw new ArgumentException($"The tile of the model has {expected} elements, that of the {what} has {actual}.");
        }
    }
}
