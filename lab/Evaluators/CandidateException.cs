namespace FederatedSecure.Lab.Evaluators;

/// <summary>A candidate cannot be evaluated here, for a reason that is told to the coordinator's operator.</summary>
internal sealed class CandidateException : Exception
{
    /// <param name="code">Stable identifier, for example "data.does-not-fit".</param>
    /// <param name="message">Why, in words that tell nothing of the records.</param>
    public CandidateException(string code, string message)
        : base(message) => Code = code;

    /// <summary>Stable identifier.</summary>
    public string Code { get; }
}
