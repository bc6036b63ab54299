using FederatedSecure.Lab.Simulation.Workers;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Extraction;

/// <summary>
/// Jacobian-based data set augmentation (Papernot, McDaniel, Goodfellow, Jha, Celik and Swami, AsiaCCS 2017, algorithm 1): from few inputs,
/// S ← S ∪ {x + λ·sign(∂F_O(x)/∂x) : x ∈ S} round after round, where F is the copy so far and O(x) the original's decision. λ = 0.1.
/// </summary>
/// <remarks>Decisions are enough. The first set is as large as lets it double five times within the budget, but of at least ten a class; Papernot et al. begin with
/// 150 digits.</remarks>
internal sealed class JacobianAugmentation : IExtraction
{
    private const float Step = 0.1f;
    private const int Rounds = 5;

    /// <inheritdoc/>
    public string Name => "jbda";

    /// <inheritdoc/>
    public Student Steal(Oracle oracle, QueryPool pool, int budget, ExtractionTerms terms)
    {
        var (random, order) = (Streams.Of(terms.Seed, "sampling"), Streams.Of(terms.Seed, "order"));
        var first = Math.Min(Math.Min(budget, pool.Count), Math.Max(10 * oracle.Classes, budget >> Rounds));
        var transcript = new Transcript();
        transcript.Ask(oracle, pool.Take(pool.Shuffled(random).AsSpan(0, first)));
        for (var asked = first; asked < budget;)
        {
            asked += Augment(oracle, transcript, budget - asked, terms, order, random);
        }

        var student = new Student(oracle.InputLength, oracle.Classes, terms.Seed);
        student.Learn(transcript, terms.Epochs, order, terms.Cancellation);
        return student;
    }

    /// <summary>Steps from everything asked so far; where the budget does not last, from some of it, at random.</summary>
    private static int Augment(
        Oracle oracle, Transcript transcript, int budget, ExtractionTerms terms, SeededRandomSource order, SeededRandomSource random)
    {
        using var scout = new Student(oracle.InputLength, oracle.Classes, terms.Seed);
        scout.Learn(transcript, terms.Epochs, order, terms.Cancellation);
        var (inputs, labels) = (transcript.Inputs.ToArray(), Student.Decisions([.. transcript.Answers], oracle.Classes));
        var slopes = scout.Slopes(inputs, labels);
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = Math.Clamp(inputs[i] + (Step * MathF.Sign(slopes[i])), 0, 1);
        }

        var made = new QueryPool("augmented", inputs, labels);
        var chosen = made.Shuffled(random).AsSpan(0, Math.Min(budget, made.Count));
        transcript.Ask(oracle, made.Take(chosen));
        return chosen.Length;
    }
}
