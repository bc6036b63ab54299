using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.NoiseShares;
using FederatedSecure.Cryptography.Packing;

namespace FederatedSecure.Cryptography.SecureAggregation;

/// <summary>
/// What one attempt at a round agrees on, checked: who takes part, who holds shares, how many must agree, how small a bucket may
/// be, and how numbers travel. Everything in it follows from the plan's bytes, whose digest binds every message.
/// </summary>
/// <remarks>
/// Guaranteed of every instance: t &gt; m/2 and t ≤ m, so that two different partitions can only both be opened by a coordinator
/// with 2t − m dishonest holders; k ≥ 2 sites in the smallest bucket; a whole bucket decrypts.
/// </remarks>
public sealed class SecurePlan
{
    /// <summary>The fewest sites that a bucket may have: the sum over one is no sum.</summary>
    public const int MinimumBucketSize = 2;

    /// <summary>The most sites of a roster.</summary>
    public const int MaximumSites = 1_000;

    /// <summary>The largest weight that a site may have.</summary>
    public const long LargestWeight = 1L << 31;

    private readonly ImmutableDictionary<string, RosterMember> _members;

    private SecurePlan(
        Digest digest, ImmutableArray<RosterMember> roster, ImmutableArray<string> holders, SecureTerms terms, PackingPlan packing, NoiseShare? noise)
    {
        (Digest, Roster, Holders, Terms, Packing, Noise) = (digest, roster, holders, terms, packing, noise);
        _members = roster.ToImmutableDictionary(member => member.Site);
        Upload = new UploadLayout(packing, holders.Length);
    }

    /// <summary>SHA-256 of the plan's bytes.</summary>
    public Digest Digest { get; }

    /// <summary>All sites that may upload, in ordinal order of their names.</summary>
    public ImmutableArray<RosterMember> Roster { get; }

    /// <summary>The names of the share holders; the first is holder number 1.</summary>
    public ImmutableArray<string> Holders { get; }

    /// <summary>The terms.</summary>
    public SecureTerms Terms { get; }

    /// <summary>How a vector becomes chunks.</summary>
    public PackingPlan Packing { get; }

    /// <summary>The noise that each site adds to its update; null where none does.</summary>
    public NoiseShare? Noise { get; }

    /// <summary>What lies where in an upload.</summary>
    public UploadLayout Upload { get; }

    /// <summary>The ring.</summary>
    public RingParameters Ring => Packing.Ring;

    /// <summary>t.</summary>
    public int Threshold => Terms.Threshold;

    /// <summary>k.</summary>
    public int BucketSize => Terms.BucketSize;

    /// <summary>Makes a plan of terms that somebody sent.</summary>
    /// <param name="digest">SHA-256 of the plan's bytes.</param>
    /// <param name="roster">The sites.</param>
    /// <param name="context">Names the attempt; see <see cref="Committee"/>.</param>
    /// <param name="terms">The terms.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="problem">What is wrong with the terms, and what to change.</param>
    public static bool TryCreate(
        Digest digest,
        IEnumerable<RosterMember> roster,
        string context,
        SecureTerms terms,
        [NotNullWhen(true)] out SecurePlan? plan,
        [NotNullWhen(false)] out string? problem)
    {
        plan = null;
        ImmutableArray<RosterMember> members = [.. roster.OrderBy(member => member.Site, StringComparer.Ordinal)];
        var holders = Committee.Draw(members.Select(member => member.Site), context);
        problem = Problem(members, holders, terms);
        if (problem is not null || !TryPack(terms, members.Length, out var packing, out problem) || !TryShareNoise(terms, out var noise, out problem))
        {
            return false;
        }

        plan = new SecurePlan(digest, members, holders, terms, packing, noise);
        return true;
    }

