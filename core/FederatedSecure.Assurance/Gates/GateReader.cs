using System.Collections.Immutable;
using System.Text.Json;
using FederatedSecure.Models;

namespace FederatedSecure.Assurance.Gates;

/// <summary>Reads gate files in one pass over their tokens, so that each problem knows its line.</summary>
internal ref struct GateReader
{
    /// <summary>Longest gate file, in bytes.</summary>
    private const int MaximumLength = 1 << 20;

    private const int MostRules = 10_000;
    private static readonly string[] FileFields = ["$schema", "name", "rules"];

    private static readonly string[] RuleFields =
        ["measurement", "setting", "atLeast", "atMost", "noWorseThanBaselineBy", "required", "proof", "because"];

    private readonly ReadOnlySpan<byte> _text;
    private readonly List<GateProblem> _problems = [];
    private Utf8JsonReader _reader;

    private GateReader(ReadOnlySpan<byte> text)
    {
        _text = text;
        _reader = new Utf8JsonReader(text, new JsonReaderOptions
        {
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            MaxDepth = 8,
        });
    }

    /// <inheritdoc cref="Gate.Read"/>
    internal static GateReading Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            utf8 = utf8[3..];
        }

        if (utf8.Length > MaximumLength)
        {
            return Bad(new GateProblem(1, "", $"a gate file has at most {MaximumLength:N0} bytes; this one has {utf8.Length:N0}"));
        }

        try
        {
            return new GateReader(utf8).File();
        }
        catch (JsonException exception)
        {
            // Its lines count from 0.
            return Bad(new GateProblem((int)(exception.LineNumber ?? 0) + 1, "", $"this is not JSON: {exception.Message.Split(" LineNumber:", 2)[0]}"));
        }
        catch (InvalidOperationException)
        {
            // Text that is no Unicode is only noticed when it is taken out.
            return Bad(new GateProblem(1, "", "some text in this file is not valid Unicode: save it as UTF-8"));
        }
    }

    private static GateReading Bad(params ImmutableArray<GateProblem> problems) => new(null, problems);

    private GateReading File()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            return Bad(new GateProblem(Line, "", "a gate is a JSON object: { \"rules\": [ … ] }"));
        }

        var (name, rules) = ("gate", default(List<GateRule>));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (NextField(seen, "", FileFields) is { } field)
        {
            switch (field)
            {
                case "name":
                    name = Text(field) ?? name;
                    break;
                case "rules":
                    rules = Rules();
                    break;
                default:
                    _reader.Skip();
                    break;
            }
        }

        if (_reader.Read())
        {
            Add("", "something follows the gate's closing brace: remove it");
        }

        if (rules is null or [] && _problems.Count == 0)
        {
            Add("rules", "needs at least one rule: a gate without rules would pass everything");
        }

        return _problems.Count > 0 ? Bad([.. _problems]) : new GateReading(new Gate(name, [.. rules!]), []);
    }

    private List<GateRule> Rules()
    {
        var rules = new List<GateRule>();
        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            Wrong("rules", "must be a list of rules: [ { \"measurement\": …, \"atLeast\": … } ]");
            return rules;
        }

        for (var i = 0; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (i == MostRules)
            {
                Add("rules", $"has more than {MostRules:N0} rules: use \"*\" in measurements");
            }

            if (Rule($"rules[{i}]") is { } rule && i < MostRules)
            {
                rules.Add(rule);
            }
        }

        return rules;
    }

    private GateRule? Rule(string path)
    {
        var line = Line;
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            Wrong(path, "must be an object: { \"measurement\": …, \"atLeast\": … }");
            return null;
        }

        var rule = new GateRule("");
        var before = _problems.Count;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (NextField(seen, path, RuleFields) is { } field)
        {
            rule = Field(rule, field, $"{path}.{field}");
        }

        if (_problems.Count > before)
        {
            return null;
        }

        if (rule.Measurement.Length == 0)
        {
            _problems.Add(new GateProblem(line, $"{path}.measurement", "is missing: say which figure is meant, as \"evasion.pgd.accuracy\"; `lab redteam list` shows them"));
        }
        else if (rule is { AtLeast: null, AtMost: null, NoWorseThanBaselineBy: null })
        {
            _problems.Add(new GateProblem(line, path, "demands nothing: give \"atLeast\", \"atMost\" or \"noWorseThanBaselineBy\""));
        }
        else if (rule.AtLeast > rule.AtMost)
        {
            _problems.Add(new GateProblem(line, path, "can never be met: \"atLeast\" is above \"atMost\""));
        }
        else
        {
            return rule;
        }

        return null;
    }

    private GateRule Field(GateRule rule, string field, string path)
    {
        switch (field)
        {
            case "measurement":
                return rule with { Measurement = Text(path) ?? "" };
            case "setting":
                return rule with { Setting = Text(path) };
            case "because":
                return rule with { Because = Text(path) };
            case "atLeast":
                return rule with { AtLeast = Number(path, double.MinValue) };
            case "atMost":
                return rule with { AtMost = Number(path, double.MinValue) };
            case "noWorseThanBaselineBy":
                return rule with { NoWorseThanBaselineBy = Number(path, 0) };
            case "required":
                if (_reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
                {
                    Wrong(path, "must be true or false");
                    return rule;
                }

                return rule with { IsRequired = _reader.TokenType == JsonTokenType.True };
            case "proof":
                return rule with { Proof = Proof(path) };
            default:
                _reader.Skip();
                return rule;
        }
    }

    private BurdenOfProof Proof(string path)
    {
        var text = Text(path);
        if (text is not (null or "model" or "attacker"))
        {
            Add(path, $"\"{text}\" is not possible: \"model\" (passes what is proven good) or \"attacker\" (fails what is proven bad)");
        }

        return text == "attacker" ? BurdenOfProof.Attacker : BurdenOfProof.Model;
    }

    /// <summary>Goes to the value of the object's next field; null at its end.</summary>
    private string? NextField(HashSet<string> seen, string path, string[] known)
    {
        if (!_reader.Read() || _reader.TokenType == JsonTokenType.EndObject)
        {
            return null;
        }

        var name = _reader.GetString() ?? "";
        var full = path.Length == 0 ? name : $"{path}.{name}";
        if (!known.Contains(name))
        {
            Add(full, $"is unknown here. {Suggestion.Sentence(name, known)}");
        }
        else if (!seen.Add(name))
        {
            Add(full, "stands here twice: remove one");
        }

        _reader.Read();
        return name;
    }

    private string? Text(string path)
    {
        if (_reader.TokenType == JsonTokenType.String && _reader.GetString() is { Length: > 0 and <= 1000 } text && !text.Any(char.IsControl))
        {
            return text;
        }

        Wrong(path, "must be a text in quotes, of 1 to 1,000 characters without control characters");
        return null;
    }

    private double? Number(string path, double minimum)
    {
        if (_reader.TokenType == JsonTokenType.Number && _reader.TryGetDouble(out var number) && double.IsFinite(number) && number >= minimum)
        {
            return number;
        }

        Wrong(path, minimum == 0 ? "must be a number, at least 0" : "must be a number");
        return null;
    }

    private readonly int Line => _text[..(int)_reader.TokenStartIndex].Count((byte)'\n') + 1;

    private void Wrong(string path, string message)
    {
        Add(path, message);
        _reader.Skip();
    }

    private readonly void Add(string path, string message) => _problems.Add(new GateProblem(Line, path, message));
}
