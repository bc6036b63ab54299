using FederatedSecure.Client.Connection;
using FederatedSecure.Protos.V1;
using Grpc.Core;

namespace FederatedSecure.Client.Work;

/// <summary>Tells the coordinator, three times in a lease, that work on a plan goes on; stops the work when the plan is over.</summary>
internal sealed class Heartbeat : IProgress<double>, IAsyncDisposable
{
    private readonly CoordinatorConnection _connection;
    private readonly WorkPlan _plan;
    private readonly CancellationTokenSource _work;
    private readonly CancellationTokenSource _stop = new();
    private readonly PeriodicTimer _timer;
    private readonly Task _beating;
    private volatile float _fraction;
    private volatile int _phase = (int)Phase.Downloading;

    public Heartbeat(CoordinatorConnection connection, WorkPlan plan, TimeProvider time, CancellationToken cancellation)
    {
        _connection = connection;
        _plan = plan;
        _work = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _timer = new PeriodicTimer(plan.Lease / 3, time);
        _beating = BeatAsync();
    }

    /// <summary>Ends the work when the plan is over or the daemon stops.</summary>
    public CancellationToken Token => _work.Token;

    /// <summary>Whether the coordinator said that the plan is over.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Says what is being done now.</summary>
    public void Enter(Phase phase)
    {
        _fraction = 0;
        _phase = (int)phase;
    }

    /// <inheritdoc/>
    public void Report(double value) => _fraction = (float)value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        // A beat that is under way is not worth waiting for.
        await _stop.CancelAsync();
        await _beating;
        _work.Dispose();
        _stop.Dispose();
    }

    private async Task BeatAsync()
    {
        while (await _timer.WaitForNextTickAsync(CancellationToken.None))
        {
            try
            {
                var response = await _connection.Work.ReportProgressAsync(
                    new ReportProgressRequest { Ref = _plan.Ref, Phase = (Phase)_phase, Fraction = _fraction }, _connection.Call(_stop.Token));
                IsOver = response.Abandon;
            }
            catch (RpcException exception)
            {
                // A beat that is missed is made up for by the next one. Only a clear word ends the work.
                IsOver = exception.StatusCode is StatusCode.FailedPrecondition or StatusCode.NotFound or StatusCode.PermissionDenied;
            }

            if (IsOver)
            {
                await _work.CancelAsync();
                return;
            }
        }
    }
}
