using FederatedSecure.Cryptography.Content;
using FederatedSecure.Rounds;

namespace FederatedSecure.Coordinator.Rounds;

/// <summary>A job as it was submitted.</summary>
/// <param name="Id">Its name.</param>
/// <param name="File">The text of its file.</param>
/// <param name="InitialModel">What it starts from.</param>
/// <param name="SubmittedAt">Seconds since the epoch.</param>
internal sealed record StoredJob(JobId Id, byte[] File, Digest InitialModel, long SubmittedAt);
