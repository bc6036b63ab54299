using FederatedSecure.Lab.Simulation.Workers;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Extraction;

/// <summary>
/// Knockoff nets with adaptive sampling (Orekondy, Schiele and Fritz, CVPR 2019, section 4.2): a gradient bandit over the pool's groups. The
/// reward of an answer is the mean of the original's certainty (first minus second probability), the diversity of its answers (how much more
/// probable a class is than it was on average) and the copy's loss, each against its own running mean.
/// </summary>
/// <remarks>Answers are asked for in batches of 16, where the paper asks for one at a time, so that the copy learns once a batch.</remarks>
internal sealed class AdaptiveKnockoff : IExtraction
{
    private const int Batch = 16;
    private const double Rate = 0.1;

    /// <inheritdoc/>
    public string Name => "knockoff-adaptive";

    /// <inheritdoc/>
    public Student Steal(Oracle oracle, QueryPool pool, int budget, ExtractionTerms terms)
    {
        var (random, order) = (Streams.Of(terms.Seed, "sampling"), Streams.Of(terms.Seed, "order"));
        var groups = pool.Shuffled(random).GroupBy(place => pool.Groups[place]).OrderBy(group => group.Key).Select(group => new Queue<int>(group)).ToArray();
        var preference = new double[groups.Length];
        var (rewards, answersSeen) = (new RunningRewards(), new double[oracle.Classes]);
        var transcript = new Transcript();
        using var scout = new Student(oracle.InputLength, oracle.Classes, terms.Seed);
        for (var asked = 0; asked < budget && groups.Any(group => group.Count > 0);)
        {
            // 1. A batch, each from a group that the bandit draws.
            var (drawn, places) = (new List<int>(), new List<int>());
            while (places.Count < Batch && asked + places.Count < budget && groups.Any(group => group.Count > 0))
            {
                var group = Draw(Policy(preference, groups), random);
                drawn.Add(group);
                places.Add(groups[group].Dequeue());
            }

            var inputs = pool.Take([.. places]);
            var copied = scout.Probabilities(inputs);
            var answers = transcript.Ask(oracle, inputs);
            asked += places.Count;

            // 2. What the answers were worth moves the bandit.
            for (var i = 0; i < places.Count; i++)
            {
                var slice = (i * oracle.Classes)..((i + 1) * oracle.Classes);
                var advantage = rewards.Advantage(answers[slice], copied[slice], answersSeen);
                var policy = Policy(preference, groups);
                for (var group = 0; group < groups.Length; group++)
                {
                    preference[group] += Rate * advantage * ((group == drawn[i] ? 1 : 0) - policy[group]);
                }
            }

            // 3. The scout learns the batch, so that its loss says what is new.
            var batch = new Transcript();
            batch.Inputs.AddRange(inputs);
            batch.Answers.AddRange(answers);
            scout.Learn(batch, 1, order, terms.Cancellation);
        }

        var student = new Student(oracle.InputLength, oracle.Classes, terms.Seed);
        student.Learn(transcript, terms.Epochs, order, terms.Cancellation);
        return student;
    }

    /// <summary>Softmax of the preferences of groups that have something left.</summary>
    private static double[] Policy(double[] preference, Queue<int>[] groups)
    {
        double[] weights = [.. preference.Zip(groups, (value, group) => group.Count > 0 ? Math.Exp(value) : 0)];
        var sum = weights.Sum();
        return sum > 0 ? [.. weights.Select(weight => weight / sum)] : weights;
    }

    private static int Draw(double[] policy, SeededRandomSource random)
    {
        var rest = random.NextDouble();
        var last = Array.FindLastIndex(policy, part => part > 0);
        for (var group = 0; group < last; group++)
        {
            rest -= policy[group];
            if (rest < 0)
            {
                return group;
            }
        }

        return last;
    }

    /// <summary>Rewards against their running means.</summary>
    private sealed class RunningRewards
    {
        private readonly double[] _means = new double[3];
        private int _count;

        public double Advantage(float[] answer, float[] copied, double[] seen)
        {
            float[] sorted = [.. answer.OrderDescending()];
            var certainty = sorted[0] - sorted[1];
            var diversity = answer.Zip(seen, (now, before) => Math.Max(0, now - (_count == 0 ? 0 : before / _count))).Sum();
            var loss = -answer.Zip(copied, (p, q) => p * Math.Log(Math.Max(q, 1e-12))).Sum();
            for (var i = 0; i < seen.Length; i++)
            {
                seen[i] += answer[i];
            }

            _count++;
            var advantage = 0.0;
            double[] rewards = [certainty, diversity, loss];
            for (var i = 0; i < rewards.Length; i++)
            {
                advantage += (rewards[i] - _means[i]) / rewards.Length;
                _means[i] += (rewards[i] - _means[i]) / _count;
            }

            return advantage;
        }
    }
}
