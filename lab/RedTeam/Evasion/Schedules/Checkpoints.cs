using System.Collections.Immutable;

namespace FederatedSecure.Lab.RedTeam.Evasion.Schedules;

/// <summary>At which steps APGD asks whether to halve its step (Croce and Hein, ICML 2020).</summary>
internal static class Checkpoints
{
    /// <summary>
    /// As AutoAttack's code has them: the first after ⌊0.22·N⌋ steps, each interval ⌊0.03·N⌋ shorter than the one before, but never below
    /// ⌊0.06·N⌋ (each at least 1, the shortening 1 too). For N = 100: 22, 41, 57, 70, 80, 87, 93, 99.
    /// </summary>
    public static ImmutableArray<int> Of(int iterations)
    {
        var (interval, shortening, least) = (Part(22), Part(3), Part(6));
        var checkpoints = ImmutableArray.CreateBuilder<int>();
        for (var next = interval; next <= iterations; next += interval)
        {
            checkpoints.Add(next);
            interval = Math.Max(interval - shortening, least);
        }

        return checkpoints.ToImmutable();

        int Part(int percent) => Math.Max(1, percent * iterations / 100);
    }

    /// <summary>
    /// As the paper has them: ⌈p_j·N⌉ with p_1 = 0.22 and p_{j+1} = p_j + max(p_j − p_{j−1} − 0.03, 0.06), up to 1. The same for N = 100.
    /// </summary>
    public static ImmutableArray<int> OfPaper(int iterations)
    {
        var checkpoints = ImmutableArray.CreateBuilder<int>();
        for (var (percent, step) = (22, 22); percent <= 100; percent += step)
        {
            checkpoints.Add((int)(((long)percent * iterations + 99) / 100));
            step = Math.Max(step - 3, 6);
        }

        return checkpoints.ToImmutable();
    }
}
