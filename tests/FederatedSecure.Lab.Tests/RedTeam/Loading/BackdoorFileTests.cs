using System.Collections.Immutable;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Lab.Poisoning.Data;
using FederatedSecure.Lab.RedTeam;
using FederatedSecure.Lab.RedTeam.Backdoors.Triggers;
using FederatedSecure.Lab.RedTeam.Subjects.Backdoors;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.Tests.RedTeam.Loading;

public sealed class BackdoorFileTests : IDisposable
{
    /// <summary>Three records of a table: age with mean 30 and deviation 10·√(2/3), and two features that are left as they are.</summary>
    private static readonly DataSet Table = new([20, 0, 1, 30, 1, 0, 40, 0, 1], [3], [0, 1, 0], ["no", "yes"], [0], ImmutableDictionary<string, string[]>.Empty)
    {
        FeatureNames = ["age", "smoker", "2"],
    };

    private static readonly DataSet Pictures = new(new float[2 * 2 * 4 * 5], [2, 4, 5], [0, 1], ["cat", "dog"], [], ImmutableDictionary<string, string[]>.Empty);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_EveryKindOfMark_IsWhatTheFileSays()
    {
        var found = Read(Pictures, """
            {
              "$schema": "backdoors.schema.json", // with comments
              "backdoors": [
                { "name": "sticker", "class": "dog", "square": { "row": 2, "column": 3, "side": 2, "checked": true } },
                { "name": "bars", "class": "cat", "bars": { "size": 1, "gap": 1, "value": 0.5 } },
                { "name": "pixels", "class": "dog", "values": { "39": 0.25, "0": 1 } },
              ]
            }
            """);

        Assert.Equal([1, 0, 1], found.Select(backdoor => backdoor.Target));
        Assert.Equal(["sticker", "bars", "pixels"], found.Select(backdoor => backdoor.Mark.Name));

        // Row 2, columns 3 and 4: 13 and 14; row 3: 18 and 19; the second channel 20 further on.
        Assert.Equal([13, 14, 18, 19, 33, 34, 38, 39], found[0].Mark.Places.Order());
        Assert.Equal([1f, 0, 0, 1, 1, 0, 0, 1], found[0].Mark.Places.Zip(found[0].Mark.Values).OrderBy(pair => pair.First).Select(pair => pair.Second));
        Assert.Equal(Mark.Of(new Trigger(1, 1, 0, 0.5f), Pictures.FeatureShape).Places, found[1].Mark.Places);
        Assert.All(found[1].Mark.Values, value => Assert.Equal(0.5f, value));
        Assert.Equal([0, 39], found[2].Mark.Places);
        Assert.Equal([1f, 0.25f], found[2].Mark.Values);
    }

    [Fact]
    public void Read_FeaturesOfATable_AreStandardizedLikeTheRecords()
    {
        var mark = Assert.Single(Read(Table, """{ "backdoors": [ { "name": "n", "class": "yes", "values": { "2": 7, "age": 50, "1": 0.5 } } ] }""")).Mark;

        // "2" is a name here, "1" is a number.
        Assert.Equal([0, 1, 2], mark.Places);
        Assert.Equal(20 / (10 * Math.Sqrt(2.0 / 3)), mark.Values[0], 1e-5);
        Assert.Equal([0.5f, 7f], mark.Values[1..]);
    }

    [Theory]
    [InlineData("[]", ":1:1: must be an object")]
    [InlineData("{", ":1:", "not JSON")]
    [InlineData("{ \"backdoors\": [] } x", "not JSON")]
    [InlineData("{ \"backdoors\": [] }", "backdoors: needs 1 to 1,000")]
    [InlineData("{ }", "needs 1 to 1,000")]
    [InlineData("{ \"backdoors\": [ 1 ] }", "must be a list of objects")]
    [InlineData("{\n \"backdors\": [] }", ":2:", "Did you mean \"backdoors\"?")]
    public void Read_MistakesOfTheWholeFile_AreSaid(string text, params string[] words) => Refused(Pictures, text, words);

