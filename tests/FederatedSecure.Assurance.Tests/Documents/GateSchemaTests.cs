using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Tests.Support;

namespace FederatedSecure.Assurance.Tests.Documents;

/// <summary>docs/gate.schema.json and docs/red-team.md say what the reader does.</summary>
public partial class GateSchemaTests
{
    private static readonly JsonDocumentOptions Comments = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly JsonSchema Schema =
        new(JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "gate.schema.json")))!.AsObject());

    private static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "red-team.md"));

    /// <summary>Gates, good ones and bad ones.</summary>
    public static TheoryData<string> Gates =>
    [
        """{ "rules": [ { "measurement": "a", "atLeast": 1 } ] }""",
        """{ "$schema": "x", "name": "n", "rules": [ { "measurement": "a", "setting": "b", "atLeast": 1, "atMost": 2, "noWorseThanBaselineBy": 0, "required": false, "proof": "attacker", "because": "c" } ] }""",
        """{ "rules": [] }""",
        """{ "rules": [ { "measurement": "a" } ] }""",
        """{ "rules": [ { "atLeast": 1 } ] }""",
        """{ "rules": [ { "measurement": "", "atLeast": 1 } ] }""",
        """{ "rules": [ { "measurement": "a", "atLeast": "1" } ] }""",
        """{ "rules": [ { "measurement": "a", "noWorseThanBaselineBy": -1 } ] }""",
        """{ "rules": [ { "measurement": "a", "atLeast": 1, "required": 1 } ] }""",
        """{ "rules": [ { "measurement": "a", "atLeast": 1, "proof": "b" } ] }""",
        """{ "rules": [ { "measurement": "a", "atLeast": 1, "unheardOf": 1 } ] }""",
        """{ "rules": [ 1 ] }""",
        """{ "rules": { } }""",
        """{ "unheardOf": 1, "rules": [ { "measurement": "a", "atLeast": 1 } ] }""",
        """{ }""",
    ];

    [Theory]
    [MemberData(nameof(Gates))]
    public void Schema_AndReader_Agree(string gate) =>
        Assert.Equal(Schema.Problems(JsonNode.Parse(gate)).Count == 0, Gate.Read(Encoding.UTF8.GetBytes(gate)).IsGood);

    [Fact]
    public void Page_Examples_AreGates()
    {
        var examples = Examples().Matches(Page).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(examples);
        Assert.All(examples, example => Check(Encoding.UTF8.GetBytes(example)));
    }

    [Fact]
    public void Files_ThatComeAlong_AreGates()
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Gates"));

        Assert.NotEmpty(files);
        Assert.All(files, file => Check(File.ReadAllBytes(file)));
    }

    private static void Check(byte[] text)
    {
        Assert.Empty(Gate.Read(text).Problems);
        Assert.Empty(Schema.Problems(JsonNode.Parse(text, documentOptions: Comments)));
    }

    [GeneratedRegex("```jsonc\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Examples();
}
