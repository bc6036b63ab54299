namespace FederatedSecure.Client.Prediction.Log;

/// <summary>What a check of a prediction log found.</summary>
/// <param name="Files">How many files were read.</param>
/// <param name="Lines">How many lines are good, up to the first bad one.</param>
/// <param name="First">Number of the first line; 1 unless earlier files are elsewhere.</param>
/// <param name="File">The file with the first bad line; null if there is none, or if it is the end that is missing.</param>
/// <param name="Line">That line's number in its file, from 1.</param>
/// <param name="Problem">What is wrong; null for nothing.</param>
internal sealed record LogVerification(int Files, long Lines, long First, string? File, long Line, string? Problem)
{
    /// <summary>Checks every line of every file, their order, and that the log ends where its head says.</summary>
    /// <param name="files">The log.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="mayBeginLater">Whether earlier files may have been archived elsewhere.</param>
    public static LogVerification Of(LogFiles files, PredictionKeys keys, bool mayBeginLater)
    {
        var (count, lines, first) = (0, 0L, 1L);
        LogHead? end = null;
        var head = LogHead.Read(files.Head, keys);
        var isHeadMet = head is { Sequence: 0 };
        foreach (var (_, path) in files.Parts())
        {
            count++;
            var number = 0L;
            foreach (var text in System.IO.File.ReadLines(path))
            {
                number++;
                var (read, problem) = LogLine.Read(text, keys);
                if (read is not { } line)
                {
                    return Bad(problem!);
                }

                if (end is null)
                {
                    if (line.Sequence != 1 && !mayBeginLater)
                    {
                        return Bad(FormattableString.Invariant($"the log begins with line {line.Sequence}: the lines before it are missing (say --archived if they are kept elsewhere)"));
                    }

                    first = line.Sequence;
                }
                else if (line.Sequence != end.Value.Sequence + 1 || line.Previous != end.Value.Link)
                {
                    return Bad(FormattableString.Invariant($"it is line {line.Sequence} and stands behind line {end.Value.Sequence}: lines were removed, put in, or brought into another order"));
                }

                end = new LogHead(line.Sequence, line.Link);
                isHeadMet |= end == head;
                lines++;

                LogVerification Bad(string what) => new(count, lines, first, path, number, what);
            }
        }

        var last = end?.Sequence ?? 0;
        return head is not { } said ? End("the log's head is missing, was changed, or was written with another key")
            : said.Sequence > last ? End(FormattableString.Invariant($"the log ends with line {last}, but its head says {said.Sequence}: its end was cut off"))
            : !isHeadMet ? End(FormattableString.Invariant($"line {said.Sequence} is not the one that the head names"))
            : new LogVerification(count, lines, first, null, 0, null);

        LogVerification End(string what) => new(count, lines, first, null, 0, what);
    }
}
