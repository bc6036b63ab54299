using Grpc.Core;

namespace FederatedSecure.Coordinator.Errors;

/// <summary>The error catalogue. docs/errors.md lists the same, and a test compares the two.</summary>
public static class Refusals
{
    public static readonly Refusal CertificateMissing = new("certificate.missing", StatusCode.Unauthenticated,
        "Join first: ask the coordinator's operator for an invite and run `client join`.");

    public static readonly Refusal CertificateUnknown = new("certificate.unknown-authority", StatusCode.Unauthenticated,
        "Use the certificate that this coordinator issued; if it is lost, ask for a new invite.");

    public static readonly Refusal CertificateExpired = new("certificate.expired", StatusCode.Unauthenticated,
        "Ask the coordinator's operator for a new invite and run `client join` again.");

    public static readonly Refusal CertificateNotYetValid = new("certificate.not-yet-valid", StatusCode.Unauthenticated,
        "Compare the clocks of both machines.");

    public static readonly Refusal CertificateWrongUse = new("certificate.wrong-use", StatusCode.Unauthenticated,
        "Use a certificate for client authentication whose common name is the site's name.");

    public static readonly Refusal CertificateRevoked = new("certificate.revoked", StatusCode.PermissionDenied,
        "The membership has ended. To come back, ask the coordinator's operator for a new invite.");

    public static readonly Refusal AdministrationOnly = new("administration.local-only", StatusCode.PermissionDenied,
        "Run the command on the coordinator's machine, as the user that runs the coordinator.");

    public static readonly Refusal SitesOnly = new("sites.only", StatusCode.PermissionDenied,
        "This call is for sites; administrators use the `coordinator` commands.");

    public static readonly Refusal InviteUnknown = new("invite.unknown", StatusCode.PermissionDenied,
        "Check that the invite is whole and meant for this coordinator, or ask for a new one.");

    public static readonly Refusal InviteUsed = new("invite.used", StatusCode.PermissionDenied,
        "An invite works once. If it was not you who used it, tell the coordinator's operator at once; otherwise ask for a new one.");

    public static readonly Refusal InviteExpired = new("invite.expired", StatusCode.PermissionDenied,
        "Ask the coordinator's operator for a new one.");

    public static readonly Refusal InvitesOff = new("invite.not-here", StatusCode.FailedPrecondition,
        "This coordinator takes certificates of its operator's own authority: use `client join --address … --certificate …`.");

    public static readonly Refusal InviteAddressBad = new("invite.bad-address", StatusCode.InvalidArgument,
        "Give an address of the form https://host:port.");

    public static readonly Refusal InviteOtherRole = new("invite.other-role", StatusCode.FailedPrecondition,
        "A name stays what it was first invited for. Choose another name.");

    public static readonly Refusal RoleSites = new("role.sites-only", StatusCode.PermissionDenied,
        "This call is for members that train. Whoever is to do both needs two names and two invites.");

    public static readonly Refusal RoleEvaluators = new("role.evaluators-only", StatusCode.PermissionDenied,
        "This call is for evaluators: the coordinator's operator invites them with `coordinator invite NAME --role evaluator`.");

    public static readonly Refusal SigningRequestBad = new("enrolment.bad-signing-request", StatusCode.InvalidArgument,
        "Send a PKCS #10 request for an ECDSA key on P-256, signed by that key.");

    public static readonly Refusal EnvelopeKeyBad = new("enrolment.bad-envelope-key", StatusCode.InvalidArgument,
        "Delete envelope.key in the site's directory and start the client again: it makes and signs a new one.");

    public static readonly Refusal SiteNameBad = new("site.bad-name", StatusCode.InvalidArgument,
        "Choose another name, for example hospital-b.");

    public static readonly Refusal SiteUnknown = new("site.unknown", StatusCode.NotFound,
        "`coordinator sites` lists the members.");

    public static readonly Refusal RequestBad = new("request.malformed", StatusCode.InvalidArgument,
        "The caller and the coordinator may be of different versions: update the older one.");

    public static readonly Refusal JobFileBad = new("job.bad-file", StatusCode.InvalidArgument,
        "Correct the places above; docs/job-file.md says what is possible.");

