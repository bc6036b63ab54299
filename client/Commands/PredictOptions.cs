using System.CommandLine;
using FederatedSecure.Client.Prediction;
using FederatedSecure.Client.Prediction.Log;

namespace FederatedSecure.Client.Commands;

/// <summary>The options that say which model answers, and under what guard.</summary>
internal sealed class PredictOptions
{
    private readonly Option<string> _model = new("--model") { Description = "The model's specification, or the job file that has it.", Required = true, HelpName = "FILE" };
    private readonly Option<string> _weights = new("--weights") { Description = "The released model (safetensors).", Required = true, HelpName = "FILE" };
    private readonly Option<string> _reference = new("--reference") { Description = "Its reference statistics.", Required = true, HelpName = "FILE" };
    private readonly Option<int> _rotation = new("--rotate-mib") { Description = "Size in MiB at which the log goes on in a new file.", DefaultValueFactory = _ => 16 };
    private readonly bool _hasReference;

    public PredictOptions(bool hasReference)
    {
        _hasReference = hasReference;
        _rotation.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is < 1 or > 4096)
            {
                result.AddError("--rotate-mib must be a whole number from 1 to 4096.");
            }
        });
    }

    public void AddTo(Command command)
    {
        command.Add(_model);
        command.Add(_weights);
        if (_hasReference)
        {
            command.Add(_reference);
            command.Add(_rotation);
        }
    }

    public ReleasedModel Model(ParseResult parsed) => ReleasedModel.Read(parsed.GetValue(_model)!, parsed.GetValue(_weights)!);

    /// <summary>The model with guard and log.</summary>
    public Predictor Open(ParseResult parsed, string folder)
    {
        var model = Model(parsed);
        var reference = ReferenceFile.Read(parsed.GetValue(_reference)!, model);
        var log = PredictionLog.Open(folder, (long)parsed.GetValue(_rotation) << 20);
        try
        {
            return new Predictor(model, reference, log, TimeProvider.System);
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }
}
