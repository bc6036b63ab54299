namespace FederatedSecure.Lab.RedTeam.Subjects;

/// <summary>The files that say what is attacked.</summary>
/// <param name="Model">Weights in safetensors, or a TorchScript (.pt) or ONNX file.</param>
/// <param name="Data">Test records that the model has not seen.</param>
internal sealed record SubjectFiles(string Model, string Data)
{
    /// <summary>The model's specification: a model file, or a job file that has one. Null to look beside the weights.</summary>
    public string? Spec { get; init; }

    /// <summary>Labels of IDX test records; null to look for the file of the same name with "labels-idx1".</summary>
    public string? Labels { get; init; }

    /// <summary>Schema of CSV files; null to look for NAME.schema.json beside the test records.</summary>
    public string? Schema { get; init; }

    /// <summary>Records that the model was trained on; null where nobody has them.</summary>
    public string? Training { get; init; }

    /// <summary>Labels of IDX training records; null to look for them as above.</summary>
    public string? TrainingLabels { get; init; }

    /// <summary>Features of tables, by name, that an attacker cannot change; a column's name stands for all its features.</summary>
    public IReadOnlyList<string> Immutable { get; init; } = [];

    /// <summary>Backdoors that somebody knows or suspects; null for none.</summary>
    public string? Backdoors { get; init; }

    /// <summary>Whether a TorchScript file may be loaded although it holds code.</summary>
    public bool TrustsTorchScript { get; init; }
}
