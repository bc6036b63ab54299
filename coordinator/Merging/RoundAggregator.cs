using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Aggregation.ServerOptimizers;
using FederatedSecure.Coordinator.Encryption;
using FederatedSecure.Coordinator.Models;
using FederatedSecure.Coordinator.Updates;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Models;
using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Coordinator.Merging;

/// <summary>
/// Merges an attempt's updates into the next model, one tile at a time: what is in memory is a few tiles of a mebibyte, however
/// large the model is and however many sites there are. Deterministic, so that doing it again gives the same file.
/// </summary>
internal sealed class RoundAggregator(ModelStore models, OptimizerStates states, UpdateSpool spool, MeanStore means)
{
    /// <summary>Makes and stores the next model.</summary>
    /// <param name="state">The job.</param>
    /// <param name="effect">The attempt and the updates that are in it.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <returns>The event that tells of it.</returns>
    /// <exception cref="IOException">There is no room; nothing is left behind.</exception>
    public JobEvent Aggregate(JobState state, JobEffect.Aggregate effect, CancellationToken cancellation)
    {
        var layout = ParameterLayout.Of(state.Spec.Model);
        var optimizer = ServerOptimizer.Create(state.Spec.Aggregation.ServerOptimizer);
        using var current = SafetensorsFile.Open(models.Get(state.CurrentModel).Path);
        current.Validate(layout);
        using var before = state.OptimizerState is { } stored ? File.OpenHandle(states.PathOf(state.Id, stored)) : null;
        var memory = new RoundMemory(before, layout.Count);
        var inputs = Inputs(state, effect);
        try
        {
            Merge merge = state.Spec.Aggregation.IsRobust
                ? new RobustMerge(state.Spec, layout.Count, inputs, memory, optimizer.StateVectors, cancellation)
                : new WeightedMerge(inputs);
            var walk = new TileWalk(layout, optimizer, merge, current, memory);
            var vectors = optimizer.StateVectors + merge.MemoryVectors;
            Digest? remembered = null;
            var model = models.Store(layout.ByteLength, output =>
            {
                output.Write(Safetensors.Header(layout, Metadata(state, effect)));
                if (vectors == 0)
                {
                    walk.Run(output, after: null, cancellation);
                }
                else
                {
                    remembered = states.Store(
                        state.Id, vectors * layout.ByteLength, after => walk.Run(output, new RoundMemory(after.SafeFileHandle, layout.Count), cancellation));
                }
            });
            return new JobEvent.ModelPublished(effect.Plan.Round, effect.Plan.Attempt, model, remembered, merge.Report);
        }
        catch (NotFiniteNumberException)
        {
            return new JobEvent.AggregationFailed(
                effect.Plan.Round, effect.Plan.Attempt, "the new model would contain values that are not finite; a smaller learning rate may help");
        }
        finally
        {
            foreach (var input in inputs)
            {
                input.Dispose();
            }
        }
    }

    private ImmutableArray<MergeInput> Inputs(JobState state, JobEffect.Aggregate effect) =>
    [
        .. effect.Updates.Select(update => new MergeInput([update.Site], update.Weight, spool.OpenContent(effect.Plan, update.Site))),
        .. effect.Buckets.Select(bucket => new MergeInput(
            state.Current!.Buckets[bucket.Bucket].Members, bucket.Weight, means.Open(effect.Plan, bucket.Bucket))),
    ];

    private static Dictionary<string, string> Metadata(JobState state, JobEffect.Aggregate effect) => new()
    {
        ["format"] = "pt",
        ["federated.job"] = state.Id.Value,
        ["federated.round"] = effect.Plan.Round.ToString(CultureInfo.InvariantCulture),
    };
}
