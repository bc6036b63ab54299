using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.ExceptionServices;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Cryptography.Sharing;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.SecureAggregation;

/// <summary>
/// The coordinator's step: adds up a bucket's ciphertexts, puts its key together from the holders' answers, opens the sum and
/// nothing else, chunk by chunk. What is in memory is a few chunks, however many sites there are.
/// </summary>
/// <remarks>
/// Guaranteed: a bucket whose mean is given out was opened with the right key, all of its noise within the bound, every number
/// within what that many honest sites can make, the mean's norm within the clip norm. Not guaranteed: that its members told the
/// truth within those bounds; that is for the aggregation rule.
/// </remarks>
/// <param name="plan">The plan.</param>
/// <param name="partition">The partition that the holders answered.</param>
/// <param name="random">A cryptographic source in production: what it gives decides which answers are compared how.</param>
public sealed class BucketOpener(SecurePlan plan, Partition partition, IRandomSource random)
{
    private readonly VectorPacker _packer = new(plan.Packing);

    /// <summary>Opens one bucket.</summary>
    /// <param name="bucket">Index of the bucket.</param>
    /// <param name="answers">The holders' answers for it, at most one of each.</param>
    /// <param name="contentOf">The upload of a member.</param>
    /// <param name="means">
    /// Receives the mean. Worthless, and to be thrown away, where the result says that the bucket could not be opened.
    /// </param>
    /// <param name="cancellation">Ends the work early.</param>
    public OpenedBucket Open(
        int bucket, IReadOnlyCollection<BucketAnswer> answers, Func<string, ContentReader> contentOf, BucketMeans means, CancellationToken cancellation)
    {
        using var engine = SumEngine.Create(plan.Ring, plan.Digest);
        var attempt = new Attempt(this, bucket, contentOf, engine);
        SecretShare[] sums = [.. answers.Select(answer => answer.Sum).OfType<SecretShare>().OrderBy(sum => sum.Holder)];
        var complained = ComplaintsOf(bucket, answers);
        var first = attempt.Sum(0);
        var combined = ShareCombiner.Combine(plan.Threshold, sums, random, key => attempt.Opens(key, 0, first));
        using var key = combined.Key;
        if (key is null)
        {
            return NotOpened(bucket, Explain(sums, combined.Problem!), canRetry: true, [], complained);
        }

        ImmutableArray<string> wrong = [.. combined.Wrong.Select(holder => plan.Holders[holder - 1])];
        var (figures, problem) = attempt.Run(key, means, cancellation);
        return problem is null
            ? new OpenedBucket(bucket, partition.Buckets[bucket], figures, null, CanRetry: false, wrong, complained)
            : NotOpened(bucket, problem, canRetry: false, wrong, complained);
    }

    private SecurePlan Plan => plan;

    private ImmutableArray<string> MembersOf(int bucket) => partition.Buckets[bucket];

    private OpenedBucket NotOpened(
        int bucket, string problem, bool canRetry, ImmutableArray<string> wrong, ImmutableSortedDictionary<string, int> complained) =>
        new(bucket, partition.Buckets[bucket], null, problem, canRetry, wrong, complained);

    /// <summary>Whether it was the answers, or what they were to open.</summary>
    private string Explain(SecretShare[] sums, string problem)
    {
        if (sums.Length <= plan.Threshold)
        {
            return sums.Length < plan.Threshold
                ? problem
                : $"the sum does not open with the {sums.Length} answers there are: one of them is wrong, or a member's ciphertext or shares are";
        }

        var agreed = ShareCombiner.Combine(plan.Threshold, sums, random);
        if (agreed.Key is null)
        {
            return problem;
        }

        // A wrong polynomial goes through t − 1 right answers at most.
        agreed.Key.Dispose();
        return "the holders' answers fit together, yet the sum does not open: a member's ciphertext does not belong to its shares, "
            + $"or at least {sums.Length - agreed.Wrong.Length - plan.Threshold + 1} holders answer wrongly together";
    }

    /// <summary>How many holders complain of a member, whatever else they may have written there.</summary>
    private ImmutableSortedDictionary<string, int> ComplaintsOf(int bucket, IEnumerable<BucketAnswer> answers) =>
        answers.SelectMany(answer => answer.Complaints.Distinct())
            .Where(site => MembersOf(bucket).Contains(site, StringComparer.Ordinal))
            .GroupBy(site => site)
            .ToImmutableSortedDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    /// <summary>The work on one bucket.</summary>
    private sealed class Attempt
    {
        private readonly SecurePlan _plan;
        private readonly VectorPacker _packer;
        private readonly ContentReader[] _contents;
        private readonly ISumEngine _engine;
        private readonly int _members;

        public Attempt(BucketOpener owner, int bucket, Func<string, ContentReader> contentOf, ISumEngine engine)
        {
            var members = owner.MembersOf(bucket);
            (_plan, _packer, _engine, _members) = (owner.Plan, owner._packer, engine, members.Length);
            _contents = [.. members.Select(contentOf)];
        }

        private PackingPlan Packing => _plan.Packing;

        /// <summary>Σ b of one chunk.</summary>
        public ulong[] Sum(int chunk)
        {
            var sum = new ulong[_plan.Ring.Degree];
            Add(chunk, sum, new ulong[_plan.Ring.Degree], new byte[_plan.Upload.ChunkLength]);
            return sum;
        }

        public bool Opens(OpeningKey key, int chunk, ulong[] sum) =>
            _engine.Open(key, chunk, sum, _members, Packing.DroppedBits, new ulong[_plan.Ring.Degree]).Passes;

