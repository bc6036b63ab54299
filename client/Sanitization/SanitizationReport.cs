using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Hosting.Files;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Client.Sanitization;

/// <summary>What is left out of training, and why. It names single records, and so stays in the site's directory.</summary>
/// <param name="Records">Training records before.</param>
/// <param name="Removed">Those that are left out, in the order of the checks.</param>
/// <param name="LeftUndone">Checks that the policy names and that were not made, with the reason.</param>
internal sealed record SanitizationReport(int Records, ImmutableArray<RemovedRecord> Removed, ImmutableArray<string> LeftUndone)
{
    /// <summary>Places of the records that stay.</summary>
    [JsonIgnore]
    public int[] Kept { get; init; } = [];

    /// <summary>The part of the records that is left out.</summary>
    public double RemovedPart => Records == 0 ? 0 : (double)Removed.Length / Records;

    /// <summary>Makes sure that no more is left out than the rules allow.</summary>
    /// <exception cref="DataException">More is: the data, or the rules, are not what somebody thinks.</exception>
    public SanitizationReport RequireAllowed(string file, SanitizationRules rules) => Removed.Length <= rules.MaximumRemoved * Records && Kept.Length > 0
        ? this
        : throw new DataException(file, 0, FormattableString.Invariant(
            $"the policy's sanitization would remove {Removed.Length} of {Records} training records, and allows {rules.MaximumRemoved:P1}: look at them with `client data sanitize`, then correct the data or the policy."));

    /// <summary>Writes the report of a data set into the site's directory, in place of the last one.</summary>
    public void Write(ClientDirectory directory, string dataSet)
    {
        PrivateFile.CreateDirectory(directory.Sanitization);
        PrivateFile.Write(Path.Combine(directory.Sanitization, $"{dataSet}.json"), ToJson());
    }

    /// <summary>As JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, SanitizationJson.Default.SanitizationReport);
}
