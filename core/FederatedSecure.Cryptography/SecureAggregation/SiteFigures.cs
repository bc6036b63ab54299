namespace FederatedSecure.Cryptography.SecureAggregation;

/// <summary>
/// What a site tells besides its update, inside the encrypted vector, so that it is only ever seen as a sum over a bucket.
/// </summary>
/// <param name="Weight">What the site's update counts, from 1 to the plan's largest weight.</param>
/// <param name="Examples">Training records.</param>
/// <param name="LossSum">Sum of the training loss over these records.</param>
/// <param name="Evaluated">Validation records on which the site evaluated the model it was given; 0 if it did not.</param>
/// <param name="Correct">Those of them that were classified correctly.</param>
/// <param name="EvaluationLossSum">Sum of the loss over them.</param>
/// <remarks>
/// Each takes one whole coefficient. Losses travel in units of 1/256. A number too large for its place (2^38 and more, depending
/// on the bucket) is cut to what fits: a wrong figure in a display is better than one that spoils the sum.
/// </remarks>
public readonly record struct SiteFigures(long Weight, long Examples, double LossSum, long Evaluated, long Correct, double EvaluationLossSum)
{
    /// <summary>Number of figures; one more says whether the site evaluated at all.</summary>
    public const int Slots = 7;

    private const double LossUnit = 1.0 / 256;

    /// <summary>Number of sites behind the evaluation: 1 or 0 for a site.</summary>
    public int Evaluators { get; init; } = Evaluated > 0 ? 1 : 0;

    /// <summary>As they travel.</summary>
    /// <param name="largest">The largest number that a slot takes.</param>
    /// <param name="slots">Receives <see cref="Slots"/> numbers.</param>
    internal void Write(ulong largest, Span<ulong> slots)
    {
        slots[0] = Cut(Weight, largest);
        slots[1] = Cut(Examples, largest);
        slots[2] = Cut(LossSum / LossUnit, largest);
        slots[3] = Cut(Evaluated, largest);
        slots[4] = Cut(Correct, largest);
        slots[5] = Cut(EvaluationLossSum / LossUnit, largest);
        slots[6] = Cut(Evaluators, largest);
    }

    /// <summary>The sums that came out.</summary>
    internal static SiteFigures Read(ReadOnlySpan<ulong> slots) =>
        new((long)slots[0], (long)slots[1], slots[2] * LossUnit, (long)slots[3], (long)slots[4], slots[5] * LossUnit) { Evaluators = (int)Math.Min(slots[6], int.MaxValue) };

    // A loss that is NaN counts as the largest.
    private static ulong Cut(double value, ulong largest) => value <= 0 ? 0 : value < largest ? (ulong)Math.Round(value) : largest;
}
