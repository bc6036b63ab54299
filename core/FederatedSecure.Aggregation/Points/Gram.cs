namespace FederatedSecure.Aggregation.Points;

/// <summary>
/// Inner products ⟨x_i − c, x_j − c⟩ of all points, numbered as in <see cref="Geometry"/>, about a reference c. They keep the
/// direction of a vector that lies far out, of which distances to it know nothing.
/// </summary>
internal sealed class Gram
{
    private readonly double[] _products;

    /// <param name="inputs">How many of the points are inputs.</param>
    /// <param name="points">Number of points.</param>
    /// <param name="products">Inner products, row by row; symmetric.</param>
    public Gram(int inputs, int points, double[] products) => (Inputs, Points, _products) = (inputs, points, products);

    /// <summary>How many of the points are inputs: the first ones.</summary>
    public int Inputs { get; }

    /// <summary>Number of points.</summary>
    public int Points { get; }

    /// <summary>⟨x_i − c, x_j − c⟩.</summary>
    public double this[int i, int j] => _products[(i * Points) + j];

    /// <summary>‖x_i − c‖.</summary>
    public double Norm(int i) => Math.Sqrt(this[i, i]);

    /// <summary>The cosine of x_i − c and x_j − c; 0 if either is zero.</summary>
    public double Cosine(int i, int j) => this[i, i] == 0 || this[j, j] == 0 ? 0 : Math.Clamp(this[i, j] / Norm(i) / Norm(j), -1, 1);

    /// <summary>All products of one point.</summary>
    public ReadOnlySpan<double> Row(int i) => _products.AsSpan(i * Points, Points);
}
