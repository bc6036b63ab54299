using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.Demo;

/// <summary>How well a model does on the test digits.</summary>
/// <param name="Examples">Test digits.</param>
/// <param name="Correct">Those it gets right.</param>
internal sealed record DemoEvaluation(long Examples, long Correct)
{
    /// <summary>No model, nothing right.</summary>
    public static DemoEvaluation None { get; } = new(0, 0);

    public double Accuracy => Examples == 0 ? 0 : Correct / (double)Examples;

    /// <summary>Evaluates a model file, with the code that the clients evaluate with.</summary>
    public static DemoEvaluation Of(ModelSpec spec, string file, CancellationToken cancellation)
    {
        var digits = DataReader.Read(new DataSource("idx", DemoData.TestImages, DemoData.TestLabels), AppContext.BaseDirectory);
        using var model = SafetensorsFile.Open(file);
        var result = Evaluator.Evaluate(spec, model.ReadAll(ParameterLayout.Of(spec)), digits, Environment.ProcessorCount, cancellation);
        return new DemoEvaluation(result.Examples, result.Correct);
    }
}
