using System.Collections.Immutable;

namespace FederatedSecure.Models;

/// <summary>A trainable tensor as its layer describes it, before it has a place in the model's parameter vector.</summary>
internal readonly record struct ParameterShape(string Name, ImmutableArray<int> Shape, InitialValues Values)
{
    /// <summary>Exact without a check: at most four factors below 2^31 each stay below 2^124.</summary>
    public Int128 Count
    {
        get
        {
            Int128 count = 1;
            foreach (var size in Shape)
            {
                count *= size;
            }

            return count;
        }
    }
}
