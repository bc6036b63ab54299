namespace FederatedSecure.Lab.Processes;

/// <summary>A child process ended, or answered, otherwise than it should have. The message ends with its last lines.</summary>
public sealed class ChildProcessException(string message) : Exception(message);