    public static readonly Refusal JobUnknown = new("job.unknown", StatusCode.NotFound,
        "`coordinator job list` lists the jobs.");

    public static readonly Refusal JobEnded = new("job.ended", StatusCode.FailedPrecondition,
        "There is nothing more to do for it.");

    public static readonly Refusal JobNoReputation = new("job.no-reputation", StatusCode.FailedPrecondition,
        "Only jobs with \"reputation\": true in their \"aggregation\" have standings.");

    public static readonly Refusal RoundUnknown = new("round.unknown", StatusCode.NotFound,
        "`coordinator job show ID` lists the rounds.");

    public static readonly Refusal ModelUnknown = new("model.unknown", StatusCode.NotFound,
        "`coordinator job show ID` lists the published rounds.");

    public static readonly Refusal RoundClosed = new("round.closed", StatusCode.FailedPrecondition,
        "Drop this work and poll again: the next offer starts from the newest model.");

    public static readonly Refusal NotInCohort = new("round.not-in-cohort", StatusCode.PermissionDenied,
        "Work only on plans that were offered to this site.");

    public static readonly Refusal AlreadyAnswered = new("round.already-answered", StatusCode.FailedPrecondition,
        "A site answers a plan once. Drop this work and poll again.");

    public static readonly Refusal PlanMismatch = new("plan.digest-mismatch", StatusCode.FailedPrecondition,
        "Drop this work and poll again.");

    public static readonly Refusal ChunkUnknown = new("chunk.unknown", StatusCode.InvalidArgument,
        "Ask only for chunks that the plan or the manifest lists.");

    public static readonly Refusal ChunkDigest = new("chunk.wrong-digest", StatusCode.DataLoss,
        "Send it again: what arrived whole before it is kept.");

    public static readonly Refusal ChunkSize = new("chunk.wrong-size", StatusCode.InvalidArgument,
        "Every chunk has 1,048,576 bytes, the last one the rest.");

    public static readonly Refusal UpdateEncoding = new("update.encoding", StatusCode.InvalidArgument,
        "Send the encoding that the plan's protection asks for.");

    public static readonly Refusal UpdateShape = new("update.wrong-size", StatusCode.InvalidArgument,
        "Train the model of the plan: an update has 4 bytes for each of its parameters.");

    public static readonly Refusal UpdateManifest = new("update.bad-manifest", StatusCode.InvalidArgument,
        "Cut the update into chunks of 1,048,576 bytes and name each by its SHA-256.");

    public static readonly Refusal UpdateOther = new("update.other-offered", StatusCode.FailedPrecondition,
        "A site offers one update for a plan. Go on with the first one, or wait for the next plan.");

    public static readonly Refusal UpdateIncomplete = new("update.incomplete", StatusCode.FailedPrecondition,
        "Offer it again to learn what is missing.");

    public static readonly Refusal UpdateDigest = new("update.wrong-digest", StatusCode.InvalidArgument,
        "The digest of the whole must fit its chunks: make the manifest again from the stored update.");

    public static readonly Refusal UpdateNotFinite = new("update.not-finite", StatusCode.InvalidArgument,
        "Training went astray: a smaller learning rate in the job may help. This site is out of this round.");

    public static readonly Refusal UpdateHeader = new("update.bad-header", StatusCode.InvalidArgument,
        "An encrypted update comes with its site's signed word on plan, bytes and envelopes. This site is out of this round.");

    public static readonly Refusal UpdateCiphertext = new("update.bad-ciphertext", StatusCode.InvalidArgument,
        "Send the stored bytes as they were made; if they are damaged, wait for the next plan. This site is out of this round.");

    public static readonly Refusal UnmaskBad = new("unmask.malformed", StatusCode.InvalidArgument,
        "Answer every bucket of the partition once and in order: with the sum of its members' shares, or with the names of members whose shares are no good.");

    public static readonly Refusal UnmaskPartition = new("unmask.other-partition", StatusCode.FailedPrecondition,
        "The caller found other buckets than the coordinator. The caller and the coordinator may be of different versions: update the older one.");

    public static readonly Refusal UnmaskNotHolder = new("unmask.not-a-holder", StatusCode.PermissionDenied,
        "Only the share holders of the plan are asked.");

