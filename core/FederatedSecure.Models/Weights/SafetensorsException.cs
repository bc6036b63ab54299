namespace FederatedSecure.Models;

/// <summary>A file is not safetensors, or not the weights of the model at hand. The message says what is wrong and what to
/// do, and is fit for a log even where the file is hostile.</summary>
public sealed class SafetensorsException : Exception
{
    public SafetensorsException(string message)
        : base(message)
    {
    }

    public SafetensorsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
