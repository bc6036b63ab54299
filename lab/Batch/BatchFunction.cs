using System.Text.Json.Nodes;

namespace FederatedSecure.Lab.Batch;

/// <summary>One function of `lab batch`.</summary>
/// <param name="Name">Its name, for example "ring.ntt".</param>
/// <param name="Arguments">Its arguments, as `--list` shows them; defaults in brackets.</param>
/// <param name="Result">The fields of its result.</param>
/// <param name="Run">Computes it.</param>
internal sealed record BatchFunction(string Name, string Arguments, string Result, Func<BatchArguments, JsonNode> Run);
