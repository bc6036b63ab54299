namespace FederatedSecure.Lab.RedTeam.Evasion.Physical;

/// <summary>
/// A linear map from one picture to another: each pixel is a weighted mean of at most four of the other's (bilinear interpolation). It is made once
/// and applied to all channels; its transpose carries gradients back.
/// </summary>
internal sealed class Bilinear
{
    private readonly List<(int To, int From, float Weight)> _terms = [];

    /// <summary>Adds to pixel <paramref name="to"/> what lies at column <paramref name="x"/>, row <paramref name="y"/> of a picture; outside of it is nothing.</summary>
    public void Add(int to, double x, double y, int width, int height)
    {
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var (right, below) = (x - left, y - top);
        Corner(left, top, (1 - right) * (1 - below));
        Corner(left + 1, top, right * (1 - below));
        Corner(left, top + 1, (1 - right) * below);
        Corner(left + 1, top + 1, right * below);

        void Corner(int column, int row, double weight)
        {
            if (weight != 0 && column >= 0 && column < width && row >= 0 && row < height)
            {
                _terms.Add((to, (row * width) + column, (float)weight));
            }
        }
    }

    /// <summary>destination += A·source, for one channel.</summary>
    public void Apply(ReadOnlySpan<float> source, Span<float> destination)
    {
        foreach (var (to, from, weight) in _terms)
        {
            destination[to] += weight * source[from];
        }
    }

    /// <summary>source += Aᵀ·destination, for one channel.</summary>
    public void PullBack(ReadOnlySpan<float> destination, Span<float> source)
    {
        foreach (var (to, from, weight) in _terms)
        {
            source[from] += weight * destination[to];
        }
    }
}
