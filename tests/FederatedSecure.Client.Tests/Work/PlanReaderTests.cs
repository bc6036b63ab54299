using CsCheck;
using FederatedSecure.Client.Privacy;
using FederatedSecure.Client.Tests.Support;
using FederatedSecure.Client.Work;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Learning.Private;
using FederatedSecure.Protos.V1;
using Google.Protobuf;

namespace FederatedSecure.Client.Tests.Work;

/// <summary>Offers of a coordinator that means no good.</summary>
public sealed class PlanReaderTests
{
    [Fact]
    public void Read_HonestOffer_IsUnderstood()
    {
        var plan = SomePlan.Good;

        Assert.Equal(("test", "digits", 2, 32, WorkKind.Train), (plan.JobName, plan.DataSet, plan.LocalEpochs, plan.BatchSize, plan.Kind));
        Assert.Equal(15, plan.Model.ParameterCount);
        Assert.Equal(TimeSpan.FromSeconds(10), plan.Lease);
    }

    public static TheoryData<string, Action<Plan>> Lies => new()
    {
        { "plan.protection", plan => plan.Protection = Protection.Unspecified },
        { "plan.protection", plan => plan.Protection = (Protection)99 },
        { "plan.task", plan => plan.Task = TaskKind.Unspecified },
        { "plan.task", plan => plan.Task = (TaskKind)99 },
        { "plan.cohort", plan => plan.Cohort.Remove(SomePlan.Site) },
        { "plan.cohort", plan => plan.Cohort.Add(SomePlan.Site) },
        { "plan.malformed", plan => plan.JobName = "" },
        { "plan.malformed", plan => plan.JobName = "a\nb" },
        { "plan.malformed", plan => plan.JobName = new string('a', 101) },
        { "plan.malformed", plan => plan.JobId = "../../etc" },
        { "plan.malformed", plan => plan.Training = null },
        { "plan.lease", plan => plan.LeaseMilliseconds = 0 },
        { "plan.training", plan => plan.Training.LocalEpochs = 0 },
        { "plan.training", plan => plan.Training.LocalEpochs = uint.MaxValue },
        { "plan.training", plan => plan.Training.BatchSize = 0 },
        { "plan.training", plan => plan.Training.LearningRate = 0 },
        { "plan.training", plan => plan.Training.LearningRate = -1 },
        { "plan.training", plan => plan.Training.LearningRate = double.NaN },
        { "plan.training", plan => plan.Training.LearningRate = double.PositiveInfinity },
        { "plan.training", plan => plan.Training.Momentum = 1 },
        { "plan.training", plan => plan.Training.WeightDecay = -0.1 },
        { "plan.training", plan => plan.Training.Proximal = double.NegativeInfinity },
        { "plan.training", plan => plan.Training.ValidationFraction = 1 },
        { "plan.privacy", plan => plan.Privacy = new Protos.V1.Privacy() },
        { "plan.privacy", plan => plan.Privacy = Private(privacy => privacy.Epsilon = -1) },
        { "plan.privacy", plan => plan.Privacy = Private(privacy => privacy.Epsilon = double.NaN) },
        { "plan.privacy", plan => plan.Privacy = Private(privacy => privacy.Epsilon = double.PositiveInfinity) },
        { "plan.privacy", plan => plan.Privacy = Private(privacy => privacy.NoiseMultiplier = 1) },
        { "plan.privacy", plan => plan.Privacy = Private(privacy => (privacy.Epsilon, privacy.NoiseMultiplier) = (0, double.NaN)) },
        { "plan.privacy", plan => plan.Privacy = Private(privacy => privacy.Delta = 0) },
        { "plan.privacy", plan => plan.Privacy = Private(privacy => privacy.Delta = 1) },
        { "plan.privacy", plan => plan.Privacy = Private(privacy => privacy.ClipNorm = 0) },
        { "plan.privacy", plan => plan.Privacy = Private(privacy => privacy.ClipNorm = double.NaN) },
        { "plan.privacy", plan => plan.Privacy = Private(privacy => privacy.Clipping = Clipping.Unspecified) },
        { "plan.privacy", plan => plan.Privacy = Private(privacy => privacy.Clipping = (Clipping)99) },
        { "plan.privacy", plan => plan.Privacy = Private(privacy => (privacy.Clipping, privacy.TargetQuantile) = (Clipping.Adaptive, 1)) },
        { "plan.privacy", plan => plan.Privacy = Private(privacy => privacy.BudgetedRounds = 0) },
        { "plan.model", plan => plan.ModelSpec = ByteString.Empty },
        { "plan.model", plan => plan.ModelSpec = SomePlan.Text("{}") },
        { "plan.model", plan => plan.ModelSpec = SomePlan.Text("""{ "input": [2000000000], "layers": [ { "type": "linear", "out": 2000000000 }, { "type": "softmax-head", "classes": 2000000000 } ] }""") },
        { "plan.model", plan => plan.ModelSpec = SomePlan.Text("""{ "input": [4], "layers": [ { "type": "python", "code": "import os" } ] }""") },
        { "plan.manifest", plan => plan.Model = null },
        { "plan.manifest", plan => plan.Model.Length = 60 },
        { "plan.manifest", plan => plan.Model.Length = ulong.MaxValue },
        { "plan.manifest", plan => plan.Model.ChunkSize = 1 },
        { "plan.manifest", plan => plan.Model.Chunks.Clear() },
        { "plan.manifest", plan => plan.Model.Chunks[0] = ByteString.CopyFrom(1) },
        { "plan.manifest", plan => plan.Model.Digest = ByteString.CopyFrom(1) },
    };