    /// <summary>What is asked of the packing by a round of that many sites.</summary>
    /// <param name="sites">Sites of the roster.</param>
    /// <param name="bucketSize">k.</param>
    /// <param name="bits">Bits of a value.</param>
    /// <param name="values">Values of the update.</param>
    public static PackingRequest PackingFor(int sites, int bucketSize, int bits, long values) =>
        new() { Sites = sites, BucketSize = bucketSize, Bits = bits, Values = values, Slots = SiteFigures.Slots };

    /// <summary>The real sums that whole-number sums over a bucket stand for.</summary>
    /// <param name="sums">The sums.</param>
    /// <param name="members">Sites of the bucket.</param>
    /// <param name="values">Receives them.</param>
    public void Decode(ReadOnlySpan<ulong> sums, int members, Span<double> values)
    {
        if (Noise is not null)
        {
            Noise.Decode(sums, members, values);
        }
        else
        {
            Quantizer.Dequantize(Terms.Bits, Terms.Range, sums, members, values);
        }
    }

    /// <summary>The member of this name; null if there is none.</summary>
    public RosterMember? Find(string site) => _members.GetValueOrDefault(site);

    /// <summary>The holder's number, from 1 on; 0 for a site that holds no shares.</summary>
    public int NumberOf(string holder) => Holders.IndexOf(holder, StringComparer.Ordinal) + 1;

    private static string? Problem(ImmutableArray<RosterMember> roster, ImmutableArray<string> holders, SecureTerms terms) =>
        roster.Select(member => member.Site).Distinct(StringComparer.Ordinal).Count() != roster.Length ? "the roster names a site twice"
        : roster.Select(member => member.Fingerprint).Distinct().Count() != roster.Length ? "two sites of the roster have the same key"
        : roster.Length > MaximumSites ? $"a roster has at most {MaximumSites} sites; this one has {roster.Length}"
        : terms.BucketSize < MinimumBucketSize ? $"a bucket of {terms.BucketSize} hides nobody: it takes at least {MinimumBucketSize} sites"
        : roster.Length < terms.BucketSize ? $"{roster.Length} sites do not fill a bucket of {terms.BucketSize}"
        : 2 * terms.Threshold <= holders.Length ? $"a threshold of {terms.Threshold} of {holders.Length} holders is no majority"
        : terms.Threshold > holders.Length ? $"a threshold of {terms.Threshold} is more than there are holders ({holders.Length})"
        : terms.MaximumWeight is < 1 or > LargestWeight ? $"the largest weight lies between 1 and {LargestWeight}"
        : !(terms.ClipNorm is >= 1e-30 and <= 1e30) ? "the clip norm lies between 1e-30 and 1e30"
        : !(terms.Range is >= 1e-30 and <= 1e30) ? "the range of a coordinate lies between 1e-30 and 1e30"
        : !RingParameters.TryGet(terms.Ring, out _) ? $"there is no ring parameter set \"{terms.Ring}\""
        : null;

    private static bool TryPack(SecureTerms terms, int sites, [NotNullWhen(true)] out PackingPlan? packing, [NotNullWhen(false)] out string? problem) =>
        PackingPlan.TryCreate(
            RingParameters.Get(terms.Ring), PackingFor(sites, terms.BucketSize, terms.Bits, terms.Values), terms.DroppedBits, out packing, out problem);

    private static bool TryShareNoise(SecureTerms terms, out NoiseShare? noise, [NotNullWhen(false)] out string? problem)
    {
        (noise, problem) = (null, null);
        if (terms.Noise is null)
        {
            return true;
        }

        if (terms.MaximumWeight != 1)
        {
            // One site's part of a sum must be bounded by the clip norm, and the noise is made for that.
            problem = $"with noise in shares every site counts the same; the largest weight must be 1, not {terms.MaximumWeight}";
            return false;
        }

        return NoiseShare.TryCreate(
            terms.Noise, new NoiseRequest(terms.BucketSize, terms.Bits, terms.ClipNorm, terms.Range, terms.Values), out noise, out problem);
    }
}
