using FederatedSecure.Lab.RedTeam.Evasion.Schedules;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Training;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.ScoreBased;

/// <summary>
/// The Square attack (Andriushchenko et al., ECCV 2020): random search that changes one square of the picture a query, always to the rim
/// of the ball, and keeps what makes the margin z_y − max_{i≠y} z_i smaller. L∞: a square of one random sign a channel, from vertical
/// stripes; L2: moves length from one window to another in the shape of <see cref="SquareBumps"/>. Flat records are pictures of one row.
/// </summary>
/// <remarks>Never asks for a gradient, so masked gradients do not mislead it. Each record costs at most the budget of queries.</remarks>
internal sealed class Square : IEvasionAttack
{
    /// <inheritdoc/>
    public string Name => "square";

    /// <inheritdoc/>
    public TargetAccess Needs => TargetAccess.Scores;

    /// <summary>The budget: queries a record, the first included. AutoAttack: 5000.</summary>
    public int Queries { get; init; } = 5000;

    /// <summary>p_init: the part of the picture that the first squares have.</summary>
    public double InitialPart { get; init; } = 0.8;

    /// <summary>Whether the squares shrink over the budget, and not over 10,000 queries as in AutoAttack.</summary>
    public bool RescalesSchedule { get; init; }

    /// <inheritdoc/>
    public Tensor Perturb(ITarget target, Tensor inputs, Tensor labels, EvasionTerms terms)
    {
        if (!double.IsFinite(terms.Epsilon) || terms.Norm == Norm.L1)
        {
            throw new ArgumentException("Square needs a finite ε, in L∞ or L2.", nameof(terms));
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var random = new RecordRandom(terms.Seed, inputs);
        var shape = PictureShape.OrRow(inputs.shape);
        var (clean, classes) = (inputs.ToValues(), Array.ConvertAll(labels.to(CPU).data<long>().ToArray(), label => (int)label));
        var count = classes.Length;
        ISquareProposal proposal = terms.Norm == Norm.Linf
            ? new LinfSquares(shape, random, terms)
            : new L2Squares(shape, random, terms);
        var (best, margins) = ((float[])clean.Clone(), new double[count]);
        Array.Fill(margins, double.PositiveInfinity);
        var open = Enumerable.Range(0, count).ToArray();
        var candidates = new float[clean.Length];
        for (var query = 0; query < Queries && open.Length > 0; query++)
        {
            terms.Cancellation.ThrowIfCancellationRequested();
            var part = SquareSize.Part(Math.Max(0, query - 1), RescalesSchedule ? Queries : 10_000, InitialPart);
            for (var i = 0; i < open.Length; i++)
            {
                var own = open[i] * shape.Size;
                var row = candidates.AsSpan(i * shape.Size, shape.Size);
                if (query == 0)
                {
                    proposal.Start(open[i], clean.AsSpan(own, shape.Size), row);
                }
                else
                {
                    proposal.Propose(open[i], part, clean.AsSpan(own, shape.Size), best.AsSpan(own, shape.Size), row);
                }
            }

            var (found, wrong) = Ask(target, candidates.AsSpan(0, open.Length * shape.Size), open, classes, inputs);
            for (var i = 0; i < open.Length; i++)
            {
                if (found[i] < margins[open[i]] || wrong[i])
                {
                    candidates.AsSpan(i * shape.Size, shape.Size).CopyTo(best.AsSpan(open[i] * shape.Size));
                    margins[open[i]] = found[i];
                }
            }

            open = [.. open.Where((_, i) => !wrong[i])];
        }

        return TorchData.Upload(best, inputs.shape, inputs.device).MoveToOuterDisposeScope();
    }

    private static (float[] Margins, bool[] Wrong) Ask(ITarget target, ReadOnlySpan<float> candidates, int[] open, int[] classes, Tensor inputs)
    {
        using var scope = NewDisposeScope();
        var logits = target.Logits(TorchData.Upload(candidates, [open.Length, .. inputs.shape[1..]], inputs.device));
        var labels = tensor(Array.ConvertAll(open, record => (long)classes[record]), device: inputs.device);
        return (Losses.Margin(logits, labels).ToValues(), Losses.IsWrong(logits, labels).to(CPU).data<bool>().ToArray());
    }
}
