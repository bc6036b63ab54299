using FederatedSecure.Lab.Simulation.Workers;

namespace FederatedSecure.Lab.RedTeam.Extraction;

/// <summary>
/// Knockoff nets with random sampling (Orekondy, Schiele and Fritz, CVPR 2019, section 4.1): asks about inputs of the pool at random and
/// learns the answers. From an oracle that shows decisions only, this is Copycat (Correia-Silva et al., IJCNN 2018).
/// </summary>
/// <param name="hardens">Whether only the decision of every answer is learned, as Copycat does.</param>
internal sealed class RandomKnockoff(bool hardens = false) : IExtraction
{
    /// <inheritdoc/>
    public string Name => hardens ? "copycat" : "knockoff-random";

    /// <inheritdoc/>
    public Student Steal(Oracle oracle, QueryPool pool, int budget, ExtractionTerms terms)
    {
        var random = Streams.Of(terms.Seed, "sampling");
        var transcript = new Transcript();
        transcript.Ask(oracle, pool.Take(pool.Shuffled(random).AsSpan(0, Math.Min(budget, pool.Count))));
        if (hardens)
        {
            Harden(transcript.Answers, oracle.Classes);
        }

        var student = new Student(oracle.InputLength, oracle.Classes, terms.Seed);
        student.Learn(transcript, terms.Epochs, Streams.Of(terms.Seed, "order"), terms.Cancellation);
        return student;
    }

    private static void Harden(List<float> answers, int classes)
    {
        var decisions = Student.Decisions([.. answers], classes);
        for (var i = 0; i < answers.Count; i++)
        {
            answers[i] = decisions[i / classes] == i % classes ? 1 : 0;
        }
    }
}
