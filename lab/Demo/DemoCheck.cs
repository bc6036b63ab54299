namespace FederatedSecure.Lab.Demo;

/// <summary>Something that has to hold at the end of a demo.</summary>
/// <param name="Name">What has to hold.</param>
/// <param name="Passed">Whether it does.</param>
/// <param name="Detail">What was found.</param>
public sealed record DemoCheck(string Name, bool Passed, string Detail);
