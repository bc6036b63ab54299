using System.Collections.Immutable;
using FederatedSecure.Cryptography.Encapsulation;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Sharing;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation.Support;

/// <summary>
/// Everything that a coordinator gets hold of in a round in which it plays by the rules and keeps every byte: the uploads, the
/// answers of all holders to the one partition, and, from holders that collude with it, their private envelope keys, hence every
/// share that was closed for them. All of it is linear in what the sites dealt: site i's polynomial f_i of degree t − 1, of which
/// a share is f_i(x), an answer Σ f_i(x) over a bucket, and the secret f_i(0).
/// </summary>
internal sealed class CoordinatorView
{
    private readonly TestRound _round;
    private readonly Opener _opener;
    private readonly List<(ulong[] Functional, ulong[] Words)> _known = [];
    private readonly Dictionary<string, ulong[]> _ciphertexts;

    public CoordinatorView(TestRound round, IEnumerable<string> colluders)
    {
        _round = round;
        _opener = new Opener(new CommonPolynomials(round.Plan.Ring, round.Plan.Digest));
        Sites = [.. round.Uploads.Keys];
        Colluders = [.. colluders.Select(round.Plan.NumberOf)];
        _ciphertexts = Sites.ToDictionary(site => site, Ciphertext);
        foreach (var holder in Colluders)
        {
            foreach (var site in Sites)
            {
                Learn(Functional([site], holder), Share(site, holder));
            }
        }

        foreach (var bucket in round.Buckets)
        {
            foreach (var holder in round.Plan.Holders)
            {
                var answer = round.Answer(holder)[bucket].Sum!;
                Learn(Functional(round.Partition.Buckets[bucket], answer.Holder), answer.Words.ToArray());
            }
        }
    }

    public ImmutableArray<string> Sites { get; }

    public ImmutableArray<int> Colluders { get; }

    private Modulus Q => _round.Plan.Ring.Modulus;

    private int Threshold => _round.Plan.Threshold;

    /// <summary>What a colluding site may tell besides: its own polynomial, as it made it.</summary>
    public void LearnPolynomialsOf(IEnumerable<string> sites)
    {
        foreach (var (site, power) in sites.SelectMany(_ => Enumerable.Range(0, Threshold), (site, power) => (site, power)))
        {
            var functional = new ulong[Sites.Length * Threshold];
            functional[(Sites.IndexOf(site) * Threshold) + power] = 1;

            // What it is worth is beside the point: whether there is a solution depends on the functionals alone.
            _known.Add((functional, []));
        }
    }

    /// <summary>
    /// How Σ c_i · ŝ_i follows from what is known; null where it does not. As the sites' polynomials are uniform, what does not
    /// follow linearly does not follow at all: it is uniform given all that is known.
    /// </summary>
    public ulong[]? Solve(IReadOnlyList<int> factors)
    {
        var rows = new ulong[Sites.Length * Threshold][];
        for (var row = 0; row < rows.Length; row++)
        {
            var factor = row % Threshold == 0 ? factors[row / Threshold] : 0;
            rows[row] = [.. _known.Select(known => known.Functional[row]), factor >= 0 ? (ulong)factor : Q.Value - (ulong)-factor];
        }

        return LinearSystem.Solve(rows, _known.Count, Q);
    }

    /// <summary>The key that a solution gives.</summary>
    public ulong[] KeyOf(ulong[] solution)
    {
        var key = new ulong[_round.Plan.Ring.Degree];
        foreach (var (factor, known) in solution.Zip(_known))
        {
            AddScaled(key, known.Words, factor);
        }

        return key;
    }

