using System.Globalization;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.Tests.Support;

/// <summary>A folder with a linear model of two features and a table that it answers rightly, as files.</summary>
internal sealed class SubjectFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="weights">Of the model; by default it tells the classes apart by the larger feature.</param>
    public SubjectFolder(float[][]? weights = null)
    {
        var (spec, values) = Networks.Linear(weights ?? [[1, -1], [-1, 1]], [0, 0]);
        using (var file = File.Create(Model))
        {
            Safetensors.Write(file, ParameterLayout.Of(spec), values);
        }

        File.WriteAllBytes(this["model.json"], spec.ToJson());
        File.WriteAllText(this["test.schema.json"], """{ "columns": { "a": "numeric", "b": "numeric", "class": { "kind": "label", "values": ["first", "second"] } }, "standardize": false }""");
        WriteRows(Data, 60);
    }

    public string Model => this["weights.safetensors"];

    public string Data => this["test.csv"];

    public string this[string name] => _folder[name];

    /// <summary>Rows whose larger feature tells the class, in turn.</summary>
    public static void WriteRows(string path, int count) => File.WriteAllLines(
        path, ["a,b,class", .. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{(i % 2 == 0 ? 2 + (i * 0.01) : 0)},{(i % 2 == 0 ? 0 : 2 + (i * 0.01))},{(i % 2 == 0 ? "first" : "second")}"))]);

    public void Dispose() => _folder.Dispose();
}
