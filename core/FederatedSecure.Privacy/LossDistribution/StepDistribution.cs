namespace FederatedSecure.Privacy;

/// <summary>
/// One step's loss on a grid, twice: once made worse, so that every composition of it bounds the true one from above, and
/// once made better, so that it bounds it from below.
/// </summary>
internal sealed class StepDistribution
{
    private StepDistribution(LossCells cells, double[] pessimistic, double[] optimistic, double imbalance) =>
        (First, Centre, Pessimistic, Optimistic, Infinite, Imbalance) = (cells.First, cells.Centre, pessimistic, optimistic, cells.Above, imbalance);

    /// <summary>Index of the first grid point; the loss there is <see cref="Centre"/> + index · interval.</summary>
    public int First { get; }

    /// <summary>The loss at index 0.</summary>
    public double Centre { get; }

    /// <summary>Probabilities of the grid points, made worse.</summary>
    public double[] Pessimistic { get; }

    /// <summary>Probabilities of the grid points, made better; they may add up to less than 1.</summary>
    public double[] Optimistic { get; }

    /// <summary>The probability that the pessimistic distribution gives to an infinite loss.</summary>
    public double Infinite { get; }

    /// <summary>
    /// By how much what comes together at index 0 is off the loss there, on average, where that is much of all probability;
    /// 0 otherwise. Moving the centre by as much puts it right.
    /// </summary>
    public double Imbalance { get; }

    public static StepDistribution Create(LossCells cells)
    {
        var pessimistic = new double[cells.Count + 1];
        for (var i = 0; i < cells.Count; i++)
        {
            pessimistic[i] += cells.Lower[i];
            pessimistic[i + 1] += cells.Upper[i];
        }

        // Raising a loss makes it worse, lowering or dropping it makes it better.
        pessimistic[0] += cells.Below;
        var (optimistic, imbalance) = Optimize(cells);
        optimistic[cells.Count] += cells.Above;
        return new StepDistribution(cells, pessimistic, optimistic, imbalance);
    }

    /// <summary>
    /// Puts each cell on its ends such that what comes together at a grid point has at least that point's loss, taken
    /// together: merging outcomes is post-processing, and rounding a loss down makes it better. A share of the cell below is
    /// balanced by a share of the cell above. From both ends towards the centre, since there the probabilities grow, and with
    /// them an imbalance shrinks.
    /// </summary>
    private static (double[] Optimistic, double Imbalance) Optimize(LossCells cells)
    {
        var (count, growth) = (cells.Count, Math.Exp(cells.Interval));
        var centre = Math.Clamp(-cells.First, 0, count);

        // raised[i]: the share of cell i that goes to its upper end.
        var raised = new double[count];
        if (centre > 0)
        {
            raised[0] = 1;
        }

        for (var i = 1; i < centre; i++)
        {
            var (pull, lift) = (raised[i - 1] * growth * cells.Lower[i - 1], cells.Upper[i]);
            if (pull > lift)
            {
                raised[i - 1] *= lift / pull;
                raised[i] = 0;
            }
            else
            {
                raised[i] = lift > 0 ? 1 - (pull / lift) : 1;
            }
        }

        for (var i = count - 1; i > centre; i--)
        {
            var (pull, lift) = (growth * cells.Lower[i - 1], (1 - raised[i]) * cells.Upper[i]);
            raised[i - 1] = pull > lift ? lift / pull : pull > 0 ? 1 : 0;
        }

        var imbalance = 0.0;
        if (centre > 0 && centre < count)
        {
            var (pull, lift) = (raised[centre - 1] * growth * cells.Lower[centre - 1], (1 - raised[centre]) * cells.Upper[centre]);
            var together = (raised[centre - 1] * (cells.Lower[centre - 1] + cells.Upper[centre - 1])) + ((1 - raised[centre]) * (cells.Lower[centre] + cells.Upper[centre]));
            imbalance = together > 0.3 ? (lift - pull) * -SpecialFunctions.Expm1(-cells.Interval) / together : 0;
            if (pull > lift)
            {
                raised[centre - 1] *= lift / pull;
            }
        }

        var optimistic = new double[count + 1];
        for (var i = 0; i < count; i++)
        {
            var probability = cells.Lower[i] + cells.Upper[i];
            optimistic[i] += (1 - raised[i]) * probability;
            optimistic[i + 1] += raised[i] * probability;
        }

        return (optimistic, imbalance);
    }
}