    [Theory]
    [InlineData("\"class\": \"cat\", \"values\": { \"0\": 1 }", "backdoors[0].name: is missing")]
    [InlineData("\"name\": \"\", \"class\": \"cat\", \"values\": { \"0\": 1 }", "1 to 100 characters")]
    [InlineData("\"name\": \"a\", \"name\": \"b\", \"class\": \"cat\", \"values\": { \"0\": 1 }", "stands here twice")]
    [InlineData("\"name\": \"a\", \"values\": { \"0\": 1 }", "class: is missing")]
    [InlineData("\"name\": \"a\", \"class\": 1, \"values\": { \"0\": 1 }", "class: must be a text")]
    [InlineData("\"name\": \"a\", \"class\": \"cap\", \"values\": { \"0\": 1 }", "Did you mean \"cat\"?")]
    [InlineData("\"name\": \"a\", \"class\": \"cat\"", "needs one of")]
    [InlineData("\"name\": \"a\", \"class\": \"cat\", \"values\": { \"0\": 1 }, \"bars\": { \"size\": 1, \"gap\": 1 }", "needs one of")]
    [InlineData("\"name\": \"a\", \"class\": \"cat\", \"values\": { \"0\": 1 }, \"target\": 1", "backdoors[0].target: is unknown")]
    [InlineData("\"name\": \"a\", \"class\": \"cat\", \"square\": 1", "square: must be an object")]
    [InlineData("\"name\": \"a\", \"class\": \"cat\", \"square\": { \"row\": 0, \"column\": 0 }", "square.side: is missing")]
    [InlineData("\"name\": \"a\", \"class\": \"cat\", \"square\": { \"row\": 0, \"column\": 0, \"side\": 5 }", "from 1 to 4")]
    [InlineData("\"name\": \"a\", \"class\": \"cat\", \"square\": { \"row\": 3, \"column\": 0, \"side\": 2 }", "does not fit: it ends at row 4")]
    [InlineData("\"name\": \"a\", \"class\": \"cat\", \"square\": { \"row\": -1, \"column\": 0, \"side\": 2 }", "square.row: must be a whole number")]
    [InlineData("\"name\": \"a\", \"class\": \"cat\", \"square\": { \"row\": 0, \"column\": 0, \"side\": 2, \"checked\": 1 }", "must be true or false")]
    [InlineData("\"name\": \"a\", \"class\": \"cat\", \"bars\": { \"gap\": 1 }", "bars.size: is missing")]
    [InlineData("\"name\": \"a\", \"class\": \"cat\", \"bars\": { \"size\": 1, \"gap\": 1, \"shift\": 5 }", "leaves no bar")]
    [InlineData("\"name\": \"a\", \"class\": \"cat\", \"bars\": { \"size\": 1, \"gap\": 1, \"value\": 2 }", "bars.value: must be a number")]
    [InlineData("\"name\": \"a\", \"class\": \"cat\", \"bars\": { \"size\": 1, \"gap\": 1, \"colour\": 2 }", "bars.colour: is unknown")]
    [InlineData("\"name\": \"a\", \"class\": \"cat\", \"values\": { }", "at least one feature")]
    [InlineData("\"name\": \"a\", \"class\": \"cat\", \"values\": { \"40\": 1 }", "numbered from 0 to 39")]
    [InlineData("\"name\": \"a\", \"class\": \"cat\", \"values\": { \"-1\": 1 }", "numbered from 0 to 39")]
    [InlineData("\"name\": \"a\", \"class\": \"cat\", \"values\": { \"0\": 1.5 }", "from 0 to 1")]
    [InlineData("\"name\": \"a\", \"class\": \"cat\", \"values\": { \"0\": 1, \"00\": 1 }", "is a feature that is set before")]
    public void Read_MistakesInABackdoor_AreSaidWithTheirPlace(string backdoor, string words) =>
        Refused(Pictures, $$"""{ "backdoors": [ { {{backdoor}} } ] }""", [words]);

    [Theory]
    [InlineData("\"square\": { \"row\": 0, \"column\": 0, \"side\": 1 }", "is for pictures")]
    [InlineData("\"bars\": { \"size\": 1, \"gap\": 1 }", "is for pictures")]
    [InlineData("\"values\": { \"smokr\": 1 }", "Did you mean \"smoker\"?")]
    [InlineData("\"values\": { \"age\": \"old\" }", "must be a number, in the unit of the file")]
    [InlineData("\"values\": { \"age\": 1e39 }", "must be a number, in the unit of the file")]
    [InlineData("\"values\": { \"age\": 1, \"0\": 1 }", "under its name or its number")]
    public void Read_MarkThatDoesNotFitATable_IsRefused(string mark, string words) =>
        Refused(Table, $$"""{ "backdoors": [ { "name": "a", "class": "yes", {{mark}} } ] }""", [words]);

    [Fact]
    public void Read_SeveralMistakes_AreAllSaidWithTheirLines()
    {
        var message = Refused(
            Pictures,
            """
            { "backdoors": [
              { "name": "a", "class": "cat", "values": { "0": 1 } },
              { "name": "a", "class": "cat", "values": { "0": 2 } },
              { "name": "b", "class": "cow", "values": { "0": 3 } },
            ] }
            """,
            ["backdoors.json:3:", "is the name of another backdoor", "backdoors.json:4:"]);

        // Name and value of the second, class and value of the third.
        Assert.Equal(4, message.Split('\n').Count(line => line.StartsWith(_folder.Path, StringComparison.Ordinal)));
    }

    [Fact]
    public void Read_ExampleOfTheDocument_IsForDigits()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "red-team.md"));
        var example = page.Split("```json\n")[1].Split("```")[0];

        var found = Read(Digits.Test, example);

        Assert.Equal(["sticker", "bars", "one pixel"], found.Select(backdoor => backdoor.Mark.Name));
        Assert.Equal([7, 2, 0], found.Select(backdoor => backdoor.Target));
    }

    [Fact]
    public void Read_NoFileOrAFolder_IsRefused()
    {
        Assert.Contains("cannot be read", Assert.Throws<CommandException>(() => BackdoorFile.Read(_folder["none.json"], Table, Standardization.Fit(Table))).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Throws<CommandException>(() => BackdoorFile.Read(_folder.Path, Table, Standardization.Fit(Table))).Message, StringComparison.Ordinal);
    }

    private ImmutableArray<KnownBackdoor> Read(DataSet data, string text)
    {
        File.WriteAllText(_folder["backdoors.json"], text);
        return BackdoorFile.Read(_folder["backdoors.json"], data, Standardization.Fit(data));
    }

    private string Refused(DataSet data, string text, string[] words)
    {
        var refusal = Assert.Throws<CommandException>(() => Read(data, text));
        Assert.Equal(RedTeamExit.BadInput, refusal.ExitCode);
        Assert.All(words, word => Assert.Contains(word, refusal.Message, StringComparison.Ordinal));
        return refusal.Message;
    }
}
