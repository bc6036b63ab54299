namespace FederatedSecure.Learning.Data;

/// <summary>A data file cannot be used. The message names the file and, where there is one, the line.</summary>
public sealed class DataException : Exception
{
    public DataException(string message)
        : base(message)
    {
    }

    public DataException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
