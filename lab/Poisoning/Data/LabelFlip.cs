using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.Poisoning.Data;

/// <summary>
/// y′ = (C − 1) − y for all records: the site teaches the opposite with a clear conscience. Fung et al. 2018; used by Karimireddy, He,
/// Jaggi (ICLR 2022).
/// </summary>
/// <remarks>Harms all classes. Updates look like those of a site with other data, so that rules for sites that differ have to let some through.</remarks>
/// <example>C = 10: labels 0, 3, 9 become 9, 6, 0.</example>
internal sealed class LabelFlip : IDataPoison
{
    public bool IsStatic => true;

    public DataSet Poison(DataSet own, SiteView view) => own with { Labels = Array.ConvertAll(own.Labels, label => own.Classes - 1 - label) };

    public DataSet? Goal(DataSet test) => null;
}
