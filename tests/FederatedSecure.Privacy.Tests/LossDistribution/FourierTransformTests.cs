using System.Numerics;
using FederatedSecure.Numerics;

namespace FederatedSecure.Privacy.Tests.LossDistribution;

public sealed class FourierTransformTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(256)]
    public void Forward_AnyValues_IsTheDefiningSum(int length)
    {
        var (real, imaginary) = Values(length);
        var input = real.Zip(imaginary, (re, im) => new Complex(re, im)).ToArray();
        var transform = new FourierTransform(length);

        transform.Forward(real, imaginary);

        for (var k = 0; k < length; k++)
        {
            var expected = input.Select((x, j) => x * Complex.FromPolarCoordinates(1, -2 * Math.PI * j * k / length)).Aggregate(Complex.Add);
            Assert.Equal(expected.Real, real[transform.Place(k)], 1e-10);
            Assert.Equal(expected.Imaginary, imaginary[transform.Place(k)], 1e-10);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1024)]
    [InlineData(65_536)]
    public void Backward_AfterForward_IsTheInputTimesItsLength(int length)
    {
        var (real, imaginary) = Values(length);
        var (before, beforeImaginary) = (real.ToArray(), imaginary.ToArray());
        var transform = new FourierTransform(length);

        transform.Forward(real, imaginary);
        transform.Backward(real, imaginary);

        for (var i = 0; i < length; i++)
        {
            Assert.Equal(before[i], real[i] / length, 1e-12);
            Assert.Equal(beforeImaginary[i], imaginary[i] / length, 1e-12);
        }
    }

    [Fact]
    public void Spectra_PowersOfTwoSequencesInOneTransform_AreTheirConvolutions()
    {
        const int length = 32;
        double[] a = [0.5, 0.3, 0.2], b = [0.1, 0.9];
        var (real, imaginary) = (new double[length], new double[length]);
        a.CopyTo(real, 0);
        b.CopyTo(imaginary, 0);
        var transform = new FourierTransform(length);
        var spectra = new Spectra(length);

        transform.Forward(real, imaginary);
        spectra.Multiply(real, imaginary, 5, transform);
        spectra.Write(real, imaginary, transform);
        transform.Backward(real, imaginary);

        var (expectedA, expectedB) = (Power(a, 5, length), Power(b, 5, length));
        for (var i = 0; i < length; i++)
        {
            Assert.Equal(expectedA[i], real[i] / length, 1e-14);
            Assert.Equal(expectedB[i], imaginary[i] / length, 1e-14);
        }
    }

    private static double[] Power(double[] values, int power, int length)
    {
        double[] product = [1, .. new double[length - 1]];
        for (var turn = 0; turn < power; turn++)
        {
            var next = new double[length];
            for (var i = 0; i < length; i++)
            {
                for (var j = 0; j < values.Length; j++)
                {
                    next[(i + j) % length] += product[i] * values[j];
                }
            }

            product = next;
        }

        return product;
    }

    private static (double[] Real, double[] Imaginary) Values(int length)
    {
        var random = new SeededRandomSource(7);
        double[] Some() => [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.5)];
        return (Some(), Some());
    }
}
