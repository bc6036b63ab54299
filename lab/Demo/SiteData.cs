using System.Collections.Immutable;

namespace FederatedSecure.Lab.Demo;

/// <summary>One site's digits.</summary>
/// <param name="Site">Name of the site.</param>
/// <param name="Images">Its IDX file of images.</param>
/// <param name="Labels">Its IDX file of labels.</param>
/// <param name="PerDigit">How many of each digit it has.</param>
internal sealed record SiteData(string Site, string Images, string Labels, ImmutableArray<int> PerDigit)
{
    public int Records => PerDigit.Sum();
}
