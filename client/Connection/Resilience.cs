using FederatedSecure.Client.Work;
using FederatedSecure.Hosting.Errors;
using Grpc.Core;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace FederatedSecure.Client.Connection;

/// <summary>
/// The one pipeline around whole operations: retry with exponential pauses and jitter, and a circuit breaker, so that a
/// thousand sites do not fall upon a coordinator that is just getting up.
/// </summary>
internal static class Resilience
{
    public static ResiliencePipeline Create(ClientOptions options, TimeProvider time)
    {
        var transient = new PredicateBuilder()
            .Handle<RpcException>(exception => RemoteError.Of(exception).IsTransient && exception.StatusCode != StatusCode.Cancelled)
            .Handle<HttpRequestException>()
            .Handle<IOException>();
        return new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = transient,
                MaxRetryAttempts = options.Retries,
                Delay = options.RetryDelay,
                MaxDelay = options.LongestRetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = transient,
                FailureRatio = 1,
                MinimumThroughput = 10,
                SamplingDuration = TimeSpan.FromMinutes(1),
                BreakDuration = options.BreakDuration,
            })
            .Build();
    }
}
