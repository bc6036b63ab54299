namespace FederatedSecure.Learning.Training;

/// <summary>Training or evaluation cannot start, or went astray.</summary>
public sealed class TrainingException : Exception
{
    /// <param name="code">Stable identifier, for example "training.not-finite".</param>
    /// <param name="message">What is wrong and what to do, as sentences without data.</param>
    /// <param name="innerException">What it comes from.</param>
    public TrainingException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>Stable identifier.</summary>
    public string Code { get; }
}
