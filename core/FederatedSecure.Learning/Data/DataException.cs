namespace FederatedSecure.Learning.Data;

/// <summary>A data file cannot be used. The message names the file, the line where there is one, and a remedy.</summary>
public sealed class DataException : Exception
{
    /// <param name="file">The file or folder.</param>
    /// <param name="line">Line from 1; 0 where there are no lines.</param>
    /// <param name="problem">What is wrong and what to do.</param>
    /// <param name="innerException">What it comes from.</param>
    public DataException(string file, long line, string problem, Exception? innerException = null)
        : base(line == 0 ? $"{file}: {problem}" : $"{file}({line}): {problem}", innerException)
    {
        File = file;
        Line = line;
        Problem = problem;
    }

    /// <summary>The file or folder.</summary>
    public string File { get; }

    /// <summary>Line from 1; 0 where there are no lines.</summary>
    public long Line { get; }

    /// <summary>The message without the place.</summary>
    public string Problem { get; }
}
