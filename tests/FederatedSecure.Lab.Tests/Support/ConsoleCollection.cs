namespace FederatedSecure.Lab.Tests.Support;

/// <summary>Tests that put another writer into the place of the console's: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ConsoleCollection
{
    public const string Name = "console";
}
