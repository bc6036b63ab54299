using System.Collections.Immutable;
using FederatedSecure.Learning.Training;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Targets;

/// <summary>
/// A model in an ONNX file, as a black box that shows scores: its first output, [n, classes], is taken for logits. An output of
/// probabilities serves as well for every attack that only compares classes; differences of scores are then smaller than those of logits.
/// </summary>
/// <remarks>
/// An ONNX file is a graph of known operators and no program: no library of custom operators is loaded. It is read into memory first,
/// and a graph in memory cannot refer to other files. Still, its operators run in native code on whatever the file says: take files from
/// those whom you would take a picture or a font from.
/// </remarks>
internal sealed class OnnxTarget : ITarget
{
    private const long LargestFile = 1L << 31;
    private readonly string _path;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string _input;
    private readonly string _output;
    private readonly int _batch;
    private long _queries;

    /// <param name="path">The file.</param>
    /// <param name="inputShape">Shape of one record, as the data have it.</param>
    /// <param name="threads">Threads for one operation.</param>
    /// <exception cref="FileTargetException">It cannot be read, or takes or gives something else.</exception>
    public OnnxTarget(string path, ImmutableArray<int> inputShape, int threads = 1)
    {
        (_path, InputShape) = (path, inputShape);
        _session = Load(path, threads);
        try
        {
            (_input, _batch) = CheckInput();
            _output = _session.OutputMetadata.Keys.FirstOrDefault() ?? throw new FileTargetException(path, "the model has no output.");
            Classes = CountClasses();
        }
        catch
        {
            Dispose();
            throw;
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
        var count = (int)inputs.shape[0];
        _queries += count;
        var values = new float[inputs.numel()];
        using (NewDisposeScope())
        using (no_grad())
        {
            TorchData.Download(inputs.detach().to(ScalarType.Float32).contiguous().flatten(), values);
        }

        return TorchData.Upload(Run(values, count), [count, Classes], CPU);
    }

    /// <summary>Nobody can have computed one.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public void CountBackward(long records) => throw new InvalidOperationException("A model file of another system shows no gradients.");

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    private static InferenceSession Load(string path, int threads)
    {
        try
        {
            if (new FileInfo(path).Length > LargestFile)
            {
                throw new FileTargetException(path, "models of more than 2 GiB are not taken.");
            }

            using var options = new SessionOptions
            {
                IntraOpNumThreads = threads,
                InterOpNumThreads = 1,
                ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            };
            return new InferenceSession(File.ReadAllBytes(path), options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new FileTargetException(path, $"this is no ONNX model that the runtime takes: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileTargetException(path, $"the file cannot be read: {exception.Message}", exception);
        }
    }

    private (string Name, int Batch) CheckInput()
    {
        if (_session.InputMetadata.Count != 1)
        {
            throw new FileTargetException(_path, $"a model with one input is needed; this one has {_session.InputMetadata.Count}.");
        }

        var (name, input) = _session.InputMetadata.First();
        if (input.ElementType != typeof(float))
        {
            throw new FileTargetException(_path, $"the input \"{name}\" takes {input.ElementType.Name} and not 32-bit floats: export the model again.");
        }

        // A free dimension is −1. The first one is the batch.
        var dimensions = input.Dimensions;
        var fits = dimensions.Length == InputShape.Length + 1 && dimensions.Skip(1).Zip(InputShape).All(pair => pair.First <= 0 || pair.First == pair.Second);
        return fits
            ? (name, dimensions[0] > 0 ? dimensions[0] : 0)
            : throw new FileTargetException(_path, $"the input \"{name}\" has the shape [{string.Join(", ", dimensions)}]; the data need [batch, {string.Join(", ", InputShape)}].");
    }

    private int CountClasses()
    {
        var count = Math.Max(1, _batch);
        using var output = RunOnce(new float[count * InputShape.Aggregate(1, (product, size) => product * size)], count);
        var shape = output[0].GetTensorTypeAndShape().Shape;
        return shape is [var rows, var classes] && rows == count && classes >= 2
            ? (int)classes
            : throw new FileTargetException(_path, $"the output \"{_output}\" has the shape [{string.Join(", ", shape)}] for {count} records; scores of two or more classes are needed.");
    }

    private float[] Run(float[] values, int count)
    {
        var length = values.Length / Math.Max(1, count);
        var logits = new float[count * Classes];
        var size = _batch == 0 ? count : _batch;
        for (var first = 0; first < count; first += size)
        {
            var taken = Math.Min(size, count - first);
            // A model for batches of one size gets its last one filled up with zeros.
            var part = new float[size * length];
            values.AsSpan(first * length, taken * length).CopyTo(part);
            using var output = RunOnce(part, size);
            output[0].GetTensorDataAsSpan<float>()[..(taken * Classes)].CopyTo(logits.AsSpan(first * Classes));
        }

        return logits;
    }

    private IDisposableReadOnlyCollection<OrtValue> RunOnce(float[] values, int count)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(values, [count, .. InputShape.Select(size => (long)size)]);
        try
        {
            return _session.Run(_run, [_input], [input], [_output]);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new FileTargetException(_path, $"the model fails on records of this shape: {exception.Message}", exception);
        }
    }
}
