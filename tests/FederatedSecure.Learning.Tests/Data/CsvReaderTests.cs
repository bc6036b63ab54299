using System.Text;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Tests.Support;

namespace FederatedSecure.Learning.Tests.Data;

public sealed class CsvReaderTests : IDisposable
{
    private const string Schema = """
        {
          "columns": {
            "age": "numeric",
            "colour": { "kind": "categorical", "values": ["red", "green", "blue"] },
            "sex": "protected",
            "note": "ignored",
            "sick": { "kind": "label", "values": ["no", "yes"] }
          }
        }
        """;

    private const string Header = "age,colour,sex,note,sick\n";
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Read_AllKinds_GivesOneHotFeaturesLabelsAndProtectedColumns()
    {
        var data = Read(Header + "30,green,f,x,yes\n-1.5e1,red,m,\"a, \"\"b\"\"\n\",no\n");

        Assert.Equal([4], data.FeatureShape);
        Assert.Equal([30, 0, 1, 0, -15, 1, 0, 0], data.Features);
        Assert.Equal(["age", "colour=red", "colour=green", "colour=blue"], data.FeatureNames);
        Assert.Equal([1, 0], data.Labels);
        Assert.Equal(["f", "m"], data.Protected["sex"]);
        Assert.Equal([0], data.Standardized);
    }

    [Fact]
    public void Read_CutsAndAttributesOfSeveralColumns_GiveGroups()
    {
        var data = Read(
            "age,plan.a,plan.b,plan.c,sick\n25,1,0,0,no\n25.5,0,1,0,yes\n61,0,0,1,no\n",
            """
            {
              "columns": {
                "age": { "kind": "protected", "cuts": [25, 60], "values": ["young", "middle", "old"] },
                "sick": { "kind": "label", "values": ["no", "yes"] }
              },
              "others": "numeric",
              "protected": { "insured": { "privately": ["plan.a", "plan.b"], "publicly": ["plan.c"] } }
            }
            """);

        Assert.Equal(["young", "middle", "old"], data.Protected["age"]);
        Assert.Equal(["privately", "privately", "publicly"], data.Protected["insured"]);
        Assert.Equal(["plan.a", "plan.b", "plan.c"], data.FeatureNames);
    }

