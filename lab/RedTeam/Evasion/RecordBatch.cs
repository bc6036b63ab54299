namespace FederatedSecure.Lab.RedTeam.Evasion;

/// <summary>Records in one array, and their true classes.</summary>
/// <param name="Values">Record after record.</param>
/// <param name="Labels">One a record.</param>
/// <param name="Length">Values in a record.</param>
internal sealed record RecordBatch(float[] Values, int[] Labels, int Length)
{
    /// <summary>Number of records.</summary>
    public int Count => Labels.Length;

    /// <summary>One record.</summary>
    public ReadOnlySpan<float> this[int record] => Values.AsSpan(record * Length, Length);
}