    private static Protos.V1.Privacy Private(Action<Protos.V1.Privacy> change)
    {
        var privacy = new Protos.V1.Privacy { Epsilon = 8, Delta = 1e-5, ClipNorm = 1, Clipping = Clipping.Flat, BudgetedRounds = 10 };
        change(privacy);
        return privacy;
    }

    [Fact]
    public void Read_PrivatePlan_IsUnderstood()
    {
        var plan = Read(SomePlan.Offer(plan => plan.Privacy = Private(_ => { })));

        Assert.Equal(new PrivacyTerms(8, 1e-5, null, 1, ClippingKind.Flat, 0, 10), plan.Privacy);
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public void Read_LieInThePlan_IsRefusedWithItsCode(string code, Action<Plan> lie) =>
        Assert.Equal(code, Assert.Throws<PlanException>(() => Read(SomePlan.Offer(lie))).Code);

    [Fact]
    public void Read_AnotherPlanThanTheDigests_IsRefused()
    {
        var offer = SomePlan.Offer();
        offer.Plan = SomePlan.Offer(plan => plan.Training.LearningRate = 0.2).Plan;
        Assert.Equal("plan.digest", Assert.Throws<PlanException>(() => Read(offer)).Code);
    }

    [Fact]
    public void Read_PlanOfAnotherRoundThanTheReference_IsRefused()
    {
        var offer = SomePlan.Offer();
        offer.Ref.Round++;
        Assert.Equal("plan.reference", Assert.Throws<PlanException>(() => Read(offer)).Code);
    }

    [Fact]
    public void Read_NoPlanOrOneWithoutEnd_IsRefused()
    {
        Assert.Equal("plan.malformed", Assert.Throws<PlanException>(() => Read(new Offer())).Code);
        Assert.Equal("plan.malformed", Assert.Throws<PlanException>(() => Read(SomePlan.Offer(ByteString.Empty))).Code);
        Assert.Equal("plan.malformed", Assert.Throws<PlanException>(() => Read(SomePlan.Offer(ByteString.CopyFrom(new byte[5 << 20])))).Code);
    }

    [Fact]
    public void Read_AnyBytes_NeverThrowsAnythingElse() => Gen.Byte.Array[1, 300].Sample(
        bytes => { Assert.Throws<PlanException>(() => Read(SomePlan.Offer(ByteString.CopyFrom(bytes)))); }, iter: 2_000);

    [Fact]
    public void Read_AnyFlippedByteUnderItsOwnDigest_IsAPlanOrAPlanException()
    {
        var good = SomePlan.Offer().Plan.ToByteArray();
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Sample(
            (place, value) =>
            {
                var bytes = (byte[])good.Clone();
                bytes[place] = value;
                try
                {
                    Assert.Equal(Digest.Of(bytes), Read(SomePlan.Offer(ByteString.CopyFrom(bytes))).Digest);
                }
                catch (PlanException exception)
                {
                    Assert.NotEmpty(exception.Code);
                }
            },
            iter: 5_000);
    }

    private static WorkPlan Read(Offer offer) => PlanReader.Read(offer, SomePlan.Site, SomePlan.Limits, SomePlan.Roster);
}
