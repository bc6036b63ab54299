using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.Poisoning;

/// <summary>What a malicious site does to its own records before it trains on them.</summary>
internal interface IDataPoison
{
    /// <summary>Whether the poisoned records stay the same from round to round.</summary>
    bool IsStatic { get; }

    /// <summary>The records that the site trains on instead of its own, which are left as they are.</summary>
    DataSet Poison(DataSet own, SiteView view);

    /// <summary>
    /// The test records on which the attack shows, labelled as the attacker wants them: the part of them that a model gets "right" is
    /// the attack's success rate. Null for attacks that just want to do harm.
    /// </summary>
    DataSet? Goal(DataSet test);
}
