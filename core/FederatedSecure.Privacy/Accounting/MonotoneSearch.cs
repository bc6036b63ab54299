namespace FederatedSecure.Privacy;

/// <summary>Finds arguments at which a cost crosses a target. Every answer was itself evaluated, so it is on the safe side.</summary>
internal static class MonotoneSearch
{
    /// <summary>Bisection that often gets stuck on one side falls back to halving after this many steps on it.</summary>
    private const int Patience = 2;

    /// <summary>The smallest argument whose cost is at most the target, for a cost that falls; null where there is none in the range.</summary>
    public static double? Smallest(Func<double, double> cost, double target, SearchRange range)
    {
        if (Bracket(cost, target, range) is not { } bracket)
        {
            return null;
        }

        var (low, lowCost, high, highCost) = bracket;
        var sameSide = 0;
        while (high > low * (1 + range.Tolerance) && !(highCost >= target * (1 - range.Tolerance) && highCost > 0))
        {
            var middle = sameSide < Patience && highCost > 0 && target > 0 && double.IsFinite(lowCost)
                ? Interpolate(low, lowCost, high, highCost, target)
                : Math.Sqrt(low * high);
            var middleCost = cost(middle);
            if (middleCost <= target)
            {
                sameSide = sameSide > 0 ? sameSide + 1 : 1;
                (high, highCost) = (middle, middleCost);
            }
            else
            {
                sameSide = 0;
                (low, lowCost) = (middle, middleCost);
            }
        }

        return high;
    }

    /// <summary>The largest whole number from 0 to the most whose cost is at most the target, for a cost that rises.</summary>
    public static long LargestWhole(Func<long, double> cost, double target, long most)
    {
        var (good, bad) = (0L, 1L);
        var (goodCost, badCost) = (0.0, cost(bad));
        while (badCost <= target)
        {
            if (bad == most)
            {
                return most;
            }

            (good, goodCost) = (bad, badCost);
            bad = Math.Min(most, bad * 4);
            badCost = cost(bad);
        }

        for (var turn = 0; bad - good > 1; turn++)
        {
            // Costs grow about like a power of the number; every third step halves, whatever they do.
            var guess = turn % 3 < 2 && goodCost > 0 && target > 0 && double.IsFinite(badCost)
                ? good * Math.Pow((double)bad / good, Math.Log(target / goodCost) / Math.Log(badCost / goodCost))
                : good + ((bad - good) / 2.0);
            var middle = Math.Clamp((long)guess + (turn % 3 == 1 ? 1 : 0), good + 1, bad - 1);
            var middleCost = cost(middle);
            if (middleCost <= target)
            {
                (good, goodCost) = (middle, middleCost);
            }
            else
            {
                (bad, badCost) = (middle, middleCost);
            }
        }

        return good;
    }

    private static (double Low, double LowCost, double High, double HighCost)? Bracket(Func<double, double> cost, double target, SearchRange range)
    {
        var (x, y) = (range.Start, cost(range.Start));
        if (y <= target)
        {
            while (x > range.Least)
            {
                var next = Math.Max(range.Least, x / 2);
                var nextCost = cost(next);
                if (nextCost > target)
                {
                    return (next, nextCost, x, y);
                }

                (x, y) = (next, nextCost);
            }

            return (x, y, x, y);
        }

        while (x < range.Most)
        {
            // Far from the target the steps grow: costs fall about like 1/x.
            var factor = Math.Clamp(1.2 * y / Math.Max(target, y / 1000), 2, 1000);
            var next = Math.Min(range.Most, x * (double.IsFinite(factor) ? factor : 2));
            var nextCost = cost(next);
            if (nextCost <= target)
            {
                return (x, y, next, nextCost);
            }

            (x, y) = (next, nextCost);
        }

        return null;
    }

    /// <summary>Where a power law through both ends meets the target, a little towards the good end, so that the next step closes in.</summary>
    private static double Interpolate(double low, double lowCost, double high, double highCost, double target)
    {
        var share = Math.Log(lowCost / target) / Math.Log(lowCost / highCost);
        var width = Math.Log(high / low);
        var place = Math.Clamp(share + Math.Min(0.01, 1e-7 / width), 1e-3, 1 - 1e-3);
        return low * Math.Exp(place * width);
    }
}
