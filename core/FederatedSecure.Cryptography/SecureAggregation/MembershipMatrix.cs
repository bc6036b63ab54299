using System.Collections.Immutable;

namespace FederatedSecure.Cryptography.SecureAggregation;

/// <summary>
/// What the opened buckets of many rounds together tell about one site: each opened bucket is one linear equation about its
/// members' updates, and if updates never changed from round to round, enough equations could be solved for a single one.
/// </summary>
/// <remarks>
/// <para>The matrix has a row for every opened bucket and a column for every site, 1 where the site is a member. A site is exposed
/// where its unit vector lies in the row span: then some combination of the sums is its update alone. The rank tells how many
/// independent equations there are; below the number of sites, at least one site is not exposed.</para>
/// <para>So, Ali, Güler, Jiao and Avestimehr, "Securing Secure Aggregation: Mitigating Multi-Round Privacy Leakage in Federated
/// Learning", AAAI 2023, whose measure is this for sets of any size; here it is for single sites.</para>
/// <para>Guaranteed: a site that is not exposed here cannot be solved for by adding and subtracting sums, whatever the factors.
/// Not claimed: that an exposed site's update is known. Updates do change from round to round, and what the equations give is
/// then a mixture of several rounds. Nor that others may not be exposed together: the sum over two sites may be solved for
/// where neither alone is. Nor anything about what single sums tell.</para>
/// <para>Elimination is modulo the prime 2^61 − 1. Up to 36 sites that is exact, as no determinant of zeros and ones of that size
/// reaches the prime (Hadamard's bound); beyond, the rank could be understated, with a probability of about 2^−61. One row
/// costs the rank times the number of sites. Not safe for several threads.</para>
/// </remarks>
/// <example>{a, b, c} and then {a, b}: the rank is 2, c is exposed, a and b are not.</example>
public sealed class MembershipMatrix
{
    private const ulong Prime = (1UL << 61) - 1;

    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);

    /// <summary>The rows by pivot, fully reduced: 1 at the pivot, 0 at all other pivots. Columns beyond a row's length are 0.</summary>
    private readonly SortedDictionary<int, ulong[]> _rows = [];

    /// <summary>Starts without a bucket.</summary>
    public MembershipMatrix()
    {
    }

    private MembershipMatrix(MembershipMatrix other)
    {
        _columns = new Dictionary<string, int>(other._columns, StringComparer.Ordinal);
        foreach (var (pivot, row) in other._rows)
        {
            _rows.Add(pivot, [.. row]);
        }
    }

    /// <summary>Number of independent equations.</summary>
    public int Rank => _rows.Count;

    /// <summary>Takes in a bucket that was opened.</summary>
    /// <param name="bucketMembers">Names of its sites; the order does not matter.</param>
    public void Add(IEnumerable<string> bucketMembers)
    {
        int[] members = [.. bucketMembers.Select(ColumnOf)];
        var row = new ulong[_columns.Count];
        foreach (var member in members)
        {
            row[member] = 1;
        }

        // Reduced rows are 0 at each other's pivots, so that one pass settles all of them.
        foreach (var (pivot, known) in _rows)
        {
            SubtractScaled(row, known, pivot < row.Length ? row[pivot] : 0);
        }

        var lead = Array.FindIndex(row, value => value != 0);
        if (lead < 0)
        {
            return;
        }

        Scale(row, Invert(row[lead]));
        foreach (var pivot in _rows.Keys.ToArray())
        {
            var known = _rows[pivot];
            if (lead < known.Length && known[lead] != 0)
            {
                Array.Resize(ref known, row.Length);
                SubtractScaled(known, row, known[lead]);
                _rows[pivot] = known;
            }
        }

        _rows.Add(lead, row);
    }

    /// <summary>What the rank would be if these buckets were opened, too.</summary>
    /// <param name="buckets">Names of the sites in each.</param>
    public int RankWith(IEnumerable<ImmutableArray<string>> buckets) => With(buckets).Rank;

    /// <summary>Whether the site's update, had it never changed, could be solved for.</summary>
    /// <param name="site">The site's name; one that was in no bucket is not exposed.</param>
    public bool Exposes(string site) =>
        // In fully reduced form, a unit vector in the span is one of the rows.
        _columns.TryGetValue(site, out var column)
        && _rows.TryGetValue(column, out var row)
        && row.Count(value => value != 0) == 1;

    /// <summary>Whether the site would be exposed if these buckets were opened, too.</summary>
    /// <param name="site">The site's name.</param>
    /// <param name="buckets">Names of the sites in each.</param>
    public bool WouldExpose(string site, IEnumerable<ImmutableArray<string>> buckets) => With(buckets).Exposes(site);

    private MembershipMatrix With(IEnumerable<ImmutableArray<string>> buckets)
    {
        var with = new MembershipMatrix(this);
        foreach (var bucket in buckets)
        {
            with.Add(bucket);
        }

        return with;
    }

    private int ColumnOf(string site)
    {
        if (!_columns.TryGetValue(site, out var column))
        {
            column = _columns.Count;
            _columns.Add(site, column);
        }

        return column;
    }

    /// <summary>row −= factor · other, where the row is at least as long.</summary>
    private static void SubtractScaled(ulong[] row, ulong[] other, ulong factor)
    {
        if (factor == 0)
        {
            return;
        }

        for (var i = 0; i < other.Length; i++)
        {
            var product = Multiply(other[i], factor);
            row[i] = row[i] >= product ? row[i] - product : row[i] + Prime - product;
        }
    }

    private static void Scale(ulong[] row, ulong factor)
    {
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = Multiply(row[i], factor);
        }
    }

    /// <summary>a · b mod 2^61 − 1: the bits above the 61st count once more.</summary>
    private static ulong Multiply(ulong a, ulong b)
    {
        var product = (UInt128)a * b;
        var folded = (ulong)(product & Prime) + (ulong)(product >> 61);
        return folded >= Prime ? folded - Prime : folded;
    }

    /// <summary>a^(p − 2), Fermat's inverse.</summary>
    private static ulong Invert(ulong a)
    {
        var result = 1UL;
        for (var exponent = Prime - 2; exponent != 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
            {
                result = Multiply(result, a);
            }

            a = Multiply(a, a);
        }

        return result;
    }
}
