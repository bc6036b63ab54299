using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Coordinator.Models;

/// <summary>A model on disk.</summary>
/// <param name="Manifest">Its digest, length and chunks.</param>
/// <param name="Path">Its file.</param>
internal sealed record StoredModel(ContentManifest Manifest, string Path);
