using System.Runtime.Intrinsics;
using CsCheck;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Lattice.Kernels;

namespace FederatedSecure.Cryptography.Tests.Lattice;

public sealed class SplitModulusTests
{
    private static readonly ulong[] Moduli = [17, 193, 0x3fffff1a002001, 0x3fffff350002001, 0x3fffffffa000001];

    [Fact]
    public void MultiplyLazy_AnyConstantAndAnyWordBelowTheBound_IsTheProductBelowFiveQ() =>
        Gen.Select(Gen.Int[0, Moduli.Length - 1].Select(i => Moduli[i]), Gen.ULong, Word).Sample((q, constant, y) => Check(q, constant % q, y), iter: 20_000);

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(0xFFFFFFFFUL)]
    [InlineData(0x7FFFFFFF00000000UL)]
    [InlineData(0x7FFFFFFFFFFFFFFFUL)]
    public void MultiplyLazy_ExtremeWords_IsTheProductBelowFiveQ(ulong y)
    {
        foreach (var q in Moduli)
        {
            Check(q, 0, y);
            Check(q, 1, y);
            Check(q, q - 1, y);
            Check(q, q / 2, y);
        }
    }

    /// <summary>Words with many bits of one kind in a row, as well as plain random ones.</summary>
    private static Gen<ulong> Word => Gen.OneOf(
        Gen.ULong[0, long.MaxValue],
        Gen.Select(Gen.Int[0, 62], Gen.Int[0, 62], (a, b) => ((1UL << a) - (1UL << b)) & long.MaxValue));

    private static void Check(ulong q, ulong w, ulong y)
    {
        var modulus = new Modulus(q);
        var high = modulus.Multiply(w, 1UL << 32);
        var quotients = (ulong)(((UInt128)w << 31) / q) | ((ulong)(((UInt128)high << 31) / q) << 32);

        var four = new SplitModulus<Lanes256, Vector256<ulong>>(q).MultiplyLazy(
            Vector256.Create(y), new SplitFactor<Lanes256, Vector256<ulong>>(Vector256.Create(w), Vector256.Create(high), Vector256.Create(quotients)));
        var eight = new SplitModulus<Lanes512, Vector512<ulong>>(q).MultiplyLazy(
            Vector512.Create(y), new SplitFactor<Lanes512, Vector512<ulong>>(Vector512.Create(w), Vector512.Create(high), Vector512.Create(quotients)));

        Assert.InRange(four[0], 0UL, (5 * q) - 1);
        Assert.Equal(modulus.Multiply(y, w), four[0] % q);
        Assert.Equal(four[0], eight[0]);
    }
}
