namespace FederatedSecure.Privacy;

/// <summary>The product of powers of the spectra of two real sequences that share one complex transform.</summary>
internal sealed class Spectra(int length)
{
    /// <summary>Below e^−100 nothing is left of a frequency.</summary>
    private const double Nothing = -100;

    // Logarithm of the absolute value, and angle, of the frequencies 0 … N/2; the others are their conjugates.
    private readonly double[] _logReal = new double[(length / 2) + 1];
    private readonly double[] _angleReal = new double[(length / 2) + 1];
    private readonly double[] _logImaginary = new double[(length / 2) + 1];
    private readonly double[] _angleImaginary = new double[(length / 2) + 1];

    /// <summary>Multiplies by a power of what a transform holds.</summary>
    public void Multiply(ReadOnlySpan<double> real, ReadOnlySpan<double> imaginary, long power, FourierTransform transform)
    {
        for (var k = 0; k <= length / 2; k++)
        {
            if (_logReal[k] < Nothing && _logImaginary[k] < Nothing)
            {
                continue;
            }

            // Z = X + iY with X, Y of real sequences: X = (Z_k + conj Z_−k)/2, Y = (Z_k − conj Z_−k)/2i.
            var (at, opposite) = (transform.Place(k), transform.Place((length - k) % length));
            Multiply(ref _logReal[k], ref _angleReal[k], (real[at] + real[opposite]) / 2, (imaginary[at] - imaginary[opposite]) / 2, power);
            Multiply(ref _logImaginary[k], ref _angleImaginary[k], (imaginary[at] + imaginary[opposite]) / 2, (real[opposite] - real[at]) / 2, power);
        }
    }

    /// <summary>Writes the products for the transform back.</summary>
    public void Write(Span<double> real, Span<double> imaginary, FourierTransform transform)
    {
        for (var k = 0; k <= length / 2; k++)
        {
            var (at, opposite) = (transform.Place(k), transform.Place((length - k) % length));
            var (xr, xi) = Value(_logReal[k], _angleReal[k]);
            var (yr, yi) = Value(_logImaginary[k], _angleImaginary[k]);
            (real[at], imaginary[at]) = (xr - yi, xi + yr);
            if (at != opposite)
            {
                (real[opposite], imaginary[opposite]) = (xr + yi, yr - xi);
            }
        }
    }

    private static void Multiply(ref double log, ref double angle, double real, double imaginary, long power)
    {
        log += power * 0.5 * Math.Log((real * real) + (imaginary * imaginary));
        if (log >= Nothing)
        {
            angle += Math.IEEERemainder(power * Math.Atan2(imaginary, real), 2 * Math.PI);
        }
    }

    private static (double Real, double Imaginary) Value(double log, double angle)
    {
        if (!(log >= Nothing))
        {
            return (0, 0);
        }

        var (sine, cosine) = Math.SinCos(angle);
        var size = Math.Exp(log);
        return (size * cosine, size * sine);
    }
}
