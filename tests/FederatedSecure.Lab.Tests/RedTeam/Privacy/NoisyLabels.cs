using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Data;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy;

/// <summary>
/// Records of 20 normal features whose label is the sign of the first one, but for every third record, whose label is a coin: there is
/// something to learn, and something that can only be learned by heart.
/// </summary>
internal static class NoisyLabels
{
    public static ModelSpec Network { get; } = Networks.Spec(
        """
        { "input": [20], "layers": [
          { "type": "linear", "out": 64 }, { "type": "relu" }, { "type": "linear", "out": 2 }, { "type": "softmax-head", "classes": 2 } ] }
        """);

    public static DataSet Draw(int count, ulong seed)
    {
        var random = new SeededRandomSource(seed);
        float[] features = [.. Enumerable.Range(0, 20 * count).Select(_ => (float)random.NextGaussian())];
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 3 == 0 ? random.NextInt32(2) : features[20 * i] > 0 ? 1 : 0)];
        return new DataSet(features, [20], labels, ["no", "yes"], [], []);
    }
}
