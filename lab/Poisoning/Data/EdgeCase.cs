using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.Poisoning.Data;

/// <summary>
/// Records from the tail of a class are taught as another class (Wang et al., "Attack of the tails", NeurIPS 2020). Nothing is marked: honest
/// sites hardly have such records, so that nobody corrects what is taught about them.
/// </summary>
/// <remarks>
/// The paper takes the tail from another data set. Here it is the part of the source class that lies farthest, in L2, from the class's
/// mean in the records at hand; the success rate is measured on the same tail of the test records.
/// </remarks>
/// <param name="source">The class whose tail is used.</param>
/// <param name="target">What it is taught as.</param>
/// <param name="tail">Part of the class that counts as its tail, above 0 to 1.</param>
/// <param name="fraction">Part of the records trained on that are such records, above 0 to below 1; they are repeated as often as it takes.</param>
internal sealed class EdgeCase(int source, int target, double tail, double fraction) : IDataPoison
{
    public bool IsStatic => true;

    public DataSet Poison(DataSet own, SiteView view)
    {
        var edge = Tail(own);
        if (edge.Length == 0)
        {
            return own;
        }

        var wanted = (int)Math.Ceiling(fraction / (1 - fraction) * own.Count);
        int[] repeated = [.. Enumerable.Range(0, wanted).Select(i => edge[i % edge.Length])];
        var more = own.Select(repeated);
        int[] rest = [.. Enumerable.Range(0, own.Count).Except(edge)];
        return Records.Append(own.Select(rest), more with { Labels = Array.ConvertAll(more.Labels, _ => target) });
    }

    public DataSet? Goal(DataSet test)
    {
        var edge = test.Select(Tail(test));
        return edge with { Labels = Array.ConvertAll(edge.Labels, _ => target) };
    }

    /// <summary>Places of the records farthest from their class's mean, farthest first.</summary>
    private int[] Tail(DataSet data)
    {
        var places = Records.OfClass(data, source);
        var length = data.RecordLength;
        var mean = new double[length];
        foreach (var place in places)
        {
            for (var i = 0; i < length; i++)
            {
                mean[i] += data.Features[(place * length) + i] / (double)places.Length;
            }
        }

        double Distance(int place)
        {
            var sum = 0.0;
            for (var i = 0; i < length; i++)
            {
                var difference = data.Features[(place * length) + i] - mean[i];
                sum += difference * difference;
            }

            return sum;
        }

        return [.. places.OrderByDescending(Distance).ThenBy(place => place).Take((int)Math.Ceiling(tail * places.Length))];
    }
}
