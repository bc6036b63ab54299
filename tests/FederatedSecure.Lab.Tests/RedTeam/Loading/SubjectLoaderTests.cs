using FederatedSecure.Cryptography.Content;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Lab.RedTeam;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Subjects;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Loading;

public sealed class SubjectLoaderTests : IDisposable
{
    private readonly SubjectFolder _folder = new();

    private SubjectFiles Files => new(_folder.Model, _folder.Data);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_WeightsAndTable_AreFoundWithAllThatBelongsToThem()
    {
        var loaded = SubjectLoader.Load(Files, new PrivacyClaim(1, 1e-5));

        Assert.Equal(Digest.Of(File.ReadAllBytes(_folder.Model)), loaded.ModelDigest);
        Assert.Equal(60, loaded.Subject.Test.Count);
        Assert.Equal(4, loaded.Subject.Spec!.ParameterCount - 2);
        Assert.Equal(new PrivacyClaim(1, 1e-5), loaded.Subject.Claim);
        Assert.NotNull(loaded.Subject.Constraints);
        Assert.Contains(loaded.Notes, note => note.Contains("model.json", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_JobFile_IsTakenForItsModel()
    {
        File.WriteAllText(_folder["job.json"], $$"""{ /* a job */ "name": "x", "model": {{File.ReadAllText(_folder["model.json"])}}, }""");

        Assert.Equal(2, SubjectLoader.Load(Files with { Spec = _folder["job.json"] }, null).Subject.Spec!.Classes);
    }

    [Fact]
    public void DataDigest_OneValueOrLabelChanged_IsAnother()
    {
        var data = SmallSubject.Records(40);
        var (features, labels) = ((float[])data.Features.Clone(), (int[])data.Labels.Clone());
        features[^1] += 1e-6f;
        labels[^1] = 0;

        Assert.Equal(DataDigest.Of(data), DataDigest.Of(SmallSubject.Records(40)));
        Assert.Equal(3, new[] { DataDigest.Of(data), DataDigest.Of(data with { Features = features }), DataDigest.Of(data with { Labels = labels }) }.Distinct().Count());
    }

    [Fact]
    public void Load_FolderOfDigits_TakesTestAndTrainingApart()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Data", "mnist");

        Assert.Contains("t10k-images", DataLocator.Find(folder, null, null, "t10k").Path, StringComparison.Ordinal);
        Assert.Contains("train-labels", DataLocator.Find(folder, null, null, "train").Labels, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ModelOfOtherRecords_IsRefused()
    {
        File.WriteAllBytes(_folder["model.json"], Networks.Linear([[1, 2, 3], [4, 5, 6]], [0, 0]).Spec.ToJson());

        // The weights are looked at after the data: what does not fit there is said first.
        Refused(Files, "[3]");
    }

    [Fact]
    public void Load_ModelOfOtherClasses_IsRefused()
    {
        File.WriteAllBytes(_folder["model.json"], Networks.Linear([[1, 2], [3, 4], [5, 6]], [0, 0, 0]).Spec.ToJson());

        Refused(Files, "3 classes");
    }

    [Fact]
    public void Load_WeightsNotFinite_AreRefused()
    {
        using var folder = new SubjectFolder([[float.NaN, 0], [0, 0]]);

        Refused(new SubjectFiles(folder.Model, folder.Data), "not finite");
    }

    [Fact]
    public void Load_TrainingOfAnotherKind_IsRefused() => Refused(
        Files with { Training = Path.Combine(AppContext.BaseDirectory, "Data", "mnist") }, "[1, 28, 28]");

    [Fact]
    public void Load_NothingThere_IsRefused()
    {
        Refused(Files with { Model = _folder["none.safetensors"] }, "no file");
        Refused(Files with { Data = _folder["none.csv"] }, "no file or folder");
        Refused(Files with { Schema = _folder["none.json"] }, "schema");
        Refused(Files with { Spec = _folder["none.json"] }, "no file");
        File.WriteAllText(_folder["broken.json"], "{\n\n\"input\": }");
        Refused(Files with { Spec = _folder["broken.json"] }, "line 3");
        File.WriteAllText(_folder.Data, "a,b,class\n1,x,first\n");
        Refused(Files, "test.csv(2)");
        File.WriteAllText(_folder.Model, "no weights at all");
        Refused(Files with { Data = Path.Combine(AppContext.BaseDirectory, "Data", "mnist") }, "safetensors");
    }

    [Fact]
    public void Constraints_Table_FollowFromItsRecords()
    {
        var raw = SmallSubject.Records(4) with { Features = [1, 0.5f, 3, 0, 5, 1, 7, 2], FeatureNames = ["count", "size"] };
        // As standardization would do it: (x − 4) / 2.
        var prepared = raw with { Features = [-1.5f, 0.5f, -0.5f, 0, 0.5f, 1, 1.5f, 2] };

        var constraints = TabularConstraints.Of(raw, prepared);

        Assert.Equal([-1.5f, 0], constraints.Lower);
        Assert.Equal([1.5f, 2], constraints.Upper);
        // Whole numbers are half a unit apart now; the other feature is continuous.
        Assert.Equal([0.5f, 0], constraints.Steps);
    }

    [Fact]
    public void Constraints_Category_IsAGroupOnlyWhereExactlyOneIsSet()
    {
        var oneHot = SmallSubject.Records(4) with { Features = [1, 0, 0, 1, 1, 0, 0, 1], FeatureNames = ["colour=red", "colour=blue"] };

        Assert.Equal([0, 1], Assert.Single(TabularConstraints.Of(oneHot, oneHot).Groups));
        Assert.Empty(TabularConstraints.Of(oneHot with { Features = [1, 1, 0, 1, 1, 0, 0, 1] }, oneHot).Groups);
    }

    private static void Refused(SubjectFiles files, string words)
    {
        var refusal = Assert.Throws<CommandException>(() => SubjectLoader.Load(files, null));
        Assert.Equal(RedTeamExit.BadInput, refusal.ExitCode);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }
}
