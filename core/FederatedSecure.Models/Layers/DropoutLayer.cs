using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace FederatedSecure.Models;

/// <summary>In training, sets each value to zero with probability p and scales the others by 1/(1 − p); otherwise does
/// nothing.</summary>
/// <param name="P">The probability, 0 ≤ p &lt; 1; left out of the JSON it is 0.5.</param>
public sealed record DropoutLayer(double P = 0.5) : LayerSpec
{
    internal const string Name = "dropout";

    public override string Type => Name;

    internal static DropoutLayer Read(LayerProperties properties) => new(properties.Number("p", 0.5));

    internal override void Check(LayerCheck check)
    {
        // Written so that NaN fails, too.
        if (!(P >= 0 && P < 1))
        {
            check.Fail(
                "p",
                $"p of dropout is {P.ToString(CultureInfo.InvariantCulture)}.",
                "It is the share of values to drop and must be at least 0 and less than 1.");
        }
    }

    internal override ImmutableArray<int> OutputShape(ImmutableArray<int> input, LayerCheck check) => input;

    // Adding zero turns −0 into 0, so that both have one canonical form.
    internal override void WriteProperties(Utf8JsonWriter writer) => writer.WriteNumber("p"u8, P + 0.0);
}
