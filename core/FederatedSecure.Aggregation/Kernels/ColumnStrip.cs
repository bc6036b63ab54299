using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FederatedSecure.Aggregation.Kernels;

/// <summary>
/// A narrow block of columns, as many as a few registers hold, and what rules do with it while it lies in the nearest cache.
/// One thread's working space; not for several at once.
/// </summary>
internal sealed class ColumnStrip
{
    /// <summary>Columns in a strip. Those beyond the end of the vectors are zeros.</summary>
    public const int Width = 64;

    private readonly float[] _values;
    private readonly float[] _sorted;
    private readonly double[] _sums = new double[Width];
    private readonly int[] _balances = new int[Width];

    public ColumnStrip(int rows) =>
        (Rows, _values, _sorted, Column, Scratch) = (rows, new float[rows * Width], new float[rows * Width], new double[rows], new double[rows]);

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>The block, row by row.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The block with each column sorted, as far as <see cref="Sort"/> was asked to.</summary>
    public ReadOnlySpan<float> Sorted => _sorted;

    /// <summary>Sums of columns.</summary>
    public Span<double> Sums => _sums;

    /// <summary>Positive elements less negative ones, of columns.</summary>
    public ReadOnlySpan<int> Balances => _balances;

    /// <summary>Space for one column.</summary>
    public double[] Column { get; }

    /// <summary>Space for one more.</summary>
    public double[] Scratch { get; }

    /// <summary>Copies a strip out of a tile.</summary>
    /// <param name="tile">The tile, from the strip's first column.</param>
    /// <param name="stride">From one row to the next.</param>
    public void Load(ReadOnlySpan<float> tile, int stride)
    {
        for (var row = 0; row < Rows; row++)
        {
            tile.Slice(row * stride, Width).CopyTo(_values.AsSpan(row * Width, Width));
        }
    }

    /// <summary>One column of the block, in the order of the rows.</summary>
    public ReadOnlySpan<double> Gather(int column)
    {
        for (var row = 0; row < Rows; row++)
        {
            Column[row] = _values[(row * Width) + column];
        }

        return Column;
    }

    /// <summary>One column of the sorted block.</summary>
    public ReadOnlySpan<double> GatherSorted(int column)
    {
        for (var row = 0; row < Rows; row++)
        {
            Scratch[row] = _sorted[(row * Width) + column];
        }

        return Scratch;
    }

    /// <summary>Puts the values of some ranks of every column into their places in <see cref="Sorted"/>.</summary>
    public void Sort(int first, int count)
    {
        _values.CopyTo(_sorted, 0);
        if (Lanes512.IsSupported)
        {
            Exchange<Lanes512, Vector512<float>, Vector512<double>>(_sorted, SortingNetwork.For(Rows, first, count));
        }
        else if (Lanes256.IsSupported)
        {
            Exchange<Lanes256, Vector256<float>, Vector256<double>>(_sorted, SortingNetwork.For(Rows, first, count));
        }
        else
        {
            SortOneByOne(_sorted, Rows);
        }
    }

    /// <summary>Adds up some rows of the sorted block, in their order and in double precision, into <see cref="Sums"/>.</summary>
    public void SumSorted(int first, int count) => Add(_sorted.AsSpan(first * Width, count * Width));

    /// <summary>Adds up all rows, in their order and in double precision, into <see cref="Sums"/>.</summary>
    public void Sum() => Add(_values);

    /// <summary>Counts positive elements less negative ones of every column into <see cref="Balances"/>.</summary>
    public void CountSigns()
    {
        Array.Clear(_balances);
        for (var i = 0; i < _values.Length; i += Width)
        {
            var row = _values.AsSpan(i, Width);
            for (var c = 0; c < Width; c++)
            {
                _balances[c] += (row[c] > 0 ? 1 : 0) - (row[c] < 0 ? 1 : 0);
            }
        }
    }

    private void Add(ReadOnlySpan<float> rows)
    {
        if (Lanes512.IsSupported)
        {
            Add<Lanes512, Vector512<float>, Vector512<double>>(rows, _sums);
        }
        else if (Lanes256.IsSupported)
        {
            Add<Lanes256, Vector256<float>, Vector256<double>>(rows, _sums);
        }
        else
        {
            AddOneByOne(rows, _sums);
        }
    }

