namespace FederatedSecure.Numerics.Tests.Randomness;

public sealed class SecureRandomSourceTests
{
    [Fact]
    public void Fill_Twice_GivesDifferentBytes()
    {
        var (first, second) = (new byte[32], new byte[32]);

        SecureRandomSource.Instance.Fill(first);
        SecureRandomSource.Instance.Fill(second);

        Assert.NotEqual(first, second);
    }
}
