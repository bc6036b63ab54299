using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;

namespace FederatedSecure.Lab.RedTeam.Reports.Html;

/// <summary>Pictures of a probe, group by group, as PNG within the page.</summary>
internal static class PictureRow
{
    private const int MostInGroup = 24;

    public static void Write(HtmlText page, ProbeReport probe, ImmutableArray<Picture> pictures)
    {
        foreach (var group in pictures.GroupBy(picture => picture.Group))
        {
            page.Add($"<h3 class=\"pictures\">{group.Key} <span class=\"small\">({probe.Id})</span></h3><div class=\"pictures\">");
            foreach (var picture in group.Take(MostInGroup))
            {
                page.Add($"<figure><img src=\"data:image/png;base64,{Convert.ToBase64String(PngEncoder.Encode(picture))}\" alt=\"{picture.Caption}\" width=\"{Shown(picture)}\" class=\"pixels\"><figcaption>{picture.Caption}</figcaption></figure>");
            }

            page.Add($"</div>");
        }
    }

    /// <summary>Small pictures are blown up by a whole factor, so that pixels stay squares.</summary>
    private static int Shown(Picture picture) => picture.Width * Math.Max(1, 96 / Math.Max(1, picture.Width));
}
