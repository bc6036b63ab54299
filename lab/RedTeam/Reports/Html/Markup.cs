namespace FederatedSecure.Lab.RedTeam.Reports.Html;

/// <summary>HTML or SVG of our own making, not to be encoded again.</summary>
/// <param name="Html">The markup.</param>
internal readonly record struct Markup(string Html);
