using System.Collections.Immutable;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Targets;

/// <summary>
/// A model in a TorchScript file, as a black box that shows scores: what its forward method gives, [n, classes], is taken for logits.
/// </summary>
/// <remarks>
/// <b>A TorchScript file is a program.</b> Loading and asking it runs what its author wrote, with the rights of this process: TorchScript
/// can read and write files through the operators that it knows, and runs without end if it likes. So whoever opens one says that the
/// author is trusted; a file from a stranger belongs into a machine of its own, or should be converted to ONNX by its owner.
/// </remarks>
internal sealed class TorchScriptTarget : ITarget
{
    private readonly string _path;
    private readonly jit.ScriptModule<Tensor, Tensor> _module;
    private long _queries;

    /// <param name="path">The file.</param>
    /// <param name="inputShape">Shape of one record, as the data have it.</param>
    /// <param name="isAuthorTrusted">Must be true: that the file's program may run here.</param>
    /// <exception cref="FileTargetException">Its author is not trusted, it cannot be read, or gives something else.</exception>
    public TorchScriptTarget(string path, ImmutableArray<int> inputShape, bool isAuthorTrusted)
    {
        if (!isAuthorTrusted)
        {
            throw new FileTargetException(path, "a TorchScript file is a program that would run here with all your rights: say that you trust its author, or convert it to ONNX.");
        }

        (_path, InputShape) = (path, inputShape);
        if (!File.Exists(path))
        {
            throw new FileTargetException(path, "there is no such file.");
        }

        try
        {
            _module = jit.load<Tensor, Tensor>(path, TorchSharp.DeviceType.CPU);
            _module.eval();
            Classes = CountClasses();
        }
        catch (ExternalException exception)
        {
            _module?.Dispose();
            throw new FileTargetException(path, $"this is no TorchScript model that libtorch takes for records of shape [{string.Join(", ", inputShape)}]: {exception.Message.Split('\n', 2)[0]}", exception);
        }
    }

    /// <inheritdoc/>
    public ImmutableArray<int> InputShape { get; }

    /// <inheritdoc/>
    public int Classes { get; }

    /// <inheritdoc/>
    public TargetAccess Access => TargetAccess.Scores;

    /// <inheritdoc/>
    public TargetCalls Calls => new(_queries, 0);

    /// <inheritdoc/>
    public Tensor Logits(Tensor inputs)
    {
        _queries += inputs.shape[0];
        using var quiet = no_grad();
        using var asked = inputs.detach();
        using var logits = _module.call(asked);
        return logits.shape is [var rows, var classes] && rows == inputs.shape[0] && classes == Classes
            ? logits.detach()
            : throw new FileTargetException(_path, $"the model gives the shape [{string.Join(", ", logits.shape)}] for {inputs.shape[0]} records, and gave {Classes} scores before.");
    }

    /// <summary>Nobody can have computed one.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public void CountBackward(long records) => throw new InvalidOperationException("A model file of another system shows no gradients.");

    /// <inheritdoc/>
    public void Dispose() => _module.Dispose();

    private int CountClasses()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var shape = _module.call(zeros([2, .. InputShape.Select(size => (long)size)], ScalarType.Float32)).shape;
        return shape is [2, >= 2 and <= int.MaxValue]
            ? (int)shape[1]
            : throw new FileTargetException(_path, $"the model gives the shape [{string.Join(", ", shape)}] for 2 records; scores of two or more classes are needed.");
    }
}
