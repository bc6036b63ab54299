namespace FederatedSecure.Lab.Demo.Display;

/// <summary>Shows a demo while it runs.</summary>
internal interface IDemoDisplay
{
    /// <summary>Something changed.</summary>
    void Show(DemoStatus status);
}
