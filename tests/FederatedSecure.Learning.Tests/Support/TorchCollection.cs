namespace FederatedSecure.Learning.Tests.Support;

/// <summary>Tests that use libtorch run one after the other: its number of threads and its count of live tensors are the process's.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchCollection
{
    public const string Name = "Torch";
}
