using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.RedTeam.Subjects;

/// <summary>Names records by what they are, whatever files they came from.</summary>
internal static class DataDigest
{
    /// <summary>SHA-256 over shape and classes as a line of text, then all features and labels as 32-bit little-endian numbers, then protected attributes.</summary>
    public static Digest Of(DataSet data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant(
            $"records {data.Count}, shape {string.Join('x', data.FeatureShape)}, classes {string.Join('\u001f', data.ClassNames)}\n")));
        hash.AppendData(MemoryMarshal.AsBytes(data.Features.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(data.Labels.AsSpan()));
        foreach (var (name, values) in data.Protected.OrderBy(column => column.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"\n{name}\u001f{string.Join('\u001f', values)}"));
        }

        return Digest.Finish(hash);
    }
}
