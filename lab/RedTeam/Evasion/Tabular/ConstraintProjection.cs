using System.Collections.Immutable;

namespace FederatedSecure.Lab.RedTeam.Evasion.Tabular;

/// <summary>Makes any record a valid one: the nearest that keeps all constraints.</summary>
/// <remarks>
/// The constraints bind single features, or the features of one group, so that the nearest record is found part by part: a bound by
/// clamping, a whole number by rounding, a one-hot group by trying each member, an immutable feature by taking the clean value. That is the nearest in every
/// p-norm, except that within one group L2 decides. A value that comes out where the clean one was is the clean one to the bit, so that what was not
/// changed counts as unchanged. Where the clean record itself breaks a constraint by an immutable feature, the result does too.
/// </remarks>
internal sealed class ConstraintProjection
{
    /// <summary>Whole numbers that were standardized lie off their grid by rounding: what part of a step is forgiven.</summary>
    private const double Slack = 0.02;

    private readonly FeatureConstraints _constraints;
    private readonly bool[] _isFixed;
    private readonly bool[] _isGrouped;

    public ConstraintProjection(FeatureConstraints constraints)
    {
        _constraints = constraints;
        _isFixed = new bool[constraints.Lower.Length];
        _isGrouped = new bool[constraints.Lower.Length];
        foreach (var feature in constraints.Immutable)
        {
            _isFixed[feature] = true;
        }

        foreach (var feature in constraints.Groups.SelectMany(group => group))
        {
            _isGrouped[feature] = true;
        }
    }

    /// <summary>Projects.</summary>
    /// <param name="clean">The record before it was attacked: gives immutable features their values.</param>
    /// <param name="record">Any finite values; made valid.</param>
    /// <param name="radius">How far each feature may be from the clean one (L∞); positive infinity for no such bound. What is valid and nearest within it is taken.</param>
    public void Project(ReadOnlySpan<float> clean, Span<float> record, double radius = double.PositiveInfinity)
    {
        for (var feature = 0; feature < record.Length; feature++)
        {
            if (!_isGrouped[feature])
            {
                record[feature] = _isFixed[feature] ? clean[feature] : Single(feature, clean[feature], record[feature], radius);
            }
        }

        foreach (var group in _constraints.Groups)
        {
            OneHot(group, clean, record, radius);
        }
    }

    /// <summary>Between which values each feature of the valid records within the radius lies; the clean value is always among them.</summary>
    /// <param name="clean">The record before it was attacked.</param>
    /// <param name="least">Gets the smallest value of each feature.</param>
    /// <param name="most">Gets the largest value of each feature.</param>
    /// <param name="radius">How far each feature may be from the clean one.</param>
    public void Reach(ReadOnlySpan<float> clean, Span<float> least, Span<float> most, double radius)
    {
        clean.CopyTo(least);
        clean.CopyTo(most);
        for (var feature = 0; feature < clean.Length; feature++)
        {
            if (!_isGrouped[feature] && !_isFixed[feature])
            {
                least[feature] = Math.Min(clean[feature], Single(feature, clean[feature], _constraints.Lower[feature], radius));
                most[feature] = Math.Max(clean[feature], Single(feature, clean[feature], _constraints.Upper[feature], radius));
            }
        }

        foreach (var group in _constraints.Groups)
        {
            var before = Hot(group, clean);
            foreach (var member in group)
            {
                if (member != before && IsAllowed(before, member, clean, radius))
                {
                    most[member] = Math.Max(clean[member], _constraints.Upper[member]);
                    least[before] = Math.Min(clean[before], _constraints.Lower[before]);
                }
            }
        }
    }

    private float Single(int feature, double clean, double value, double radius)
    {
        double lower = _constraints.Lower[feature], upper = _constraints.Upper[feature], step = _constraints.Steps[feature];
        var (low, high) = (Math.Max(lower, clean - radius), Math.Min(upper, clean + radius));
        if (low > high)
        {
            // The clean value is out of bounds by more than the radius: the bound is nearest.
            return (float)Math.Clamp(clean, lower, upper);
        }

        if (step == 0)
        {
            return (float)Math.Clamp(value, low, high);
        }

        // The clean value's own place is within the radius however small that is.
        var (least, most) = (Math.Ceiling(((low - lower) / step) - Slack), Math.Floor(((high - lower) / step) + Slack));
        if (least > most)
        {
            return (float)clean;
        }

        var place = Math.Clamp(Math.Round((value - lower) / step), least, most);
        var isWhereItWas = Math.Abs(((clean - lower) / step) - place) <= Slack && clean >= lower && clean <= upper;
        return isWhereItWas ? (float)clean : (float)Math.Min(lower + (place * step), upper);
    }

    private void OneHot(ImmutableArray<int> group, ReadOnlySpan<float> clean, Span<float> record, double radius)
    {
        var before = Hot(group, clean);
        var (chosen, least) = (before, double.PositiveInfinity);
        foreach (var member in group)
        {
            if (!IsAllowed(before, member, clean, radius))
            {
                continue;
            }

            // What this member being the hot one adds to the squared distance, compared with none.
            double lower = _constraints.Lower[member], upper = _constraints.Upper[member], value = record[member];
            var cost = Square(value - upper) - Square(value - lower);
            if (cost < least)
            {
                (chosen, least) = (member, cost);
            }
        }

        foreach (var member in group)
        {
            var exact = member == chosen ? _constraints.Upper[member] : _constraints.Lower[member];
            var tolerance = Slack * (_constraints.Upper[member] - _constraints.Lower[member]);
            record[member] = _isFixed[member] || Math.Abs(clean[member] - exact) <= tolerance ? clean[member] : exact;
        }
    }

    /// <summary>Whether a member may be the hot one: its own change and that of the one that was hot are possible.</summary>
    private bool IsAllowed(int before, int member, ReadOnlySpan<float> clean, double radius)
    {
        if (member == before)
        {
            return true;
        }

        if (_isFixed[member] || _isFixed[before])
        {
            return false;
        }

        return double.IsPositiveInfinity(radius)
            || (_constraints.Upper[member] - clean[member] <= radius && clean[before] - _constraints.Lower[before] <= radius);
    }

    /// <summary>The member nearest to its upper bound.</summary>
    private int Hot(ImmutableArray<int> group, ReadOnlySpan<float> record)
    {
        var (hot, least) = (group[0], double.PositiveInfinity);
        foreach (var member in group)
        {
            var cost = Square(record[member] - (double)_constraints.Upper[member]) - Square(record[member] - (double)_constraints.Lower[member]);
            if (cost < least)
            {
                (hot, least) = (member, cost);
            }
        }

        return hot;
    }

    private static double Square(double value) => value * value;
}
