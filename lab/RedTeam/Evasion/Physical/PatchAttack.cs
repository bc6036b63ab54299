using FederatedSecure.Lab.RedTeam.Evasion.BlackBox;
using FederatedSecure.Lab.RedTeam.Targets;

namespace FederatedSecure.Lab.RedTeam.Evasion.Physical;

/// <summary>
/// The adversarial patch: a sticker that makes a model see one class wherever, however large and however turned it lies in whatever
/// picture (Brown et al., "Adversarial patch", 2017; arXiv:1712.09665). Trained by expectation over transformations (Athalye et al., ICML 2018).
/// </summary>
/// <remarks>
/// <para>
/// Minimizes E[−log p(target | picture with the patch at a random placement)] over pictures and placements by Adam, with a new placement
/// for every picture of every batch; pixels are clipped into the bounds.
/// </para>
/// <para>
/// The success that it is trained for is measured on other pictures, at fresh placements, beside a patch of noise of the same size: a
/// sticker that hides half of a digit breaks any model. No claim beyond the placements that were drawn, none about printing and cameras.
/// </para>
/// </remarks>
/// <param name="Placements">Over which transformations.</param>
internal sealed record PatchAttack(PatchPlacements Placements)
{
    /// <summary>Pixels of the patch along one side.</summary>
    public int Side { get; init; } = 16;

    /// <summary>Steps; 500 in ART.</summary>
    public int Iterations { get; init; } = 500;

    /// <summary>Adam's step size; ART's 5 is for pixels up to 255.</summary>
    public double Rate { get; init; } = 5 / 255.0;

    /// <summary>Pictures in one step; ART: 16.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Trains a patch.</summary>
    /// <param name="target">The model.</param>
    /// <param name="pictures">The attacker's own pictures.</param>
    /// <param name="targetClass">What the model is to see.</param>
    /// <param name="terms">Bounds of pixels, and the seed.</param>
    /// <param name="progress">Told the part that is done.</param>
    public AdversarialPatch Train(PointTarget target, RecordBatch pictures, int targetClass, EvasionTerms terms, IProgress<double>? progress = null)
    {
        var shape = PictureShape.Of(target.InputShape);
        using var random = new GaussianStream(terms.Seed, pictures.Values);
        var patch = new AdversarialPatch(new float[shape.Channels * Side * Side], Side);
        Array.Fill(patch.Pixels, (float)((terms.Lower + terms.Upper) / 2));
        var adam = new CoordinateAdam(patch.Pixels.Length, Rate);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            terms.Cancellation.ThrowIfCancellationRequested();
            var chosen = Enumerable.Range(0, BatchSize).Select(_ => (int)(random.Uniform() * pictures.Count)).ToArray();
            var gradient = Gradient(target, pictures, chosen, patch, LogitSlopes.NegativeLogLikelihood(targetClass), random);
            for (var i = 0; i < gradient.Length; i++)
            {
                patch.Pixels[i] = (float)Math.Clamp(patch.Pixels[i] - adam.Step(i, gradient[i]), terms.Lower, terms.Upper);
            }

            progress?.Report((iteration + 1.0) / Iterations);
        }

        return patch;
    }

    /// <summary>The mean gradient of a loss in the patch's pixels over these pictures, each at a placement of its own.</summary>
    public float[] Gradient(PointTarget target, RecordBatch pictures, int[] chosen, AdversarialPatch patch, LogitSlope loss, GaussianStream random)
    {
        var shape = PictureShape.Of(target.InputShape);
        var patched = new float[chosen.Length * pictures.Length];
        var maps = new Bilinear[chosen.Length];
        for (var i = 0; i < chosen.Length; i++)
        {
            var picture = patched.AsSpan(i * pictures.Length, pictures.Length);
            pictures[chosen[i]].CopyTo(picture);
            maps[i] = patch.LayInto(picture, shape, Placement.Draw(Placements, shape, random));
        }

        var (_, pulled) = target.Pull(patched, (_, logits, coefficients) => loss(logits, target.Classes, coefficients));
        var (gradient, area) = (new float[patch.Pixels.Length], patch.Side * patch.Side);
        for (var i = 0; i < chosen.Length; i++)
        {
            for (var channel = 0; channel < shape.Channels; channel++)
            {
                maps[i].PullBack(pulled.AsSpan((i * pictures.Length) + (channel * shape.Pixels), shape.Pixels), gradient.AsSpan(channel * area, area));
            }
        }

        return Array.ConvertAll(gradient, value => value / chosen.Length);
    }

    /// <summary>Pictures with the patch at random placements.</summary>
    public RecordBatch Apply(AdversarialPatch patch, RecordBatch pictures, PictureShape shape, GaussianStream random)
    {
        var patched = pictures with { Values = (float[])pictures.Values.Clone() };
        for (var i = 0; i < pictures.Count; i++)
        {
            patch.LayInto(patched.Values.AsSpan(i * pictures.Length, pictures.Length), shape, Placement.Draw(Placements, shape, random));
        }

        return patched;
    }
}
