namespace FederatedSecure.Lab.Demo;

/// <summary>What it takes to repeat a demo.</summary>
/// <param name="Seed">Seed of the split and of the initial model.</param>
/// <param name="Alpha">Concentration of the Dirichlet split.</param>
/// <param name="Version">Version of the lab.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="OperatingSystem">The operating system.</param>
/// <param name="Processors">Logical processors.</param>
public sealed record DemoConditions(ulong Seed, double Alpha, string Version, string Runtime, string OperatingSystem, int Processors);
