using FederatedSecure.Coordinator.Tests.Support;

namespace FederatedSecure.Client.Tests.Support;

/// <summary>Waits for something that another thread brings about, however long that takes.</summary>
internal static class Eventually
{
    public static async Task HoldsAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TestCoordinator.Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}
