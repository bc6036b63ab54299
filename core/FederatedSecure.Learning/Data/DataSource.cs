using System.Text.Json.Serialization;

namespace FederatedSecure.Learning.Data;

/// <summary>Where a data set lies, as a site's configuration says it.</summary>
/// <param name="Kind">"idx", "csv" or "images".</param>
/// <param name="Path">The file (IDX images, CSV) or the folder (images).</param>
/// <param name="Labels">IDX: the file with the labels.</param>
/// <param name="Schema">CSV: the schema file.</param>
/// <param name="Classes">Names of the classes, in order: for IDX and images, where they are not the ones found.</param>
public sealed record DataSource(
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("labels")] string? Labels = null,
    [property: JsonPropertyName("schema")] string? Schema = null,
    [property: JsonPropertyName("classes")] string[]? Classes = null)
{
    /// <summary>The kinds there are.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["idx", "csv", "images"];
}
