namespace FederatedSecure.Lab.Processes;

/// <summary>One line that a child process wrote.</summary>
/// <param name="Text">The line without its end.</param>
/// <param name="IsError">Whether it came from the error stream.</param>
public readonly record struct OutputLine(string Text, bool IsError);
