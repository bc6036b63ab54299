using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Encryption;
using FederatedSecure.Client.Policy;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Learning.Training;
using FederatedSecure.Numerics;
using FederatedSecure.Protos.V1;
using Grpc.Core;

namespace FederatedSecure.Client.Work;

internal sealed partial class PlanWorker
{
    /// <summary>Helps, as a share holder, to open the sums of a round.</summary>
    public async Task UnmaskAsync(WorkPlan plan, CancellationToken cancellation)
    {
        Activity = $"opening {plan}";
        await using var heartbeat = new Heartbeat(_connection, plan, _time, cancellation);
        heartbeat.Enter(Phase.Unmasking);
        try
        {
            var partition = await _unmasker.RunAsync(plan, PolicyFile.Read(_directory.PolicyFile), heartbeat.Token);
            Note(plan, "opened");
            Opened(_logger, plan, partition.Headers.Count, partition.Buckets.Length);
            if (_openings.MembershipsOf(plan.Ref.JobId).Exposes(_identity.Site))
            {
                MembershipsExpose(_logger, plan);
            }
        }
        catch (UnmaskException exception)
        {
            NotOpened(_logger, plan, exception.Code, exception.Message);
            await RefuseUnmaskAsync(plan.Ref, exception.Code, exception.Message, cancellation);
            Note(plan, "not-opened", $"{exception.Code}: {exception.Message}");
        }
        catch (OperationCanceledException) when (heartbeat.IsOver)
        {
            NotNeeded(_logger, plan, "others had opened it before");
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.FailedPrecondition or StatusCode.NotFound)
        {
            NotNeeded(_logger, plan, exception.Status.Detail);
        }
        finally
        {
            Activity = "idle";
        }
    }

    /// <summary>Tells the coordinator that this site does not help to open a round, and why.</summary>
    public async Task RefuseUnmaskAsync(PlanRef reference, string code, string reason, CancellationToken cancellation)
    {
        try
        {
            await _connection.RunAsync(
                async token => await _connection.Unmasking.RefuseUnmaskAsync(
                    new RefuseUnmaskRequest { Ref = reference, Code = code, Reason = reason }, _connection.Call(token)),
                cancellation);
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.FailedPrecondition or StatusCode.NotFound or StatusCode.PermissionDenied)
        {
            // Nobody is asking any more.
            RefusalUnheard(_logger, reference.JobId, reference.Round, exception.Status.Detail);
        }
    }

    /// <summary>Encrypts an update for the plan, once, and stores it before anything of it leaves.</summary>
    private StoredSummary Protect(WorkPlan plan, StoredSummary summary, float[] update, EvaluationResult? evaluation)
    {
        if (_journal.HasStored(plan))
        {
            // One plan, one secret, one ciphertext: bytes of the first one may have left.
            throw new PlanException("update.lost", "the stored update of this plan is gone, and it is never encrypted a second time");
        }

        var secure = plan.Secure!;
        // Where noise hides the site as a whole, its number of records and its loss would show through.
        var examples = secure.Noise is null ? summary.Examples : 0;
        var figures = new SiteFigures(
            Math.Clamp(summary.Examples, 1, secure.Terms.MaximumWeight),
            examples,
            summary.Loss * examples,
            evaluation?.Examples ?? 0,
            evaluation?.Correct ?? 0,
            evaluation?.LossSum ?? 0);
        using var key = SiteKey.FromPem(File.ReadAllText(_directory.KeyFile));
        return _updates.Store(
            plan,
            summary,
            output => Protector.Protect(secure, _identity.Site, update, figures, key.Key, SecureRandomSource.Instance, output));
    }

    /// <summary>The roster must show this site with its own keys: with others in their place, its shares would go to somebody else.</summary>
    private string? ProblemOfOwnKeys(SecurePlan secure)
    {
        using var certificate = ClientIdentity.LoadCertificate(_directory);
        using var key = ShareKey.LoadOrCreate(_directory);
        var self = secure.Find(_identity.Site);
        return self is null || self.Fingerprint != Digest.Of(certificate.PublicKey.ExportSubjectPublicKeyInfo()) ? "the plan's roster shows this site with another certificate"
            : !self.EnvelopeKey.Equals(key.PublicKey) ? "the plan's roster shows this site with another key for shares"
            : null;
    }
}
