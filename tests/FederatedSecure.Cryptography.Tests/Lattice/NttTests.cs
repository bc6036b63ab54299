using System.Runtime.Intrinsics;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Lattice.Kernels;
using FederatedSecure.Cryptography.Tests.Lattice.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.Lattice;

public sealed class NttTests
{
    private const ulong Bucket4096 = 0x3fffff350002001;
    private const ulong Sum4096 = 0x3fffffffa000001;
    private const ulong Sum2048 = 0x3fffffff000001;

    public static TheoryData<int, ulong> Rings => new()
    {
        { 8, 17 }, { 16, 97 }, { 2048, Sum2048 }, { 2048, 0x3fffff1a002001 }, { 4096, Bucket4096 }, { 4096, Sum4096 },
    };

    [Fact]
    public void Forward_OfOne_IsOneEverywhere()
    {
        ulong[] values = [1, 0, 0, 0];

        Ntt.Forward(values, NttTables.Create(4, new Modulus(17)));

        Assert.Equal([1, 1, 1, 1], values);
    }

    [Fact]
    public void Tables_ForASmallRing_TakeTheSmallestRoot()
    {
        var tables = NttTables.Create(4, new Modulus(17));

        Assert.Equal(2UL, tables.Psi);
    }

    [Theory]
    [MemberData(nameof(Rings))]
    public void Forward_HoldsTheValuesAtTheRoots(int degree, ulong q)
    {
        var tables = NttTables.Create(degree, new Modulus(q));
        var polynomial = Some.Words(new SeededRandomSource(1), degree, q);
        var transformed = polynomial.ToArray();

        Ntt.Forward(transformed, tables);

        foreach (var place in new[] { 0, 1, 2, 3, degree / 2, degree - 1 })
        {
            Assert.Equal(BruteForce.Evaluate(polynomial, place, tables), transformed[place]);
        }
    }

    [Theory]
    [MemberData(nameof(Rings))]
    public void Multiply_EqualsTheNegacyclicConvolution(int degree, ulong q)
    {
        var tables = NttTables.Create(degree, new Modulus(q));
        var random = new SeededRandomSource(2);
        var a = Some.Words(random, degree, q);
        var b = Some.Words(random, degree, q);
        // The largest values there are, where sums of lazy arithmetic would overflow first.
        a.AsSpan(0, degree / 2).Fill(q - 1);
        b.AsSpan(0, degree / 2).Fill(q - 1);
        var expected = BruteForce.Multiply(a, b, q);
        Ntt.Forward(a, tables);
        Ntt.Forward(b, tables);
        using var factors = new ShoupVector(b, tables);

        Ntt.MultiplyInverse(a, factors, tables);

        Assert.Equal(expected, a);
    }

    [Theory]
    [MemberData(nameof(Rings))]
    public void Kernels_OfAllWidths_AgreeBitForBit(int degree, ulong q)
    {
        var tables = NttTables.Create(degree, new Modulus(q));
        var random = new SeededRandomSource(3);
        ulong[][] inputs = [Some.Words(random, degree, q), Filled(degree, q - 1), Filled(degree, 0), Alternating(degree, q - 1)];
        foreach (var input in inputs)
        {
            var scalar = input.ToArray();
            var four = input.ToArray();
            NttScalar.Forward(scalar, tables);
            NttVector<Lanes256, Vector256<ulong>>.Forward(four, tables);
            Assert.Equal(scalar, four);
            var eight = input.ToArray();
            if (degree >= 16)
            {
                NttVector<Lanes512, Vector512<ulong>>.Forward(eight, tables);
                Assert.Equal(scalar, eight);
                NttVector<Lanes512, Vector512<ulong>>.Inverse(eight, tables);
                Assert.Equal(input, eight);
            }

            NttScalar.Inverse(scalar, tables);
            NttVector<Lanes256, Vector256<ulong>>.Inverse(four, tables);
            Assert.Equal(input, scalar);
            Assert.Equal(input, four);
        }
    }

    [Fact]
    public void Forward_OfUnreducedWords_Reduces()
    {
        var tables = NttTables.Create(2048, new Modulus(Sum2048));
        var words = Some.Words(new SeededRandomSource(4), 2048, 1UL << 58);
        var reduced = words.Select(w => w % Sum2048).ToArray();

        Ntt.Forward(words, tables);
        NttScalar.Forward(reduced, tables);

        Assert.Equal(reduced, words);
    }

    [Fact]
    public void Create_WithoutRootOfUnity_SaysWhatToTake()
    {
        var error = Assert.Throws<ArgumentException>(() => NttTables.Create(4096, new Modulus(97)));

        Assert.Contains("q mod 8192 = 1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(0x3fffff350002003)]
    [InlineData(1UL << 60)]
    public void Modulus_NotAPrimeInRange_IsRefused(ulong value) => Assert.Throws<ArgumentException>(() => new Modulus(value));

    private static ulong[] Filled(int count, ulong value)
    {
        var words = new ulong[count];
        words.AsSpan().Fill(value);
        return words;
    }

    private static ulong[] Alternating(int count, ulong value) => [.. Enumerable.Range(0, count).Select(i => i % 2 == 0 ? value : 0)];
}
