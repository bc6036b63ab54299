using System.Collections.Immutable;
using FederatedSecure.Lab.Poisoning.Data;

namespace FederatedSecure.Lab.RedTeam.Backdoors.Triggers;

/// <summary>
/// Marks from the literature, to be tried where nobody knows of a backdoor: squares in the corners and the single pixel and the pattern of
/// BadNets (Gu et al., 2017), and the bars of DBA (Xie et al., ICLR 2020).
/// </summary>
/// <remarks>Who plants a backdoor takes another mark. That none of these works says nothing about marks that are not here.</remarks>
internal static class TriggerGallery
{
    /// <summary>The marks for pictures of a shape; those that fit in.</summary>
    /// <param name="shape">[channels, height, width].</param>
    public static ImmutableArray<Mark> For(ImmutableArray<int> shape)
    {
        const int Side = 3, Edge = 1;
        var (bottom, right) = (shape[1] - Side - Edge, shape[2] - Side - Edge);
        if (bottom < Edge || right < Edge)
        {
            return [];
        }

        return
        [
            Mark.Square("3x3 square, lower right", shape, bottom, right, Side),
            Mark.Square("3x3 square, lower left", shape, bottom, Edge, Side),
            Mark.Square("3x3 square, upper right", shape, Edge, right, Side),
            Mark.Square("3x3 square, upper left", shape, Edge, Edge, Side),
            Mark.Square("3x3 chess board, lower right", shape, bottom, right, Side, isChecked: true),
            Mark.Square("single pixel, lower right", shape, shape[1] - 2, shape[2] - 2, side: 1),
            Mark.Of(new Trigger(Size: 4, Gap: 2, Shift: 0, Value: 1), shape),
        ];
    }
}
