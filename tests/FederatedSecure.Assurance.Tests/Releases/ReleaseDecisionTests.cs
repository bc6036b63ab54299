using FederatedSecure.Assurance.Releases;

namespace FederatedSecure.Assurance.Tests.Releases;

public sealed class ReleaseDecisionTests
{
    private static readonly Answer[] Answers = [Answer.Pass, Answer.Fail, Answer.Undecided, Answer.Refused];

    [Fact]
    public void Of_EveryCombinationOfUpToFourEvaluators_KeepsToTheRules()
    {
        // All ways in which four evaluators have passed, failed, decided nothing, refused or not answered yet.
        for (var code = 0; code < 5 * 5 * 5 * 5; code++)
        {
            var states = Enumerable.Range(0, 4).Select(i => code / (int)Math.Pow(5, i) % 5).ToArray();
            var answers = states
                .Select((state, i) => (State: state, Name: $"red-{i}"))
                .Where(entry => entry.State < 4)
                .Select(entry => new EvaluatorAnswer(entry.Name, Answers[entry.State], "why"))
                .ToList();
            string[] awaited = [.. states.Select((state, i) => (state, Name: $"red-{i}")).Where(entry => entry.state == 4).Select(entry => entry.Name)];
            var (passed, failed) = (answers.Count(answer => answer.Answer == Answer.Pass), answers.Any(answer => answer.Answer == Answer.Fail));
            for (var required = 1; required <= 4; required++)
            {
                var expected = failed ? CandidateStatus.Quarantined
                    : passed >= required ? CandidateStatus.Released
                    : passed + awaited.Length >= required ? CandidateStatus.Waiting
                    : CandidateStatus.Quarantined;

                var decision = ReleaseDecision.Of(required, answers, awaited);

                Assert.Equal(expected, decision.Status);
                Assert.NotEmpty(decision.Reason);
            }
        }
    }

    [Fact]
    public void Of_OneMorePass_NeverTurnsAReleaseIntoSomethingElse()
    {
        EvaluatorAnswer[] answers = [new("a", Answer.Pass, ""), new("b", Answer.Undecided, "few samples")];

        Assert.Equal(CandidateStatus.Released, ReleaseDecision.Of(1, answers, ["c"]).Status);
        Assert.Equal(CandidateStatus.Released, ReleaseDecision.Of(1, [.. answers, new("c", Answer.Pass, "")], []).Status);
    }

    [Fact]
    public void Of_NoReportRequired_IsAnError() => Assert.Throws<ArgumentOutOfRangeException>(() => ReleaseDecision.Of(0, [], []));

    [Fact]
    public void Reason_OfAQuarantine_NamesWhoFailedItAndWhy()
    {
        var decision = ReleaseDecision.Of(1, [new("red-team", Answer.Fail, "it has a backdoor.")], []);

        Assert.Equal("red-team: it has a backdoor.", decision.Reason);
    }
}
