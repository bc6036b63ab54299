using System.Globalization;
using System.Net;

namespace FederatedSecure.Lab.RedTeam.Reports.Html;

/// <summary>A page that grows. Everything that is not markup of ours is encoded: ids, notes and reasons come from files and exceptions.</summary>
internal sealed class HtmlText
{
    private readonly System.Text.StringBuilder _page = new();

    /// <summary>The text as it may stand between tags or in a quoted attribute.</summary>
    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Markup of ours; what is put in between is encoded, but for other markup.</summary>
    public HtmlText Add(FormattableString markup)
    {
        _page.Append(string.Format(Encoding.Instance, markup.Format, markup.GetArguments())).Append('\n');
        return this;
    }

    /// <summary>A section with a heading that can be linked to.</summary>
    public HtmlText Section(string id, string title) => Add($"<section id=\"{id}\"><h2>{title}</h2>");

    /// <summary>Ends a section.</summary>
    public HtmlText End() => Add($"</section>");

    /// <inheritdoc/>
    public override string ToString() => _page.ToString();

    /// <summary>Formats what is put in as everywhere, then encodes it.</summary>
    private sealed class Encoding : IFormatProvider, ICustomFormatter
    {
        public static Encoding Instance { get; } = new();

        public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : null;

        public string Format(string? format, object? arg, IFormatProvider? formatProvider) => arg switch
        {
            Markup markup => markup.Html,
            IFormattable formattable => Encode(formattable.ToString(format, CultureInfo.InvariantCulture)),
            _ => Encode(arg?.ToString() ?? ""),
        };
    }
}
