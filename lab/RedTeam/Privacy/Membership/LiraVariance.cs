namespace FederatedSecure.Lab.RedTeam.Privacy.Membership;

/// <summary>What LiRA takes the deviation of φ over shadow models from.</summary>
internal enum LiraVariance
{
    /// <summary>From the shadow models of the one record, with it and without it apart.</summary>
    PerRecord,

    /// <summary>
    /// One for everything, of all values of all records: of models with the record, or offline of those without, as in the authors'
    /// program ("fix_variance"). How large it is changes no order of records.
    /// </summary>
    Global,

    /// <summary>One for all records, each around its own centre, with and without the record apart, as in TensorFlow Privacy.</summary>
    Pooled,
}
