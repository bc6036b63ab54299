using FederatedSecure.Lab.RedTeam.Targets;

namespace FederatedSecure.Lab.RedTeam.Evasion.BlackBox;

/// <summary>
/// The boundary attack: a random walk along the decision boundary towards the clean input, with decisions alone (Brendel, Rauber and
/// Bethge, "Decision-based adversarial attacks", ICLR 2018; arXiv:1712.04248). L2 only.
/// </summary>
/// <remarks>
/// <para>
/// A step goes sideways on the sphere around the clean input, and then towards it; it is taken where the model still errs. Both step sizes follow
/// the share of steps that succeed, as in Foolbox: sideways 0.2 to 0.5, towards 0.1 to 0.25.
/// </para>
/// <para>
/// Guaranteed: the point is adversarial after every step and never further away than before, and no more than about 1.1 queries a step are
/// asked. Not guaranteed: that no nearer one exists. It needs many more queries than <see cref="HopSkipJump"/> and is a second opinion.
/// </para>
/// </remarks>
/// <param name="steps">Steps for each record; 25,000 in Foolbox.</param>
internal sealed class BoundaryAttack(int steps = 25_000) : ArrayAttack
{
    /// <summary>What the start may cost, beside the steps.</summary>
    private const int StartQueries = 1000;

    /// <summary>How often a step's first half is looked at on its own.</summary>
    private const int LookEvery = 10;

    /// <summary>Records that a walk does at a time: one question for all.</summary>
    private const int Together = 256;

    /// <inheritdoc/>
    public override string Name => "boundary";

    /// <inheritdoc/>
    public override TargetAccess Needs => TargetAccess.Labels;

    /// <inheritdoc/>
    protected override float[] Attack(PointTarget target, RecordBatch clean, EvasionTerms terms)
    {
        if (terms.Norm != Norm.L2)
        {
            throw new NotSupportedException("The boundary attack is defined for L2.");
        }

        var result = (float[])clean.Values.Clone();
        var walks = new List<BoundaryWalk>();
        try
        {
            for (var record = 0; record < clean.Count; record++)
            {
                if (Start(target, clean, record, terms) is { } walk)
                {
                    walks.Add(walk);
                }
            }

            foreach (var group in walks.Chunk(Together))
            {
                Walk(target, group, terms.Cancellation);
            }

            foreach (var walk in walks)
            {
                walk.Point.CopyTo(result, walk.Record * clean.Length);
            }
        }
        finally
        {
            walks.ForEach(walk => walk.Dispose());
        }

        return result;
    }

    private static BoundaryWalk? Start(PointTarget target, RecordBatch clean, int record, EvasionTerms terms)
    {
        var oracle = new LabelOracle(target, clean.Labels[record], StartQueries, NearestValid.For(terms, clean[record]));
        var random = new GaussianStream(terms.Seed, clean[record]);
        if (oracle.IsAdversarial(clean[record]) || StartingPoint.Find(oracle, clean, record, terms, random) is not { } point)
        {
            random.Dispose();
            return null;
        }

        BoundarySearch.Project(oracle, clean[record], point, Norm.L2, theta: 1e-3);
        return new BoundaryWalk(record, clean, point, random, terms);
    }

    private void Walk(PointTarget target, BoundaryWalk[] walks, CancellationToken cancellation)
    {
        var length = target.Length;
        for (var step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            // What has converged leaves; what it has drawn is its own, so that the others see no difference.
            walks = step % LookEvery == 0 ? [.. walks.Where(walk => !walk.HasConverged)] : walks;
            if (walks.Length == 0)
            {
                return;
            }

            foreach (var walk in walks)
            {
                walk.Propose();
            }

            var isLook = step % LookEvery == 0;
            var asked = new float[walks.Length * length];
            if (isLook)
            {
                Each((walk, place) => walk.Asked(walk.Sideways).CopyTo(asked, place * length));
                var sideways = target.Decide(asked);
                Each((walk, place) => walk.Judge(sideways[place]));
            }

            Each((walk, place) => walk.Asked(walk.Candidate).CopyTo(asked, place * length));
            var decided = target.Decide(asked);
            Each((walk, place) => walk.Take(decided[place], isLook));
        }

        void Each(Action<BoundaryWalk, int> act)
        {
            for (var place = 0; place < walks.Length; place++)
            {
                act(walks[place], place);
            }
        }
    }
}
