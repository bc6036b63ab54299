using System.Collections.Immutable;

namespace FederatedSecure.Assurance.Gates;

/// <summary>What a gate says of a report.</summary>
/// <param name="Gate">The gate's name.</param>
/// <param name="Rows">One for every rule and figure that it means, in the gate's order.</param>
public sealed record GateResult(string Gate, ImmutableArray<GateRow> Rows)
{
    /// <summary>
    /// The worst of the rows: FAIL before INVALID before INCONCLUSIVE before PASS. Skipped rows change nothing, but a gate of which all
    /// was skipped has decided nothing: INVALID. Only PASS may release a model.
    /// </summary>
    public Verdict Verdict =>
        Has(Verdict.Fail) ? Verdict.Fail
        : Has(Verdict.Invalid) || !(Has(Verdict.Pass) || Has(Verdict.Inconclusive)) ? Verdict.Invalid
        : Has(Verdict.Inconclusive) ? Verdict.Inconclusive
        : Verdict.Pass;

    /// <summary>The verdict and its first ground, as a sentence for a log or an operator.</summary>
    public string Summary
    {
        get
        {
            var verdict = Verdict;
            var rows = Rows.Where(row => row.Verdict == verdict).ToList();
            return verdict == Verdict.Pass ? $"{(rows.Count == 1 ? "The one decision" : $"All {rows.Count} decisions")} of the gate {Gate} {(rows.Count == 1 ? "is" : "are")} PASS."
                : rows.Count == 0 ? $"The gate {Gate} decided nothing: every rule was skipped."
                : $"{rows.Count} of {Rows.Length} decisions of the gate {Gate} {(rows.Count == 1 ? "is" : "are")} {verdict.Name()}; the first: {rows[0].Words}";
        }
    }

    private bool Has(Verdict verdict) => Rows.Any(row => row.Verdict == verdict);
}
