namespace FederatedSecure.Models.Tests.Specs;

public sealed class SuggestionTests
{
    private static readonly string[] Names = ["deadline", "minimumReports", "lease", "seed"];

    [Theory]
    [InlineData("deadlien", "deadline")]
    [InlineData("dead_line", "deadline")]
    [InlineData("MinimumReport", "minimumReports")]
    [InlineData("sede", "seed")]
    [InlineData("quorum", null)]
    [InlineData("", null)]
    [InlineData("--", null)]
    public void Closest_Name_IsTheOneThatWasMeant(string name, string? meant) => Assert.Equal(meant, Suggestion.Closest(name, Names));

    [Fact]
    public void Closest_VeryLongName_IsNotCompared() => Assert.Null(Suggestion.Closest(new string('a', 1_000_000), Names));

    [Fact]
    public void Sentence_NothingNear_ListsWhatIsPossible() => Assert.Equal(
        "Possible are: deadline, minimumReports, lease, seed.", Suggestion.Sentence("quorum", Names));
}
