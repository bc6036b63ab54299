using FederatedSecure.Client.Prediction.Log;

namespace FederatedSecure.Client.Tests.Prediction;

public sealed class LogVerificationTests : IDisposable
{
    private readonly TemporaryLog _log = new();

    [Fact]
    public void Of_RotatedLog_IsWholeOverAllFiles()
    {
        _log.Write(20, rotation: 1_000);

        var found = _log.Verify();

        Assert.Null(found.Problem);
        Assert.Equal(20, found.Lines);
        Assert.True(found.Files >= 4, $"{found.Files} files");
    }

    [Fact]
    public void Of_ChangedLine_IsNamed()
    {
        _log.Write(6);
        _log.Tamper(1, lines => lines.Select((line, i) => i == 3 ? line.Replace("\"bad\"", "\"good\"", StringComparison.Ordinal) : line));

        AssertBad(_log.Verify(), line: 4, "was changed");
    }

    [Fact]
    public void Of_RemovedLine_NamesTheOneBehindIt()
    {
        _log.Write(6);
        _log.Tamper(1, lines => lines.Where((_, i) => i != 2));

        AssertBad(_log.Verify(), line: 3, "line 4 and stands behind line 2");
    }

    [Fact]
    public void Of_ReorderedLines_NamesTheFirstOutOfPlace()
    {
        _log.Write(6);
        _log.Tamper(1, lines => [lines[0], lines[2], lines[1], .. lines[3..]]);

        AssertBad(_log.Verify(), line: 2, "another order");
    }

    [Fact]
    public void Of_DoubledLine_IsNamed()
    {
        _log.Write(4);
        _log.Tamper(1, lines => [lines[0], lines[1], lines[1], .. lines[2..]]);

        AssertBad(_log.Verify(), line: 3, "put in");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void Of_TruncatedTail_IsNoticedByTheHead(int missing)
    {
        _log.Write(6);
        _log.Tamper(1, lines => lines.SkipLast(missing));

        var found = _log.Verify();

        Assert.Null(found.File);
        Assert.Equal(6 - missing, found.Lines);
        Assert.Contains("its end was cut off", found.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_HalfALineAtTheEnd_IsNamed()
    {
        _log.Write(3);
        _log.Tamper(1, lines => [.. lines[..2], lines[2][..^10]]);

        AssertBad(_log.Verify(), line: 3, "cut off");
    }

    [Fact]
    public void Of_MissingFileInTheMiddle_IsNoticed()
    {
        _log.Write(20, rotation: 1_000);
        File.Delete(_log.Files.Part(2));

        AssertBad(_log.Verify(), line: 1, "lines were removed");
    }

    [Fact]
    public void Of_MissingFirstFile_IsNoticedUnlessItIsSaidToBeElsewhere()
    {
        _log.Write(20, rotation: 1_000);
        File.Delete(_log.Files.Part(1));

        AssertBad(_log.Verify(), line: 1, "the lines before it are missing");
        Assert.Null(_log.Verify(mayBeginLater: true).Problem);
    }

    [Fact]
    public void Of_AnotherKey_FailsAtTheFirstLine()
    {
        _log.Write(3);
        PredictionKeys.Create(_log.Files.Key);

        AssertBad(_log.Verify(), line: 1, "another key");
    }

    /// <summary>An attacker who cuts the log and writes a fitting head has no key to sign it with.</summary>
    [Fact]
    public void Of_ForgedHead_IsNoticed()
    {
        _log.Write(6);
        _log.Tamper(1, lines => lines.SkipLast(2));
        var link = File.ReadLines(_log.Files.Part(1)).Last()[^66..^2];
        File.WriteAllText(_log.Files.Head, $$"""{"sequence":4,"link":"{{link}}","mac":"{{new string('0', 64)}}"}""");

        Assert.Contains("head is missing, was changed", _log.Verify().Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_NoHead_IsNoticed()
    {
        _log.Write(2);
        File.Delete(_log.Files.Head);

        Assert.Contains("head is missing", _log.Verify().Problem, StringComparison.Ordinal);
    }

    public void Dispose() => _log.Dispose();

    private static void AssertBad(LogVerification found, long line, string part)
    {
        Assert.Equal(line, found.Line);
        Assert.NotNull(found.File);
        Assert.Contains(part, found.Problem, StringComparison.Ordinal);
    }
}
