namespace FederatedSecure.Learning.Training;

/// <summary>Training cannot start, or went astray.</summary>
public sealed class TrainingException : Exception
{
    /// <param name="code">Stable identifier, for example "training.not-finite".</param>
    /// <param name="message">What is wrong, as a sentence without data.</param>
    public TrainingException(string code, string message)
        : base(message) => Code = code;

    /// <summary>Stable identifier.</summary>
    public string Code { get; }
}
