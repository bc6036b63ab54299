using System.Globalization;

namespace FederatedSecure.Client.Policy;

/// <summary>A range of times of day, its end not included. An end before its start lies on the next day.</summary>
/// <param name="From">Start.</param>
/// <param name="To">End; midnight is 00:00.</param>
public readonly record struct HourRange(TimeOnly From, TimeOnly To)
{
    /// <summary>Reads "22:00-06:00"; 24:00 is midnight.</summary>
    public static bool TryParse(string? text, out HourRange range)
    {
        range = default;
        var parts = text?.Split('-') ?? [];
        if (parts.Length != 2 || !TryTime(parts[0].Trim(), out var from) || !TryTime(parts[1].Trim(), out var to) || (from == to && from != TimeOnly.MinValue))
        {
            return false;
        }

        range = new HourRange(from, to);
        return true;
    }

    /// <summary>Whether a time of day lies in the range.</summary>
    public bool Contains(TimeOnly time) => From < To ? time >= From && time < To : time >= From || time < To;

    /// <inheritdoc/>
    public override string ToString() => $"{From:HH:mm}-{(To == TimeOnly.MinValue ? "24:00" : To.ToString("HH:mm", CultureInfo.InvariantCulture))}";

    private static bool TryTime(string text, out TimeOnly time)
    {
        if (text == "24:00")
        {
            time = TimeOnly.MinValue;
            return true;
        }

        return TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }
}
