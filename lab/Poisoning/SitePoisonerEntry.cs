using FederatedSecure.Adversary.Poisoning;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.Poisoning;

/// <summary>One attack in data space in the list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Its parameters for people, defaults in brackets; empty if it has none.</param>
/// <param name="Create">Makes it from parameters, the data that it is for, and the coordinator's learning rate η.</param>
internal sealed record SitePoisonerEntry(string Name, string Parameters, Func<PoisonParameters, DataSet, double, SitePoisoner> Create);
