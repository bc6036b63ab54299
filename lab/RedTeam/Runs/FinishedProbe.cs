using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Lab.RedTeam.Runs;

/// <summary>A probe that came to an end, as it is kept until the report is written.</summary>
/// <param name="Fingerprint">Of the inputs that it was run on.</param>
/// <param name="Report">What goes into the report.</param>
/// <param name="Pictures">What goes into its pages only.</param>
internal sealed record FinishedProbe(Digest Fingerprint, ProbeReport Report, ImmutableArray<Picture> Pictures);
