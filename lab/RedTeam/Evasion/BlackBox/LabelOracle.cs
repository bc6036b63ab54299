using FederatedSecure.Lab.RedTeam.Targets;

namespace FederatedSecure.Lab.RedTeam.Evasion.BlackBox;

/// <summary>Answers one question about one record, "is this point decided differently?", as long as there are queries left.</summary>
/// <param name="target">The model.</param>
/// <param name="label">The record's true class.</param>
/// <param name="queries">How often may be asked.</param>
/// <param name="nearestValid">Makes a point a valid record; it is asked about that instead. Null where all points are valid.</param>
internal sealed class LabelOracle(PointTarget target, int label, long queries, NearestValid? nearestValid = null)
{
    private readonly bool[] _one = new bool[1];

    /// <summary>Questions that are left.</summary>
    public long Left { get; private set; } = queries;

    /// <summary>Values in a point.</summary>
    public int Length => target.Length;

    /// <summary>Whether the point is adversarial. Without a query left: no, so that nothing is believed that was not seen.</summary>
    public bool IsAdversarial(ReadOnlySpan<float> point)
    {
        AreAdversarial(point, _one);
        return _one[0];
    }

    /// <summary>Whether the points are adversarial; no for those that there is no query left for.</summary>
    public void AreAdversarial(ReadOnlySpan<float> points, Span<bool> answers)
    {
        answers.Clear();
        var count = (int)Math.Min(Left, answers.Length);
        if (count == 0)
        {
            return;
        }

        Left -= count;
        var decided = target.Decide(nearestValid is null ? points[..(count * Length)] : nearestValid.Of(points[..(count * Length)]));
        for (var i = 0; i < count; i++)
        {
            answers[i] = decided[i] != label;
        }
    }
}
