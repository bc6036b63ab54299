namespace FederatedSecure.Lab.RedTeam.Evasion.Measuring;

/// <summary>What became of one record.</summary>
internal enum RecordState
{
    /// <summary>The model errs on it without any attack; it is not attacked.</summary>
    WrongAnyway,

    /// <summary>The model is right after the attack, too.</summary>
    Robust,

    /// <summary>The attack found a valid input that the model errs on.</summary>
    Broken,

    /// <summary>The attack could not be carried out, or returned what is not allowed. Neither robust nor broken.</summary>
    Failed,
}
