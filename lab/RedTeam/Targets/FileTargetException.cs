namespace FederatedSecure.Lab.RedTeam.Targets;

/// <summary>A model file of another system cannot be used; the message says what to change.</summary>
public sealed class FileTargetException : Exception
{
    public FileTargetException(string path, string problem, Exception? inner = null)
        : base($"{path}: {problem}", inner)
    {
    }

    public FileTargetException()
    {
    }

    public FileTargetException(string message)
        : base(message)
    {
    }

    public FileTargetException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
