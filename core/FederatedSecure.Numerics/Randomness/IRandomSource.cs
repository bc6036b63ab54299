namespace FederatedSecure.Numerics;

/// <summary>Where random bits come from. Code that needs chance takes one of these, never a global generator.</summary>
public interface IRandomSource
{
    /// <summary>Fills the destination with uniformly random bytes.</summary>
    void Fill(Span<byte> destination);
}
