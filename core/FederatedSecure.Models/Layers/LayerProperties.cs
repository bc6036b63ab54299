using System.Text.Json;

namespace FederatedSecure.Models;

/// <summary>
/// The properties of one layer in JSON. A layer asks for each of its properties by name and thereby makes it known;
/// what is left in the end is reported as unknown.
/// </summary>
internal sealed class LayerProperties
{
    private readonly string _path;
    private readonly string _type;
    private readonly ProblemList _problems;
    private readonly Dictionary<string, JsonElement> _values;
    private readonly List<string> _known = [];
    private readonly List<string> _missing = [];

    public LayerProperties(string path, string type, Dictionary<string, JsonElement> values, ProblemList problems)
    {
        (_path, _type, _values, _problems) = (path, type, values, problems);
    }

    /// <summary>A whole number that must be there; 0 where it is not.</summary>
    public int Whole(string name)
    {
        if (!_values.ContainsKey(name))
        {
            _missing.Add(name);
        }

        return Whole(name, 0);
    }

    /// <summary>A whole number that has a default.</summary>
    public int Whole(string name, int fallback)
    {
        if (!Take(name, out var value))
        {
            return fallback;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number))
        {
            return number;
        }

        Fail(name, $"{name} of {_type} is {Shown(value)}.", "It must be a whole number below 2,147,483,648, written without a point.");
        return fallback;
    }

    public double Number(string name, double fallback)
    {
        if (!Take(name, out var value))
        {
            return fallback;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number))
        {
            return number;
        }

        Fail(name, $"{name} of {_type} is {Shown(value)}.", "It must be a number.");
        return fallback;
    }

    public bool Flag(string name, bool fallback)
    {
        if (!Take(name, out var value))
        {
            return fallback;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Fail(name, $"{name} of {_type} is {Shown(value)}.", "It must be true or false.");
        return fallback;
    }

    public string Choice(string name, string[] choices, string fallback)
    {
        if (!Take(name, out var value))
        {
            return fallback;
        }

        if (value.ValueKind == JsonValueKind.String && choices.Contains(value.GetString()))
        {
            return value.GetString()!;
        }

        Fail(name, $"{name} of {_type} is {Shown(value)}.", $"It must be one of \"{string.Join("\", \"", choices)}\".");
        return fallback;
    }

    /// <summary>Reports the properties that the layer did not ask for, and those it asked for in vain. A misspelling is
    /// reported once, as what it is.</summary>
    public void Finish()
    {
        var free = _known.Where(name => !_values.ContainsKey(name)).ToList();
        foreach (var name in _values.Keys.Where(name => !_known.Contains(name)))
        {
            var alias = Alias(name);
            var meant = alias is not null && free.Contains(alias) ? alias : Suggestion.Closest(name, free);
            var remedy = meant is not null ? $"Did you mean \"{meant}\"?"
                : alias == "" ? "Remove it: input sizes follow from the layers before."
                : _known.Count == 0 ? $"Remove it: {_type} has no properties."
                : $"Remove it; {_type} knows: {string.Join(", ", _known)}.";
            _problems.Add(new ModelSpecProblem(
                $"{_path}.{Text.Segment(name)}", $"{_type} has no property {Text.Quote(name)}.", remedy));
            if (meant is not null)
            {
                free.Remove(meant);
                _missing.Remove(meant);
            }
        }

        foreach (var name in _missing)
        {
            Fail(null, $"{_type} lacks the property \"{name}\".", $"Add \"{name}\", a whole number.");
        }
    }

    /// <summary>The name that PyTorch, Keras or ONNX users know a property by; empty for input sizes, which are inferred.</summary>
    private static string? Alias(string name) => Suggestion.Letters(name) switch
    {
        "outchannels" or "outfeatures" or "units" or "filters" or "channels" or "output" or "outputs" => "out",
        "kernelsize" or "kernelshape" or "poolsize" or "size" => "kernel",
        "strides" => "stride",
        "pad" or "pads" => "padding",
        "numgroups" => "groups",
        "numembeddings" or "inputdim" => "vocabulary",
        "embeddingdim" or "outputdim" or "dim" => "dimension",
        "rate" or "probability" or "ratio" => "p",
        "numclasses" => "classes",
        "usebias" => "bias",
        "in" or "infeatures" or "inchannels" or "inputshape" or "normalizedshape" or "numchannels" or "numfeatures" => "",
        _ => null,
    };

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Null => "null",
        _ => Text.Shorten(value.GetRawText()),
    };

    private bool Take(string name, out JsonElement value)
    {
        _known.Add(name);
        return _values.TryGetValue(name, out value);
    }

    private void Fail(string? property, string problem, string remedy) =>
        _problems.Add(new ModelSpecProblem(property is null ? _path : $"{_path}.{property}", problem, remedy));
}
