using FederatedSecure.Hosting.Files;

namespace FederatedSecure.Hosting.Tests.Files;

public sealed class DirectoryLockTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("fs-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void TryTake_WhileItIsHeld_IsRefused()
    {
        using var held = DirectoryLock.TryTake(_directory);

        Assert.NotNull(held);
        Assert.Null(DirectoryLock.TryTake(_directory));
    }

    [Fact]
    public void TryTake_AfterItWasGivenBack_Works()
    {
        DirectoryLock.TryTake(_directory)!.Dispose();

        using var again = DirectoryLock.TryTake(_directory);

        Assert.NotNull(again);
    }

    [Fact]
    public void TryTake_DirectoryThatIsNotThere_SaysSo() =>
        Assert.ThrowsAny<IOException>(() => DirectoryLock.TryTake(Path.Combine(_directory, "missing")));
}
