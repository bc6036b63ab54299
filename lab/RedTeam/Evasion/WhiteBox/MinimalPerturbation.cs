using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;

/// <summary>What attacks share that look for the nearest adversarial input and know no ε.</summary>
internal static class MinimalPerturbation
{
    /// <summary>The found inputs where they are within ε, else the clean ones.</summary>
    public static Tensor WithinTerms(Tensor found, Tensor inputs, EvasionTerms terms)
    {
        if (double.IsPositiveInfinity(terms.Epsilon))
        {
            return found.clone();
        }

        using var scope = NewDisposeScope();
        var distance = found.sub(inputs).LengthEach(terms.Norm);
        return distance.IsAbove(terms.Epsilon).logical_not().Choose(found, inputs).MoveToOuterDisposeScope();
    }
}