    internal static void SortOneByOne(Span<float> block, int rows)
    {
        var column = new float[rows];
        for (var c = 0; c < Width; c++)
        {
            for (var row = 0; row < rows; row++)
            {
                column[row] = block[(row * Width) + c];
            }

            Array.Sort(column);
            for (var row = 0; row < rows; row++)
            {
                block[(row * Width) + c] = column[row];
            }
        }
    }

    internal static void Exchange<TLanes, TFloats, TDoubles>(Span<float> block, ReadOnlySpan<int> comparators)
        where TLanes : struct, ILanes<TFloats, TDoubles>
        where TFloats : struct
        where TDoubles : struct
    {
        ref var start = ref MemoryMarshal.GetReference(block);
        for (var k = 0; k + 1 < comparators.Length; k += 2)
        {
            ref var low = ref Unsafe.Add(ref start, comparators[k] * Width);
            ref var high = ref Unsafe.Add(ref start, comparators[k + 1] * Width);
            for (var c = 0; c < Width; c += 4 * TLanes.Count)
            {
                var (o0, o1, o2, o3) = ((nuint)c, (nuint)(c + TLanes.Count), (nuint)(c + (2 * TLanes.Count)), (nuint)(c + (3 * TLanes.Count)));
                var (a0, b0) = (TLanes.Load(ref low, o0), TLanes.Load(ref high, o0));
                var (a1, b1) = (TLanes.Load(ref low, o1), TLanes.Load(ref high, o1));
                var (a2, b2) = (TLanes.Load(ref low, o2), TLanes.Load(ref high, o2));
                var (a3, b3) = (TLanes.Load(ref low, o3), TLanes.Load(ref high, o3));
                TLanes.Store(TLanes.Min(a0, b0), ref low, o0);
                TLanes.Store(TLanes.Min(a1, b1), ref low, o1);
                TLanes.Store(TLanes.Min(a2, b2), ref low, o2);
                TLanes.Store(TLanes.Min(a3, b3), ref low, o3);
                TLanes.Store(TLanes.Max(a0, b0), ref high, o0);
                TLanes.Store(TLanes.Max(a1, b1), ref high, o1);
                TLanes.Store(TLanes.Max(a2, b2), ref high, o2);
                TLanes.Store(TLanes.Max(a3, b3), ref high, o3);
            }
        }
    }

    internal static void AddOneByOne(ReadOnlySpan<float> rows, Span<double> sums)
    {
        sums.Clear();
        for (var i = 0; i < rows.Length; i++)
        {
            sums[i % Width] += rows[i];
        }
    }

    internal static void Add<TLanes, TFloats, TDoubles>(ReadOnlySpan<float> rows, Span<double> sums)
        where TLanes : struct, ILanes<TFloats, TDoubles>
        where TFloats : struct
        where TDoubles : struct
    {
        ref var start = ref MemoryMarshal.GetReference(rows);
        ref var target = ref MemoryMarshal.GetReference(sums);
        var lanes = TLanes.Count / 2;
        for (var c = 0; c < Width; c += 4 * lanes)
        {
            var zero = TLanes.Broadcast(0);
            var (s0, s1, s2, s3) = (zero, zero, zero, zero);
            for (var i = c; i < rows.Length; i += Width)
            {
                s0 = TLanes.Add(s0, TLanes.Widen(ref start, (nuint)i));
                s1 = TLanes.Add(s1, TLanes.Widen(ref start, (nuint)(i + lanes)));
                s2 = TLanes.Add(s2, TLanes.Widen(ref start, (nuint)(i + (2 * lanes))));
                s3 = TLanes.Add(s3, TLanes.Widen(ref start, (nuint)(i + (3 * lanes))));
            }

            TLanes.Store(s0, ref target, (nuint)c);
            TLanes.Store(s1, ref target, (nuint)(c + lanes));
            TLanes.Store(s2, ref target, (nuint)(c + (2 * lanes)));
            TLanes.Store(s3, ref target, (nuint)(c + (3 * lanes)));
        }
    }
}
