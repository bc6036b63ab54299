namespace FederatedSecure.Lab.RedTeam.Extraction;

/// <summary>What was asked, and what came back.</summary>
internal sealed class Transcript
{
    /// <summary>Values of all inputs, one after the other.</summary>
    public List<float> Inputs { get; } = [];

    /// <summary>A row of probabilities for each.</summary>
    public List<float> Answers { get; } = [];

    /// <summary>Asks, and writes down.</summary>
    /// <returns>The answers.</returns>
    public float[] Ask(Oracle oracle, float[] inputs)
    {
        var answers = oracle.Ask(inputs);
        Inputs.AddRange(inputs);
        Answers.AddRange(answers);
        return answers;
    }
}
