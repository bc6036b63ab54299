using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Identity;
using FederatedSecure.Coordinator.Rounds;
using FederatedSecure.Coordinator.Server;
using FederatedSecure.Coordinator.Sessions;
using FederatedSecure.Coordinator.Sites;
using FederatedSecure.Numerics;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Machine;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Work;

/// <summary>The pull side of a round: sites ask, and are told when to ask again.</summary>
internal sealed class WorkEndpoint(
    JobHost jobs, PlanDesk plans, PlanBook book, SiteAvailability availability, SiteRegistry sites, CoordinatorOptions options, IRandomSource random)
    : WorkService.WorkServiceBase
{
    private const double Jitter = 0.2;

    // Sites that could be needed any moment share this many polls a second.
    private const double PollsPerSecond = 200;

    /// <summary>
    /// The pace of a site that may be selected for the next round. With few sites it is the active one; with very many they all
    /// wait a little longer, so that the coordinator's load stays the same.
    /// </summary>
    private TimeSpan WaitingPoll
    {
        get
        {
            var shared = TimeSpan.FromSeconds(availability.Count / PollsPerSecond);
            return shared < options.ActivePoll ? options.ActivePoll : shared < availability.IdlePace ? shared : availability.IdlePace;
        }
    }

    public override Task<PollWorkResponse> PollWork(PollWorkRequest request, ServerCallContext context)
    {
        var site = context.CallingSite();
        SessionsEndpoint.CheckDataSets(request.DataSets);
        if (availability.Note(site, request.DataSets))
        {
            jobs.ConsiderOpeningAll();
        }

        var states = jobs.Running.Select(driver => driver.State).ToList();
        // Opening takes a second, and others wait for it; training can take hours.
        if ((Offer(states, site, unmask: true) ?? Offer(states, site, unmask: false)) is { } offer)
        {
            return Task.FromResult(new PollWorkResponse { NextPollAfterMilliseconds = Pace(options.ActivePoll), Offer = offer });
        }

        var isActive = states.Exists(state => request.DataSets.Contains(state.Spec.DataSet));
        return Task.FromResult(new PollWorkResponse { NextPollAfterMilliseconds = Pace(isActive ? WaitingPoll : availability.IdlePace) });
    }

    public override Task<DecideResponse> Decide(DecideRequest request, ServerCallContext context)
    {
        var plan = plans.Require(request.Ref, context);
        switch (request.DecisionCase)
        {
            case DecideRequest.DecisionOneofCase.Accept:
                plan.Post(new JobEvent.OfferAccepted(plan.Key.Round, plan.Key.Attempt, plan.Site));
                break;
            case DecideRequest.DecisionOneofCase.Refuse:
                var (code, reason) = ForeignText.Clean(request.Refuse.Code, request.Refuse.Reason);
                plan.Post(new JobEvent.OfferRefused(plan.Key.Round, plan.Key.Attempt, plan.Site, code, reason));
                sites.NoteProblem(plan.Site, $"{plan.Key}: refused, {code}: {reason}");
                break;
            default:
                throw Refusals.RequestBad.Because("A decision is either to accept or to refuse.");
        }

        return Task.FromResult(new DecideResponse { LeaseMilliseconds = Milliseconds(plan.State.Spec.Lease) });
    }

    public override Task<ReportProgressResponse> ReportProgress(ReportProgressRequest request, ServerCallContext context)
    {
        if (plans.IsOver(request.Ref))
        {
            return Task.FromResult(new ReportProgressResponse { Abandon = true });
        }

        var plan = plans.Require(request.Ref, context);
        var transition = plan.Driver.Post(new JobEvent.ProgressMade(plan.Key.Round, plan.Key.Attempt, plan.Site));
        return Task.FromResult(new ReportProgressResponse
        {
            LeaseMilliseconds = Milliseconds(plan.State.Spec.Lease),
            Abandon = transition.Rejection is not null,
        });
    }

    public override Task<ReportFailureResponse> ReportFailure(ReportFailureRequest request, ServerCallContext context)
    {
        var plan = plans.Require(request.Ref, context);
        var (code, reason) = ForeignText.Clean(request.Code, request.Reason);
        plan.Post(new JobEvent.SiteFailed(plan.Key.Round, plan.Key.Attempt, plan.Site, code, reason));
        sites.NoteProblem(plan.Site, $"{plan.Key}: failed, {code}: {reason}");
        return Task.FromResult(new ReportFailureResponse());
    }

    private Offer? Offer(List<JobState> states, SiteId site, bool unmask)
    {
        foreach (var state in states)
        {
            if (state.OfferFor(site) is { } offer && offer.Task == SiteTask.Unmask == unmask)
            {
                var plan = book.Issue(state);
                return new Offer { Ref = plan.ToRef(), Plan = plan.Bytes, Accepted = offer.Accepted, Unmask = unmask };
            }
        }

        return null;
    }

    private static uint Milliseconds(TimeSpan duration) => (uint)Math.Min(duration.TotalMilliseconds, uint.MaxValue);

    private uint Pace(TimeSpan pace) => Milliseconds(pace * (1 + (Jitter * ((2 * random.NextDouble()) - 1))));
}