    public static readonly Refusal EvaluationPlain = new("evaluation.plain", StatusCode.FailedPrecondition,
        "In an encrypted job these figures travel inside the encrypted vector: update the client.");

    public static readonly Refusal SummaryBad = new("update.bad-summary", StatusCode.InvalidArgument,
        "Examples are at least 1, loss and seconds finite and not negative.");

    public static readonly Refusal EvaluationBad = new("evaluation.bad-figures", StatusCode.InvalidArgument,
        "Correct is between 0 and examples, the sum of losses finite and not negative.");

    public static readonly Refusal EvaluationModel = new("evaluation.other-model", StatusCode.FailedPrecondition,
        "Evaluate the model of the plan.");

    public static readonly Refusal CandidateUnknown = new("candidate.unknown", StatusCode.NotFound,
        "`coordinator release list` lists the candidates.");

    public static readonly Refusal CandidateNotYours = new("candidate.not-yours", StatusCode.PermissionDenied,
        "Only the evaluators that the job's file names may fetch its candidates and report on them.");

    public static readonly Refusal CandidateKnown = new("candidate.known", StatusCode.AlreadyExists,
        "The same weights are judged once: `coordinator release list` shows what came of them. A cure changes them.");

    public static readonly Refusal CandidateBad = new("candidate.bad-weights", StatusCode.InvalidArgument,
        "Submit finite weights of the job's model, as safetensors.");

    public static readonly Refusal CandidateUnapproved = new("candidate.not-approved", StatusCode.InvalidArgument,
        "Name the person who stands for it with --approved-by, and say with --note what it is: nothing becomes a candidate by itself but what a round published.");

    public static readonly Refusal CandidateQuarantined = new("candidate.quarantined", StatusCode.FailedPrecondition,
        "It is out of use already; `coordinator release show` says why.");

    public static readonly Refusal ReportSignature = new("report.bad-signature", StatusCode.PermissionDenied,
        "Sign with the key of the certificate under which the evaluator calls.");

    public static readonly Refusal ReportStale = new("report.stale", StatusCode.FailedPrecondition,
        "A report is good for one candidate: poll again, attack that one and sign for its nonce.");

    public static readonly Refusal ReportOther = new("report.other-question", StatusCode.FailedPrecondition,
        "Attack the candidate's own file with the job's whole profile and the seed of its nonce, and sign for the job's gate.");

    public static readonly Refusal ReportMalformed = new("report.malformed", StatusCode.InvalidArgument,
        "Send the report byte for byte as it was signed; evaluator and coordinator may be of different versions.");

    public static readonly Refusal ReportTooLarge = new("report.too-large", StatusCode.InvalidArgument,
        "A report has 1 to 16,777,216 bytes, as many as its header announces. Pictures belong into the HTML beside it.");

    public static readonly Refusal ReportSecond = new("report.second", StatusCode.FailedPrecondition,
        "An evaluator answers once about a candidate; drop this report and poll again.");

    public static readonly Refusal ReleaseNone = new("release.none", StatusCode.NotFound,
        "Nothing of this job is released. `coordinator release list` shows what its candidates wait for, or why they are quarantined.");

    public static readonly Refusal ReleaseUngated = new("release.no-gate", StatusCode.FailedPrecondition,
        "The job's file has no \"release\" section, so that its models are neither judged nor released.");

    public static readonly Refusal ModelUnreleased = new("model.not-released", StatusCode.FailedPrecondition,
        "Export the release instead, without --round; or say --candidate to have a model that nobody should use yet.");

    public static readonly Refusal StorageFull = new("storage.full", StatusCode.ResourceExhausted,
        "Nothing is lost: the call works again once the coordinator's operator has made room.");

    public static readonly Refusal Stopping = new("coordinator.stopping", StatusCode.Unavailable,
        "Try again in a moment, when it has been started again.");

    /// <summary>All of them, by code.</summary>
    public static IReadOnlyList<Refusal> All { get; } =
    [
        .. typeof(Refusals).GetFields()
            .Where(field => field.FieldType == typeof(Refusal))
            .Select(field => (Refusal)field.GetValue(null)!)
            .OrderBy(refusal => refusal.Code, StringComparer.Ordinal),
    ];
}
