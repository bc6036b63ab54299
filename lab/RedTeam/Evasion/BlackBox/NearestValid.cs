using FederatedSecure.Lab.RedTeam.Evasion.Tabular;

namespace FederatedSecure.Lab.RedTeam.Evasion.BlackBox;

/// <summary>
/// For attacks that search everywhere, on tables: the model is asked about the nearest valid record of each point, and the record that comes out in the end is
/// that of the point that was found, so what was seen to be adversarial is valid.
/// </summary>
/// <param name="projection">Onto valid records.</param>
/// <param name="clean">The record before the attack.</param>
internal sealed class NearestValid(ConstraintProjection projection, float[] clean)
{
    /// <summary>For the record's terms; null where they have no constraints.</summary>
    public static NearestValid? For(EvasionTerms terms, ReadOnlySpan<float> clean) =>
        terms.Constraints is { } constraints ? new NearestValid(new ConstraintProjection(constraints), clean.ToArray()) : null;

    /// <summary>The nearest valid record of each point.</summary>
    public float[] Of(ReadOnlySpan<float> points)
    {
        var valid = points.ToArray();
        for (var first = 0; first < valid.Length; first += clean.Length)
        {
            projection.Project(clean, valid.AsSpan(first, clean.Length));
        }

        return valid;
    }
}