    /// <summary>Keys that a coordinator may hope to open the sum over some sites with, for want of the right one.</summary>
    public IEnumerable<ulong[]> Guesses(ImmutableArray<string> sites)
    {
        var degree = _round.Plan.Ring.Degree;
        var sums = Colluders.Select(holder => (Holder: holder, Words: Total(sites.Select(site => Share(site, holder))))).ToArray();
        var answers = (from bucket in _round.Buckets
                       from answer in _round.Answers().Select(answer => answer[bucket].Sum!)
                       where !Colluders.Contains(answer.Holder)
                       select (bucket, answer.Holder, Words: answer.Words.ToArray())).ToArray();
        var keys = _round.Buckets.Select(bucket => Interpolate([.. _round.Answers(Threshold).Select(answer => (answer[bucket].Sum!.Holder, answer[bucket].Sum!.Words.ToArray()))])).ToArray();
        var parts = _round.Partition.Buckets.Select(bucket => bucket.Intersect(sites).Count()).ToArray();

        // No key at all; the colluders' points as if they were enough; with a last point of nothing.
        yield return new ulong[degree];
        yield return Interpolate(sums);
        yield return Interpolate([.. sums, (FirstOther(), new ulong[degree])]);

        // The last point from another holder's answer: whole, or the members' even part of it.
        foreach (var (bucket, holder, words) in answers)
        {
            yield return Interpolate([.. sums, (holder, words)]);
            yield return Interpolate([.. sums, (holder, Fraction(words, parts[bucket], bucket))]);
        }

        foreach (var group in answers.GroupBy(answer => answer.Holder))
        {
            yield return Interpolate([.. sums, (group.Key, Total(group.Select(answer => answer.Words)))]);
            yield return Interpolate([.. sums, (group.Key, Total(group.Select(answer => Fraction(answer.Words, parts[answer.bucket], answer.bucket))))]);
        }

        // The buckets' keys, one, several, whole or in even parts.
        for (var chosen = 1; chosen < 1 << keys.Length; chosen++)
        {
            var some = keys.Select((key, bucket) => (key, bucket)).Where(entry => ((chosen >> entry.bucket) & 1) == 1).ToArray();
            yield return Total(some.Select(entry => entry.key));
            yield return Total(some.Select(entry => Fraction(entry.key, parts[entry.bucket], entry.bucket)));
        }
    }

    /// <summary>Opens the sum over some sites.</summary>
    public (bool Passes, ulong[] Message) Open(ImmutableArray<string> sites, ulong[] key)
    {
        var message = new ulong[_round.Plan.Ring.Degree];
        using var opening = OpeningKey.FromWords(_round.Plan.Ring, key);
        var sum = Total(sites.Select(site => _ciphertexts[site]));
        return (_opener.Open(opening, 0, sum, sites.Length, _round.Plan.Packing.DroppedBits, message).Passes, message);
    }

    private void Learn(ulong[] functional, ulong[] words) => _known.Add((functional, words));

    private ulong[] Functional(IEnumerable<string> sites, int point)
    {
        var functional = new ulong[Sites.Length * Threshold];
        foreach (var site in sites)
        {
            for (var power = 0; power < Threshold; power++)
            {
                functional[(Sites.IndexOf(site) * Threshold) + power] = Q.Power((ulong)point, (ulong)power);
            }
        }

        return functional;
    }

    /// <summary>Read as the colluding holder reads it.</summary>
    private ulong[] Share(string site, int holder)
    {
        var (plan, name) = (_round.Plan, _round.Plan.Holders[holder - 1]);
        Assert.True(Envelope.TryOpen(
            _round.Federation.Sites[name].EnvelopeKey, new(plan.Digest, site, name), _round.Uploads[site].Envelope(plan, holder).Span, out var bytes));
        Assert.True(SecretShare.TryRead(plan.Ring, holder, bytes, out var share));
        return share.Words.ToArray();
    }

    private ulong[] Ciphertext(string site)
    {
        var b = new ulong[_round.Plan.Ring.Degree];
        var bytes = _round.Uploads[site].Content.AsSpan((int)_round.Plan.Upload.OfChunk(0), _round.Plan.Upload.ChunkLength);
        Assert.True(_round.Plan.Packing.Codec.TryDecode(bytes, b));
        return b;
    }

    private int FirstOther() => Enumerable.Range(1, _round.Plan.Holders.Length).First(holder => !Colluders.Contains(holder));

    /// <summary>The value at 0 of the polynomial through some points.</summary>
    private ulong[] Interpolate((int Holder, ulong[] Words)[] points)
    {
        var result = new ulong[_round.Plan.Ring.Degree];
        foreach (var (holder, words) in points)
        {
            var others = points.Select(point => (ulong)point.Holder).Where(other => other != (ulong)holder).ToArray();
            var factor = others.Aggregate(1UL, (product, other) => Q.Multiply(product, Q.Multiply(other, Q.Invert(Q.Subtract(other, (ulong)holder)))));
            AddScaled(result, words, factor);
        }

        return result;
    }

    private ulong[] Fraction(ulong[] words, int part, int bucket)
    {
        var result = new ulong[words.Length];
        AddScaled(result, words, Q.Multiply((ulong)part, Q.Invert((ulong)_round.Partition.Buckets[bucket].Length)));
        return result;
    }

    private ulong[] Total(IEnumerable<ulong[]> all)
    {
        var result = new ulong[_round.Plan.Ring.Degree];
        foreach (var words in all)
        {
            AddScaled(result, words, 1);
        }

        return result;
    }

    private void AddScaled(ulong[] sum, ulong[] words, ulong factor)
    {
        for (var i = 0; factor != 0 && i < sum.Length; i++)
        {
            sum[i] = Q.Add(sum[i], Q.Multiply(words[i], factor));
        }
    }
}
