namespace FederatedSecure.Client.Privacy;

/// <summary>The ledger of spent privacy cannot be written: nothing is trained until it can.</summary>
public sealed class LedgerException : Exception
{
    /// <param name="message">What is wrong, and what to do.</param>
    public LedgerException(string message)
        : base(message)
    {
    }

    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">What lies behind it.</param>
    public LedgerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
