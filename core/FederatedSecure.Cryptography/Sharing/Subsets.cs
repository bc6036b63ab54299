namespace FederatedSecure.Cryptography.Sharing;

/// <summary>Choices of k among 0 … n − 1, in lexicographic order.</summary>
internal static class Subsets
{
    /// <summary>Every choice, as the same array each time.</summary>
    public static IEnumerable<int[]> Of(int n, int k)
    {
        var chosen = Enumerable.Range(0, k).ToArray();
        while (true)
        {
            yield return chosen;
            var i = k - 1;
            while (i >= 0 && chosen[i] == n - k + i)
            {
                i--;
            }

            if (i < 0)
            {
                yield break;
            }

            chosen[i]++;
            for (i++; i < k; i++)
            {
                chosen[i] = chosen[i - 1] + 1;
            }
        }
    }
}
