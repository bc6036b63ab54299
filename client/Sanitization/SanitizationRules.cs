using System.Collections.Immutable;
using System.Globalization;

namespace FederatedSecure.Client.Sanitization;

/// <summary>Which records are left out of training.</summary>
/// <remarks>
/// Differential privacy of single records survives bounds and the removal of exact duplicates: whether a record stays depends on it alone, or
/// one record more changes the distinct records by at most one. Every other check learns from all records: with one record more, another
/// threshold removes others, and the guarantee of the noise does not hold any more. Those are left undone in private jobs unless
/// <see cref="AcceptsPrivacyLoss"/> is set.
/// </remarks>
public sealed record SanitizationRules
{
    /// <summary>Allowed values by name of feature, in its own unit.</summary>
    public ImmutableSortedDictionary<string, (double Least, double Most)> Bounds { get; init; } = ImmutableSortedDictionary.Create<string, (double Least, double Most)>(StringComparer.Ordinal);

    /// <summary>Whether a record with the values and the label of an earlier one goes.</summary>
    public bool Duplicates { get; init; }

    /// <summary>Largest |z| of a numeric feature; null for no such check.</summary>
    public double? Z { get; init; }

    /// <summary>Largest |robust z| (median and MAD) of a numeric feature; null for no such check.</summary>
    public double? RobustZ { get; init; }

    /// <summary>Largest isolation score, 0 to 1; null for no such check.</summary>
    public double? IsolationForest { get; init; }

    /// <summary>Largest part of the ten nearest neighbours with another label, 0 to 1; null for no such check.</summary>
    public double? LabelNoise { get; init; }

    /// <summary>The part of the training records that may be removed at most: more is no cleaning, and nothing is trained. Default 0.05.</summary>
    public double MaximumRemoved { get; init; } = 0.05;

    /// <summary>Whether checks that depend on other records are made in private jobs, too, whose ε then no longer bounds what they tell of a record.</summary>
    public bool AcceptsPrivacyLoss { get; init; }

    /// <summary>Whether which records stay depends on other records in a way that breaks the privacy of single ones.</summary>
    public bool DependsOnOthers => Z is not null || RobustZ is not null || IsolationForest is not null || LabelNoise is not null;

    /// <summary>The checks that were left out of these rules because a job is private.</summary>
    public ImmutableArray<string> LeftUndone { get; init; } = [];

    /// <summary>The rules for a job.</summary>
    /// <param name="isPrivate">Whether it trains with differential privacy.</param>
    public SanitizationRules For(bool isPrivate)
    {
        if (!isPrivate || AcceptsPrivacyLoss)
        {
            return this;
        }

        ImmutableArray<string> undone =
        [
            .. new (string Name, double? Threshold)[] { ("z", Z), ("robustZ", RobustZ), ("isolationForest", IsolationForest), ("labelNoise", LabelNoise) }
                .Where(check => check.Threshold is not null).Select(check => check.Name),
        ];
        return this with { Z = null, RobustZ = null, IsolationForest = null, LabelNoise = null, LeftUndone = undone };
    }

    /// <summary>The rules in words, for people; another text for other rules.</summary>
    public string Describe()
    {
        var parts = new List<string>();
        parts.AddRange(Bounds.Select(bound => string.Create(CultureInfo.InvariantCulture, $"{bound.Key} outside {bound.Value.Least:R} to {bound.Value.Most:R}")));
        Add(Duplicates ? "duplicates" : null);
        Add(Z is { } z ? string.Create(CultureInfo.InvariantCulture, $"|z| above {z:R}") : null);
        Add(RobustZ is { } robust ? string.Create(CultureInfo.InvariantCulture, $"|robust z| above {robust:R}") : null);
        Add(IsolationForest is { } score ? string.Create(CultureInfo.InvariantCulture, $"isolation score above {score:R}") : null);
        Add(LabelNoise is { } part ? string.Create(CultureInfo.InvariantCulture, $"more than {part:R} of neighbours with another label") : null);
        return (parts.Count == 0 ? "nothing" : string.Join("; ", parts))
            + string.Create(CultureInfo.InvariantCulture, $"; at most {MaximumRemoved:R} of the records")
            + (AcceptsPrivacyLoss ? "; also in private jobs, whose ε then bounds nothing" : "");

        void Add(string? text)
        {
            if (text is not null)
            {
                parts.Add(text);
            }
        }
    }
}
