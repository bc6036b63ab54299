using System.Collections.Immutable;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Subjects;

/// <summary>What is attacked, and what it is called.</summary>
/// <param name="Subject">The model and the records.</param>
/// <param name="ModelDigest">SHA-256 of the model's file.</param>
/// <param name="ModelName">Its name without folders.</param>
/// <param name="DataDigest">Names the test records.</param>
/// <param name="DataName">Name of their file without folders.</param>
/// <param name="TrainingDigest">Names the training records; null where there are none.</param>
/// <param name="Notes">What was assumed, for the report.</param>
internal sealed record LoadedSubject(
    ProbeSubject Subject, Digest ModelDigest, string ModelName, Digest DataDigest, string DataName, Digest? TrainingDigest, ImmutableArray<string> Notes);
