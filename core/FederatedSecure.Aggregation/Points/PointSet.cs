namespace FederatedSecure.Aggregation.Points;

/// <summary>
/// What a rule may look at: a number of inputs and some further vectors. Nothing is measured that is not asked for. Over rows of
/// doubles it is the definition (<see cref="RowPoints"/>); over tiles of floats it streams (<see cref="TilePoints"/>).
/// </summary>
internal abstract class PointSet
{
    private readonly IReadOnlyList<(ExtraPoint Which, int Count)> _extras;

    protected PointSet(int inputs, long length, IReadOnlyList<(ExtraPoint Which, int Count)> extras) =>
        (Inputs, Length, _extras) = (inputs, length, extras);

    /// <summary>Number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>Elements of each vector.</summary>
    public long Length { get; }

    /// <summary>Number of points: the inputs, the origin, the further points.</summary>
    public int Points => Inputs + 1 + _extras.Sum(extra => extra.Count);

    /// <summary>The number of the zero vector.</summary>
    public int Origin => Inputs;

    /// <summary>Distances among all points; the first look costs a pass over the inputs.</summary>
    public abstract Geometry Geometry { get; }

    protected IReadOnlyList<(ExtraPoint Which, int Count)> Extras => _extras;

    /// <summary>‖x_i‖ of all inputs; costs a pass over them.</summary>
    public double[] Norms() => Array.ConvertAll(SquaredDistancesFrom(new Mixtures(1, Points)), Math.Sqrt);

    /// <summary>Whether a further point was given.</summary>
    public bool Has(ExtraPoint which) => _extras.Any(extra => extra.Which == which);

    /// <summary>The number of a further point.</summary>
    /// <exception cref="ArgumentException">It was not given.</exception>
    public int Extra(ExtraPoint which, int index = 0)
    {
        var point = Inputs + 1;
        foreach (var (extra, count) in _extras)
        {
            if (extra == which)
            {
                return point + index;
            }

            point += count;
        }

        throw new ArgumentException($"This rule needs a further vector, \"{which.ToString().ToLowerInvariant()}\", of as many elements as the inputs: give it.");
    }

    /// <summary>Inner products of all points about a reference; costs a pass over the inputs.</summary>
    public abstract Gram Products(GramReference reference);

    /// <summary>
    /// ‖x_i − v‖² of all inputs for one mixture v, by subtraction; costs a pass over the inputs, but no n². For norms, give a row
    /// of zeros.
    /// </summary>
    public abstract double[] SquaredDistancesFrom(Mixtures v);

    /// <summary>Signs of the inputs' elements; costs a pass.</summary>
    public abstract SignCounts[] CountSigns();

    /// <summary>Some elements of every input, one row an input; costs a pass over the tiles that hold them.</summary>
    public abstract double[][] Elements(ReadOnlySpan<long> coordinates);

    /// <summary>Mixtures of these inputs as inputs, with the same further points.</summary>
    public abstract PointSet Mix(Mixtures mixtures);
}
