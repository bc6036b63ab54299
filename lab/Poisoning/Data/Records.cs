using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.Poisoning.Data;

/// <summary>Choices among records.</summary>
internal static class Records
{
    /// <summary>Places of the records of a class.</summary>
    public static int[] OfClass(DataSet data, int label) => [.. Enumerable.Range(0, data.Count).Where(record => data.Labels[record] == label)];

    /// <summary>Places of the records of all other classes.</summary>
    public static int[] NotOfClass(DataSet data, int label) => [.. Enumerable.Range(0, data.Count).Where(record => data.Labels[record] != label)];

    /// <summary>A data set with more records behind its own. Protected attributes are dropped: nobody trains on them.</summary>
    public static DataSet Append(DataSet data, DataSet more) => data with
    {
        Features = [.. data.Features, .. more.Features],
        Labels = [.. data.Labels, .. more.Labels],
        Protected = data.Protected.Clear(),
    };
}
