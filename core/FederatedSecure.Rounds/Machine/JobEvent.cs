using System.Collections.Immutable;
using System.Text.Json.Serialization;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Rounds.Machine;

/// <summary>Something that happened to a job. Stored before anything that follows from it is done.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(SitesAvailable), "sites-available")]
[JsonDerivedType(typeof(OfferAccepted), "offer-accepted")]
[JsonDerivedType(typeof(OfferRefused), "offer-refused")]
[JsonDerivedType(typeof(ProgressMade), "progress-made")]
[JsonDerivedType(typeof(UpdateCommitted), "update-committed")]
[JsonDerivedType(typeof(UpdateUnusable), "update-unusable")]
[JsonDerivedType(typeof(SiteFailed), "site-failed")]
[JsonDerivedType(typeof(SiteRevoked), "site-revoked")]
[JsonDerivedType(typeof(Tick), "tick")]
[JsonDerivedType(typeof(ModelPublished), "model-published")]
[JsonDerivedType(typeof(AggregationFailed), "aggregation-failed")]
[JsonDerivedType(typeof(EvaluationReported), "evaluation-reported")]
[JsonDerivedType(typeof(JobCancelled), "job-cancelled")]
[JsonDerivedType(typeof(UnmaskAnswered), "unmask-answered")]
[JsonDerivedType(typeof(UnmaskRefused), "unmask-refused")]
[JsonDerivedType(typeof(BucketsOpened), "buckets-opened")]
[JsonDerivedType(typeof(SiteJudged), "site-judged")]
public abstract record JobEvent
{
    private JobEvent()
    {
    }

    /// <summary>An event of one attempt. It counts only while that attempt is open.</summary>
    /// <param name="Round">Round number.</param>
    /// <param name="Attempt">Attempt number.</param>
    public abstract record OfAttempt(int Round, int Attempt) : JobEvent;

    /// <summary>An event of one site in one attempt.</summary>
    /// <param name="Round">Round number.</param>
    /// <param name="Attempt">Attempt number.</param>
    /// <param name="Site">The site.</param>
    public abstract record OfSite(int Round, int Attempt, SiteId Site) : OfAttempt(Round, Attempt);

    /// <summary>These sites could take part now.</summary>
    /// <param name="Sites">Sites that asked for work lately and offer the job's data set.</param>
    /// <param name="Seed">Random bits for the selection of a cohort.</param>
    public sealed record SitesAvailable(ImmutableSortedSet<SiteId> Sites, ulong Seed) : JobEvent;

    /// <summary>A site accepted its offer.</summary>
    public sealed record OfferAccepted(int Round, int Attempt, SiteId Site) : OfSite(Round, Attempt, Site);

    /// <summary>A site's policy refused its offer.</summary>
    public sealed record OfferRefused(int Round, int Attempt, SiteId Site, string Code, string Reason) : OfSite(Round, Attempt, Site);

    /// <summary>A site gave a sign of life.</summary>
    public sealed record ProgressMade(int Round, int Attempt, SiteId Site) : OfSite(Round, Attempt, Site);

    /// <summary>A site's update has arrived whole and was found acceptable.</summary>
    public sealed record UpdateCommitted(
        int Round, int Attempt, SiteId Site, Digest Update, long Bytes, TrainingSummary? Summary, PrivacyStatement? Privacy = null)
        : OfSite(Round, Attempt, Site);

    /// <summary>A site's update has arrived whole and was found unacceptable.</summary>
    public sealed record UpdateUnusable(int Round, int Attempt, SiteId Site, string Code, string Reason) : OfSite(Round, Attempt, Site);

    /// <summary>A site could not finish.</summary>
    public sealed record SiteFailed(int Round, int Attempt, SiteId Site, string Code, string Reason) : OfSite(Round, Attempt, Site);

    /// <summary>A site is no member any more.</summary>
    public sealed record SiteRevoked(SiteId Site) : JobEvent;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : JobEvent;

    /// <summary>The attempt's updates have become a model, which is stored.</summary>
    /// <param name="Round">Round number.</param>
    /// <param name="Attempt">Attempt number.</param>
    /// <param name="Model">The model.</param>
    /// <param name="OptimizerState">What the server optimizer and the rule remember; null if nothing.</param>
    /// <param name="Merge">What a robust rule made of the inputs; null with the weighted mean.</param>
    public sealed record ModelPublished(int Round, int Attempt, Digest Model, Digest? OptimizerState, MergeReport? Merge = null)
        : OfAttempt(Round, Attempt);

    /// <summary>The attempt's updates could not be aggregated.</summary>
    public sealed record AggregationFailed(int Round, int Attempt, string Reason) : OfAttempt(Round, Attempt);

    /// <summary>A site evaluated the model that came with a plan.</summary>
    public sealed record EvaluationReported(int Round, int Attempt, SiteId Site, Digest Model, long Examples, long Correct, double LossSum)
        : OfSite(Round, Attempt, Site);

    /// <summary>A share holder's answer is there whole.</summary>
    public sealed record UnmaskAnswered(int Round, int Attempt, SiteId Site) : OfSite(Round, Attempt, Site);

    /// <summary>A share holder will not answer.</summary>
    public sealed record UnmaskRefused(int Round, int Attempt, SiteId Site, string Code, string Reason) : OfSite(Round, Attempt, Site);

    /// <summary>The buckets were opened, as far as that went; the means of those that were are stored.</summary>
    /// <param name="Round">Round number.</param>
    /// <param name="Attempt">Attempt number.</param>
    /// <param name="Answers">Number of holders whose answers were there.</param>
    /// <param name="Buckets">What came of each.</param>
    public sealed record BucketsOpened(int Round, int Attempt, int Answers, ImmutableArray<BucketResult> Buckets) : OfAttempt(Round, Attempt);

    /// <summary>The operator overruled what the job makes of a site.</summary>
    /// <param name="Site">The site.</param>
    /// <param name="Judgement">What the operator says.</param>
    /// <param name="Note">Why.</param>
    public sealed record SiteJudged(SiteId Site, Judgement Judgement, string Note) : JobEvent;

    /// <summary>The operator cancelled the job.</summary>
    public sealed record JobCancelled : JobEvent;
}
