using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Learning.Training;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Targets;

public sealed class FileTargetTests : IDisposable
{
    private static readonly float[][] W = [[1, 2], [3, -4], [0.5f, 0.25f]];
    private static readonly float[] B = [0.5f, -0.5f, 0];
    private readonly string _folder = Directory.CreateTempSubdirectory("file-target-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public void Logits_OnnxLinearLayer_AreTheProductWhateverBatchItTakes(int? batch)
    {
        using var target = new OnnxTarget(Write("m.onnx", OnnxBytes.Linear(W, B, batch)), [2]);
        using var inputs = tensor(new float[] { 1, 1, 2, 0, 0, 4 }, [3, 2]);

        using var logits = target.Logits(inputs);

        Assert.Equal(3, target.Classes);
        Assert.Equal([3, 3], logits.shape);
        Assert.Equal([3.5f, -1.5f, 0.75f, 2.5f, 5.5f, 1f, 8.5f, -16.5f, 1f], logits.data<float>().ToArray());
        Assert.Equal(new TargetCalls(3, 0), target.Calls);
        Assert.Equal(TargetAccess.Scores, target.Access);
    }

    [Fact]
    public void Logits_OnnxBesideLibtorch_BothGiveTheSame()
    {
        // Two native runtimes in one process, each with threads of its own.
        var model = new AffineModel(features: 30, classes: 5, seed: 3);
        using var own = model.Open();
        using var foreign = new OnnxTarget(Write("m.onnx", OnnxBytes.Linear(model.W, [0, 0, 0, 0, 0])), [30]);
        var zero = model.Logits(new float[30]);
        var points = model.Records(100, seed: 4, -1, 1).Values;

        for (var round = 0; round < 20; round++)
        {
            var ours = new PointTarget(own).Logits(points);
            var theirs = new PointTarget(foreign).Logits(points);

            Assert.All(ours.Select((value, i) => value - zero[i % 5] - theirs[i]), difference => Assert.InRange(Math.Abs(difference), 0, 1e-4));
        }
    }

    [Fact]
    public void Open_OnnxForOtherRecords_SaysWhichShapesThereAre()
    {
        var path = Write("m.onnx", OnnxBytes.Linear(W, B));

        var exception = Assert.Throws<FileTargetException>(() => new OnnxTarget(path, [3]));

        Assert.Contains("[batch, 3]", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoOnnxFile_SaysSo()
    {
        Assert.Throws<FileTargetException>(() => new OnnxTarget(Write("m.onnx", "no model"u8.ToArray()), [2]));
        Assert.Throws<FileTargetException>(() => new OnnxTarget(Path.Combine(_folder, "absent.onnx"), [2]));
    }

    [Fact]
    public void Logits_TorchScriptProgram_AreWhatItComputes()
    {
        var path = Write("m.pt", TorchScriptBytes.Module("torch.cat([torch.mul(x, 2), torch.neg(x)], 1)"));
        using var target = TorchRuntime.Run(threads: 1, ComputeDevice.Cpu, _ => new TorchScriptTarget(path, [2], isAuthorTrusted: true));
        using var inputs = tensor(new float[] { 1, -1, 2, 0.5f }, [2, 2]);

        using var logits = target.Logits(inputs);

        Assert.Equal(4, target.Classes);
        Assert.Equal([2f, -2f, -1f, 1f, 4f, 1f, -2f, -0.5f], logits.data<float>().ToArray());
        Assert.Equal(new TargetCalls(2, 0), target.Calls);
    }

    [Fact]
    public void Open_TorchScriptWithoutTrust_IsRefusedBeforeTheFileIsTouched()
    {
        var exception = Assert.Throws<FileTargetException>(() => new TorchScriptTarget(Path.Combine(_folder, "absent.pt"), [2], isAuthorTrusted: false));

        Assert.Contains("is a program", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoTorchScriptFile_SaysSo()
    {
        TorchRuntime.Run(threads: 1, ComputeDevice.Cpu, _ => 0);

        Assert.Throws<FileTargetException>(() => new TorchScriptTarget(Write("m.pt", "no model"u8.ToArray()), [2], isAuthorTrusted: true));
        Assert.Throws<FileTargetException>(() => new TorchScriptTarget(Write("n.pt", TorchScriptBytes.Module("torch.sum(x)")), [2], isAuthorTrusted: true));
    }

    private string Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