        /// <summary>Opens all chunks; the figures, or why it does not go.</summary>
        public (SiteFigures? Figures, string? Problem) Run(OpeningKey key, BucketMeans means, CancellationToken cancellation)
        {
            // The first chunk holds the weights, which the others are divided by.
            using var first = new Workspace(this);
            if (!first.TryOpen(key, 0))
            {
                return (null, first.Problem);
            }

            var figures = SiteFigures.Read(first.Slots);
            if (figures.Weight < _members || figures.Weight > _members * _plan.Terms.MaximumWeight)
            {
                return (null, $"the members' weights add up to {figures.Weight}, which honest ones cannot: from {_members} to {_members * _plan.Terms.MaximumWeight}");
            }

            var factor = (double)_plan.Terms.MaximumWeight / figures.Weight;
            var squares = first.Deliver(0, factor, means);
            string? problem = null;
            var adding = new Lock();
            ForEachChunkButTheFirst(
                (chunk, workspace) =>
                {
                    if (!workspace.TryOpen(key, chunk))
                    {
                        problem = workspace.Problem;
                        return false;
                    }

                    var part = workspace.Deliver(chunk, factor, means);
                    lock (adding)
                    {
                        squares += part;
                    }

                    return true;
                },
                cancellation);
            problem ??= ProblemOfNorm(Math.Sqrt(squares), factor);
            return problem is null ? (figures, null) : (null, problem);
        }

        /// <summary>Until one of them returns false. An exception comes out as it was thrown, not in a bundle.</summary>
        private void ForEachChunkButTheFirst(Func<int, Workspace, bool> work, CancellationToken cancellation)
        {
            try
            {
                Parallel.For(
                    1,
                    Packing.Chunks,
                    new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
                    () => new Workspace(this),
                    (chunk, loop, workspace) =>
                    {
                        if (!work(chunk, workspace))
                        {
                            loop.Stop();
                        }

                        return workspace;
                    },
                    workspace => workspace.Dispose());
            }
            catch (AggregateException several)
            {
                ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
            }
        }

        private string? ProblemOfNorm(double norm, double factor)
        {
            // Rounding moves each coordinate of each member by less than a step, whatever its weight. Noise takes much more room.
            var step = 2 * _plan.Terms.Range / Packing.LargestValue;
            var bound = _plan.Noise is { } noise
                ? noise.LargestNorm(_members) * factor * (1 + 1e-6)
                : (_plan.Terms.ClipNorm * (1 + 1e-6)) + (Math.Sqrt(_plan.Terms.Values) * step * _members * factor);
            return norm <= bound
                ? null
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"the mean has a norm of {norm:g4}, more than the {bound:g4} that clipped updates can have: a member did not clip");
        }

        private void Add(int chunk, ulong[] sum, ulong[] polynomial, byte[] bytes)
        {
            foreach (var content in _contents)
            {
                content(_plan.Upload.OfChunk(chunk), bytes);
                if (!Packing.Codec.TryDecode(bytes, polynomial))
                {
                    throw new InvalidDataException("A ciphertext that was found good when it arrived is no longer: the spool is damaged.");
                }

                _engine.Add(sum, polynomial);
            }
        }

        /// <summary>What one thread needs.</summary>
        private sealed class Workspace(Attempt attempt) : IDisposable
        {
            private readonly ulong[] _sum = new ulong[attempt._plan.Ring.Degree];
            private readonly ulong[] _polynomial = new ulong[attempt._plan.Ring.Degree];
            private readonly ulong[] _message = new ulong[attempt._plan.Ring.Degree];
            private readonly byte[] _bytes = new byte[attempt._plan.Upload.ChunkLength];
            private readonly ulong[] _sums = new ulong[attempt._plan.Ring.Degree * attempt.Packing.ValuesPerCoefficient];
            private readonly double[] _values = new double[attempt._plan.Ring.Degree * attempt.Packing.ValuesPerCoefficient];
            private readonly float[] _mean = new float[attempt._plan.Ring.Degree * attempt.Packing.ValuesPerCoefficient];
            private readonly ulong[] _slots = new ulong[SiteFigures.Slots];

            /// <summary>The slots of the chunk that was opened last.</summary>
            public ReadOnlySpan<ulong> Slots => _slots;

            /// <summary>Why a chunk did not open.</summary>
            public string? Problem { get; private set; }

            public bool TryOpen(OpeningKey key, int chunk)
            {
                var packing = attempt.Packing;
                Array.Clear(_sum);
                attempt.Add(chunk, _sum, _polynomial, _bytes);
                if (!attempt._engine.Open(key, chunk, _sum, attempt._members, packing.DroppedBits, _message).Passes)
                {
                    Problem = $"chunk {chunk} of the sum does not open: a member's ciphertext is not what it claims to be";
                    return false;
                }

                var sums = _sums.AsSpan(0, packing.ValuesOf(chunk).Count);
                var slots = _slots.AsSpan(0, packing.SlotsOf(chunk).Count);
                if (!attempt._packer.TryUnpack(chunk, attempt._members, _message, sums, slots))
                {
                    Problem = $"chunk {chunk} of the sum holds numbers that honest members cannot make: a member sent a message out of range";
                    return false;
                }

                return true;
            }

            /// <summary>Gives out the mean of the chunk that was opened last.</summary>
            /// <returns>The sum of its squares.</returns>
            public double Deliver(int chunk, double factor, BucketMeans means)
            {
                var (start, count) = attempt.Packing.ValuesOf(chunk);
                if (count == 0)
                {
                    return 0;
                }

                var values = _values.AsSpan(0, count);
                var mean = _mean.AsSpan(0, count);
                attempt._plan.Decode(_sums.AsSpan(0, count), attempt._members, values);
                VectorKernels.ScaleTo(values, factor, mean);
                means(start, mean);
                return VectorKernels.SquaredNorm(mean);
            }

            public void Dispose() => Array.Clear(_message);
        }
    }
}
