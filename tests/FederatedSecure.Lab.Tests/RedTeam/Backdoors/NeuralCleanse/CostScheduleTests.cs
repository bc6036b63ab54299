using FederatedSecure.Lab.RedTeam.Backdoors.NeuralCleanse;

namespace FederatedSecure.Lab.Tests.RedTeam.Backdoors.NeuralCleanse;

public class CostScheduleTests
{
    [Fact]
    public void Cost_FiveSuccesses_RisesAndFiveFailuresLowerItMore()
    {
        var schedule = new CostSchedule(new NeuralCleanseOptions());

        Observe(schedule, 4, success: 1);
        Assert.Equal(1e-3, schedule.Cost);
        Observe(schedule, 1, success: 1);
        Assert.Equal(1.5e-3, schedule.Cost, 1e-15);
        Observe(schedule, 5, success: 0.9);
        Assert.Equal(1.5e-3 / Math.Pow(1.5, 1.5), schedule.Cost, 1e-15);
    }

    [Fact]
    public void Observe_SmallerMaskThatFails_IsNotTheBest()
    {
        var schedule = new CostSchedule(new NeuralCleanseOptions());

        Assert.True(schedule.Observe(0.99, 20));
        Assert.False(schedule.Observe(0.98, 10));
        Assert.False(schedule.Observe(1, 20));
        Assert.True(schedule.Observe(1, 19));
    }

    [Fact]
    public void IsDone_NoBetterAndCostWasBothRaisedAndLowered()
    {
        var schedule = new CostSchedule(new NeuralCleanseOptions());

        Observe(schedule, 30, success: 1);
        Assert.False(schedule.IsDone);
        Observe(schedule, 5, success: 0);
        Assert.False(schedule.IsDone);
        Observe(schedule, 1, success: 0);
        Assert.True(schedule.IsDone);
    }

    private static void Observe(CostSchedule schedule, int steps, double success)
    {
        for (var step = 0; step < steps; step++)
        {
            schedule.Observe(success, norm: 20);
        }
    }
}
