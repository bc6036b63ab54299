namespace FederatedSecure.Client.Work;

/// <summary>An offer, or what came with it, is not what it should be. Nothing of it is done.</summary>
public sealed class PlanException : Exception
{
    /// <param name="code">Stable identifier, for example "plan.digest".</param>
    /// <param name="message">What is wrong.</param>
    public PlanException(string code, string message)
        : base(message) => Code = code;

    /// <param name="code">Stable identifier.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What lies behind it.</param>
    public PlanException(string code, string message, Exception innerException)
        : base(message, innerException) => Code = code;

    /// <summary>Stable identifier.</summary>
    public string Code { get; }
}
