using System.Globalization;
using FederatedSecure.Privacy;

namespace FederatedSecure.Client.Privacy;

/// <summary>An entry as it lies in the table.</summary>
internal sealed class LedgerRow
{
    public long Sequence { get; init; }

    public string At { get; init; } = "";

    public string DataSet { get; init; } = "";

    public string Job { get; init; } = "";

    public string JobName { get; init; } = "";

    public long Round { get; init; }

    public long Attempt { get; init; }

    public double? SamplingRate { get; init; }

    public double? NoiseMultiplier { get; init; }

    public long? Steps { get; init; }

    public long Records { get; init; }

    public double? Epsilon { get; init; }

    public double? Delta { get; init; }

    public long Seeded { get; init; }

    public byte[] Link { get; init; } = [];

    public static LedgerRow Of(LedgerEntry entry, int sequence, byte[] link) => new()
    {
        Sequence = sequence,
        At = entry.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        DataSet = entry.DataSet,
        Job = entry.Job,
        JobName = entry.JobName,
        Round = entry.Round,
        Attempt = entry.Attempt,
        SamplingRate = entry.Event?.SamplingRate,
        NoiseMultiplier = entry.Event?.NoiseMultiplier,
        Steps = entry.Event?.Steps,
        Records = entry.Records,
        Epsilon = entry.Declared?.Epsilon,
        Delta = entry.Declared?.Delta,
        Seeded = entry.IsSeeded ? 1 : 0,
        Link = link,
    };

    /// <exception cref="FormatException">A field does not read.</exception>
    public LedgerEntry ToEntry() => new(
        DateTimeOffset.Parse(At, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        DataSet,
        Job,
        JobName,
        (uint)Round,
        (uint)Attempt,
        SamplingRate is { } rate && NoiseMultiplier is { } noise && Steps is { } steps ? new SampledGaussian(rate, noise, steps) : null,
        Records,
        Epsilon is { } epsilon && Delta is { } delta ? new PrivacyBudget(epsilon, delta) : null,
        Seeded != 0);
}
