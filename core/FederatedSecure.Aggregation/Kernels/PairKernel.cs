using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FederatedSecure.Aggregation.Kernels;

/// <summary>
/// Sums over pairs of rows of a tile: squared distances or inner products. Terms are summed in sixteen interleaved floats, over
/// one tile only; the sixteen are added up, and tiles are, in double precision. Every pair of rows is met while both lie in the
/// cache, two rows against four in registers.
/// </summary>
internal static class PairKernel
{
    /// <summary>Interleaved sums; the length of a row in the tile is a multiple of it.</summary>
    public const int Lanes = 16;

    /// <summary>Rows come in multiples of it; those that are missing are zeros.</summary>
    public const int RowBlock = 4;

    private const int Left = 2;

    /// <summary>Adds a tile's sums to <paramref name="sums"/>, rows × rows, on and above the diagonal.</summary>
    /// <param name="tile">Rows of finite floats.</param>
    /// <param name="factors">What each row has to be multiplied by to be what it was.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="width">Elements in a row, a multiple of <see cref="Lanes"/>.</param>
    /// <param name="sums">What they are added to.</param>
    public static void Add<TTerm>(ReadOnlySpan<float> tile, ReadOnlySpan<double> factors, int stride, int width, Span<double> sums)
        where TTerm : struct, IPairTerm
    {
        if (Lanes512.IsSupported)
        {
            Add<TTerm, Lanes512, Vector512<float>, Vector512<double>>(tile, factors, stride, width, sums);
        }
        else if (Lanes256.IsSupported)
        {
            Add<TTerm, Lanes256, Vector256<float>, Vector256<double>>(tile, factors, stride, width, sums);
        }
        else
        {
            AddOneByOne<TTerm>(tile, factors, stride, width, sums);
        }
    }

    /// <summary>The definition.</summary>
    internal static void AddOneByOne<TTerm>(ReadOnlySpan<float> tile, ReadOnlySpan<double> factors, int stride, int width, Span<double> sums)
        where TTerm : struct, IPairTerm
    {
        Span<float> lanes = stackalloc float[Lanes];
        for (var i = 0; i < factors.Length; i++)
        {
            for (var j = i; j < factors.Length; j++)
            {
                lanes.Clear();
                var x = tile.Slice(i * stride, width);
                var y = tile.Slice(j * stride, width);
                for (var k = 0; k < width; k++)
                {
                    lanes[k % Lanes] = TTerm.Add(lanes[k % Lanes], x[k], y[k]);
                }

                sums[(i * factors.Length) + j] += TTerm.Check(SumOneByOne(lanes), x, y) * factors[i] * factors[j];
            }
        }
    }

    internal static void Add<TTerm, TLanes, TFloats, TDoubles>(
        ReadOnlySpan<float> tile, ReadOnlySpan<double> factors, int stride, int width, Span<double> sums)
        where TTerm : struct, IPairTerm
        where TLanes : struct, ILanes<TFloats, TDoubles>
        where TFloats : struct
        where TDoubles : struct
    {
        var rows = factors.Length;
        Span<float> lanes = stackalloc float[Left * RowBlock * Lanes];
        for (var i = 0; i < rows; i += Left)
        {
            for (var j = i - (i % RowBlock); j < rows; j += RowBlock)
            {
                Block<TTerm, TLanes, TFloats, TDoubles>(tile, i * stride, j * stride, stride, width, lanes);
                for (var pair = 0; pair < Left * RowBlock; pair++)
                {
                    var (a, b) = (i + (pair / RowBlock), j + (pair % RowBlock));
                    if (b >= a)
                    {
                        var sum = TTerm.Check(Sum(lanes.Slice(pair * Lanes, Lanes)), tile.Slice(a * stride, width), tile.Slice(b * stride, width));
                        sums[(a * rows) + b] += sum * factors[a] * factors[b];
                    }
                }
            }
        }
    }

    /// <summary>Two rows against four.</summary>
    private static void Block<TTerm, TLanes, TFloats, TDoubles>(
        ReadOnlySpan<float> tile, int left, int right, int stride, int width, Span<float> lanes)
        where TTerm : struct, IPairTerm
        where TLanes : struct, ILanes<TFloats, TDoubles>
        where TFloats : struct
        where TDoubles : struct
    {
        ref var x0 = ref Unsafe.Add(ref MemoryMarshal.GetReference(tile), left);
        ref var x1 = ref Unsafe.Add(ref x0, stride);
        ref var y0 = ref Unsafe.Add(ref MemoryMarshal.GetReference(tile), right);
        ref var y1 = ref Unsafe.Add(ref y0, stride);
        ref var y2 = ref Unsafe.Add(ref y1, stride);
        ref var y3 = ref Unsafe.Add(ref y2, stride);
        ref var target = ref MemoryMarshal.GetReference(lanes);

        // Narrow registers go over the tile several times, so that the sixteen sums are the same as with wide ones.
        for (nuint phase = 0; phase < Lanes; phase += (nuint)TLanes.Count)
        {
            TFloats s00 = default, s01 = default, s02 = default, s03 = default;
            TFloats s10 = default, s11 = default, s12 = default, s13 = default;
            for (var k = phase; k < (nuint)width; k += Lanes)
            {
                var (a, b) = (TLanes.Load(ref x0, k), TLanes.Load(ref x1, k));
                var y = TLanes.Load(ref y0, k);
                s00 = TTerm.Add<TLanes, TFloats, TDoubles>(s00, a, y);
                s10 = TTerm.Add<TLanes, TFloats, TDoubles>(s10, b, y);
                y = TLanes.Load(ref y1, k);
                s01 = TTerm.Add<TLanes, TFloats, TDoubles>(s01, a, y);
                s11 = TTerm.Add<TLanes, TFloats, TDoubles>(s11, b, y);
                y = TLanes.Load(ref y2, k);
                s02 = TTerm.Add<TLanes, TFloats, TDoubles>(s02, a, y);
                s12 = TTerm.Add<TLanes, TFloats, TDoubles>(s12, b, y);
                y = TLanes.Load(ref y3, k);
                s03 = TTerm.Add<TLanes, TFloats, TDoubles>(s03, a, y);
                s13 = TTerm.Add<TLanes, TFloats, TDoubles>(s13, b, y);
            }

            TLanes.Store(s00, ref target, phase);
            TLanes.Store(s01, ref target, phase + Lanes);
            TLanes.Store(s02, ref target, phase + (2 * Lanes));
            TLanes.Store(s03, ref target, phase + (3 * Lanes));
            TLanes.Store(s10, ref target, phase + (4 * Lanes));
            TLanes.Store(s11, ref target, phase + (5 * Lanes));
            TLanes.Store(s12, ref target, phase + (6 * Lanes));
            TLanes.Store(s13, ref target, phase + (7 * Lanes));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Sum(ReadOnlySpan<float> lanes)
    {
        ref var start = ref MemoryMarshal.GetReference(lanes);
        var sum = (Lanes256.Widen(ref start, 0) + Lanes256.Widen(ref start, 8)) + (Lanes256.Widen(ref start, 4) + Lanes256.Widen(ref start, 12));
        return (sum[0] + sum[2]) + (sum[1] + sum[3]);
    }

    private static double SumOneByOne(ReadOnlySpan<float> lanes)
    {
        Span<double> sums = stackalloc double[Lanes];
        for (var i = 0; i < Lanes; i++)
        {
            sums[i] = lanes[i];
        }

        for (var half = Lanes / 2; half > 0; half /= 2)
        {
            for (var i = 0; i < half; i++)
            {
                sums[i] += sums[i + half];
            }
        }

        return sums[0];
    }
}
