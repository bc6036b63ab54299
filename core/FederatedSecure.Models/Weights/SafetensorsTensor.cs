using System.Collections.Immutable;

namespace FederatedSecure.Models;

/// <summary>One tensor as a safetensors header describes it; its bounds have been checked against the file.</summary>
/// <param name="Name">Unique in the file; anybody's text.</param>
/// <param name="DataType">The format's own name, such as <c>F32</c>.</param>
/// <param name="Shape">Sizes, row-major; empty for a single value.</param>
/// <param name="Begin">First byte, counted from the start of the data section.</param>
/// <param name="End">Byte after the last, counted likewise.</param>
public sealed record SafetensorsTensor(string Name, string DataType, ImmutableArray<long> Shape, long Begin, long End);
