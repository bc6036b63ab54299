using System.Collections.Immutable;
using System.Text;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Sharing;

namespace FederatedSecure.Cryptography.SecureAggregation;

/// <summary>
/// Who holds shares: the whole roster, or, above 32 sites, 32 of them, namely those with the smallest
/// SHA-256("federated.v1.Committee" ‖ 0x00 ‖ context ‖ 0x00 ‖ all names, a line each ‖ 0x00 ‖ name). Follows from the roster and the
/// attempt alone, so that everybody finds the same.
/// </summary>
public static class Committee
{
    /// <summary>Draws the holders.</summary>
    /// <param name="sites">The names of the roster.</param>
    /// <param name="context">Names the attempt, so that another one has other holders.</param>
    /// <returns>The names in ordinal order; the first is holder number 1.</returns>
    public static ImmutableArray<string> Draw(IEnumerable<string> sites, string context)
    {
        string[] roster = [.. sites.Order(StringComparer.Ordinal)];
        if (roster.Length <= SecretSharing.MaximumHolders)
        {
            return [.. roster];
        }

        var common = $"federated.v1.Committee\0{context}\0{string.Join('\n', roster)}\0";
        return
        [
            .. roster
                .OrderBy(site => Digest.Of(Encoding.UTF8.GetBytes(common + site)))
                .Take(SecretSharing.MaximumHolders)
                .Order(StringComparer.Ordinal),
        ];
    }
}