    [Theory]
    [InlineData("a,b,sick\n0,0,no\n", "is in no group of \"kind\"")]
    [InlineData("a,b,sick\n1,1,no\n", "is in several groups of \"kind\" (x, y)")]
    [InlineData("a,sick\n1,no\n", "there is no column \"b\", which the schema's attribute \"kind\" follows from")]
    public void Read_AttributeThatDoesNotFollow_IsAnError(string text, string part)
    {
        var exception = Assert.Throws<DataException>(() => Read(
            text,
            """
            { "columns": { "sick": { "kind": "label", "values": ["no", "yes"] } }, "others": "numeric", "protected": { "kind": { "x": ["a"], "y": ["b"] } } }
            """));

        Assert.Contains(part, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "kind": "protected", "cuts": [], "values": ["all"] }""", "are a list of numbers")]
    [InlineData("""{ "kind": "protected", "cuts": [3, 3], "values": ["a", "b", "c"] }""", "must ascend")]
    [InlineData("""{ "kind": "protected", "cuts": [3], "values": ["a"] }""", "names of its 2 groups")]
    [InlineData("""{ "kind": "categorical", "cuts": [3], "values": ["a", "b"] }""", "only protected columns are cut")]
    public void Read_CutsThatMakeNoGroups_AreAnErrorOfTheSchema(string column, string part)
    {
        var exception = Assert.Throws<DataException>(() => Read(
            "age,sick\n1,no\n", $"{{ \"columns\": {{ \"age\": {column}, \"sick\": {{ \"kind\": \"label\", \"values\": [\"no\", \"yes\"] }} }} }}"));

        Assert.Contains(part, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OtherOrderOfColumns_GivesTheSameFeatures() => Assert.Equal(
        Read(Header + "30,green,f,x,yes\n").Features, Read("note,sick,sex,colour,age\nx,yes,f,green,30\n").Features);

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n\n")]
    public void Read_OtherLineEndsAndBlankLines_AreTheSame(string end) => Assert.Equal(
        2, Read((Header + "30,green,f,x,yes\n20,red,m,y,no\n").Replace("\n", end, StringComparison.Ordinal)).Count);

    [Fact]
    public void Read_ByteOrderMarkAndGzip_AreSeenThrough()
    {
        var bytes = Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(Header + "30,green,f,x,yes\n")).ToArray();
        _folder.Write("schema.json", Schema);
        _folder.WriteGzip("data.csv", bytes);

        Assert.Equal(1, Read().Count);
    }

    [Theory]
    [InlineData("30,green,f,x,yes\nold,red,m,y,no\n", 3, "\"old\" is not a finite number")]
    [InlineData("30,green,f,x,yes\n\nNaN,red,m,y,no\n", 4, "\"NaN\" is not a finite number")]
    [InlineData("1e99,red,m,y,no\n", 2, "not a finite number")]
    [InlineData("\"1,000\",red,m,y,no\n", 2, "thousands separators")]
    [InlineData(",red,m,y,no\n", 2, "is empty")]
    [InlineData("1,pink,m,y,no\n", 2, "none of the schema's values (red, green, blue)")]
    [InlineData("1,red,m,y,maybe\n", 2, "none of the schema's values (no, yes)")]
    [InlineData("1,red,m,y\n", 2, "4 fields, but 5 columns")]
    [InlineData("1,red,m,\"two\nlines\",no\n1,red,m,y,no,6\n", 4, "6 fields, but 5 columns")]
    [InlineData("1,red,m,\"y\"z,no\n", 2, "something follows a quoted field")]
    [InlineData("1,red,m,y,no\n1,red,m,\"y,no\n1,red,m,y,no\n", 3, "does not end")]
    public void Read_BadLine_IsRefusedWithItsLineAndARemedy(string lines, int line, string problem)
    {
        var exception = Assert.Throws<DataException>(() => Read(Header + lines));

        Assert.Equal(line, exception.Line);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
        Assert.Contains("data.csv(", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("age,colour,sex,sick\n", "no column \"note\"")]
    [InlineData("age,Colour,sex,note,sick\n", "Did you mean \"Colour\"?")]
    [InlineData("age,colour,sex,note,sick,age\n", "two columns \"age\"")]
    [InlineData("age,colour,sex,note,sick,more\n", "does not say what column \"more\" is")]
    [InlineData("age;colour;sex;note;sick\n", "semicolons")]
    [InlineData(Header, "no records")]
    public void Read_BadHeader_IsRefusedWithARemedy(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<DataException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{", 1, "not JSON")]
    [InlineData("{\n  \"columns\": {\n    \"age\": \"numerical\"\n  }\n}", 3, "Did you mean \"numeric\"?")]
    [InlineData("{\n  \"columns\": {\n    \"a\": \"numeric\"\n  }\n}", 2, "exactly one column must be the label")]
    [InlineData("{\n  \"columns\": {\n    \"a\": \"label\"\n  }\n}", 3, "needs its values")]
    [InlineData("{\n  \"columns\": {\n    \"a\": \"numeric\",\n    \"a\": \"ignored\"\n  }\n}", 4, "second time")]
    [InlineData("{\n  \"columns\": {\n    \"a\": { \"kind\": \"label\", \"values\": [\"x\", \"x\"] }\n  }\n}", 3, "all different")]
    [InlineData("{\n  \"columns\": {},\n  \"standardise\": true\n}", 3, "Did you mean \"standardize\"?")]
    [InlineData("{\n  \"columns\": {\n    \"a\": { \"kind\": \"label\", \"values\": [\"x\", \"y\"] }\n  },\n  \"others\": \"label\"\n}", 5, "\"others\" is")]
    public void Read_BadSchema_IsRefusedWithItsLine(string schema, int line, string problem)
    {
        _folder.Write("schema.json", schema);
        _folder.Write("data.csv", Header);

        var exception = Assert.Throws<DataException>(Read);

        Assert.Equal(line, exception.Line);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("schema.json", exception.File, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ManyBadCells_NamesEachAndCountsOnlyGoodRecords()
    {
        _folder.Write("schema.json", Schema);
        _folder.Write("data.csv", Header + "30,green,f,x,yes\nold,pink,m,y,no\n40,red,m,y,no\n");

        var report = DataCheck.Run(new DataSource("csv", "data.csv", Schema: "schema.json"), _folder.Root);

        Assert.Equal([3L, 3L], report.Findings.Where(finding => finding.Severity == DataSeverity.Error).Select(finding => finding.Line));
        Assert.Equal(2, report.Records);
        Assert.False(report.IsUsable);
        var age = report.Columns[0];
        Assert.Equal(("age", 30d, 40d, 35d, 5d), (age.Name, age.Minimum, age.Maximum, age.Mean, age.Deviation));
    }

    [Fact]
    public void Check_EveryLineBad_StopsAfterAHundredErrors()
    {
        _folder.Write("schema.json", Schema);
        _folder.Write("data.csv", Header + string.Concat(Enumerable.Repeat("old,red,m,y,no\n", 10_000)));

        var report = DataCheck.Run(new DataSource("csv", "data.csv", Schema: "schema.json"), _folder.Root);

        Assert.Equal(101, report.Findings.Length);
        Assert.Contains("checking stopped", report.Findings[^1].Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private DataSet Read(string text, string schema = Schema)
    {
        _folder.Write("schema.json", schema);
        _folder.Write("data.csv", text);
        return Read();
    }

    private DataSet Read() => DataReader.Read(new DataSource("csv", "data.csv", Schema: "schema.json"), _folder.Root);
}
