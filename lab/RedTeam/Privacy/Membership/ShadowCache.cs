using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FederatedSecure.Learning.Data;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.RedTeam.Privacy.Membership;

/// <summary>
/// Keeps what shadow models answered in files, each as soon as it is known, so that an interrupted run goes on where it was. A file's
/// name is the digest of everything its content follows from; its last bytes are the digest of the content, so that half a file is none.
/// </summary>
/// <param name="folder">Where; null to keep nothing.</param>
internal sealed class ShadowCache(string? folder)
{
    private const int Version = 1;
    private string? _problem;

    /// <summary>Why nothing could be kept; null where all is well. The attack goes on without.</summary>
    public string? Problem => _problem;

    /// <summary>What all shadow models of one set have in common.</summary>
    public static byte[] Digest(ModelSpec spec, DataSet records, ShadowRecipe recipe, int models, ulong seed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(spec.ToJson());
        hash.AppendData(MemoryMarshal.AsBytes(records.Features.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(records.Labels.AsSpan()));
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Version} {recipe} {models} {seed}")));
        return hash.GetHashAndReset();
    }

    /// <summary>What was kept for a model; null if nothing was, or it is damaged.</summary>
    /// <param name="digest">Of the set.</param>
    /// <param name="model">Its number.</param>
    /// <param name="length">How many values it must be.</param>
    public float[]? Load(byte[] digest, int model, int length)
    {
        if (folder is null || FileOf(digest, model) is var file && !File.Exists(file))
        {
            return null;
        }

        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _problem = exception.Message;
            return null;
        }

        var content = bytes.AsSpan(0, Math.Max(0, bytes.Length - SHA256.HashSizeInBytes));
        if (content.Length != length * sizeof(float) || !SHA256.HashData(content).AsSpan().SequenceEqual(bytes.AsSpan(content.Length)))
        {
            return null;
        }

        var values = new float[length];
        for (var i = 0; i < length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(content[(i * sizeof(float))..]);
        }

        return values;
    }

    /// <summary>Keeps what a model answered.</summary>
    public void Save(byte[] digest, int model, float[] values)
    {
        if (folder is null || _problem is not null)
        {
            return;
        }

        var content = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(content.AsSpan(i * sizeof(float)), values[i]);
        }

        var file = FileOf(digest, model);
        try
        {
            Directory.CreateDirectory(folder);

            // Under another name until it is whole: whoever runs beside this one sees all of it or nothing.
            var unfinished = $"{file}.{Environment.ProcessId}";
            File.WriteAllBytes(unfinished, [.. content, .. SHA256.HashData(content)]);
            File.Move(unfinished, file, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _problem = exception.Message;
        }
    }

    private string FileOf(byte[] digest, int model) =>
        Path.Combine(folder!, string.Create(CultureInfo.InvariantCulture, $"shadow-{Convert.ToHexStringLower(digest.AsSpan(0, 16))}-{model}.bin"));
}
