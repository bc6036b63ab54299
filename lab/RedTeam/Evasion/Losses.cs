using TorchSharp;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion;

/// <summary>What attackers make large: one number a record [n] from logits z [n, classes] and true classes y [n].</summary>
internal static class Losses
{
    /// <summary>As in AutoAttack: no division by zero where all logits are equal.</summary>
    private const double Tiny = 1e-12;

    /// <summary>−log softmax(z)_y. Vanishes in float32 where the model is sure, and its gradient with it.</summary>
    public static Tensor CrossEntropy(Tensor logits, Tensor labels) =>
        logits.logsumexp(1).sub(Of(logits, labels));

    /// <summary>
    /// z_y − max_{i≠y} z_i, positive where the model is right. The smaller, the better for the attacker.
    /// </summary>
    public static Tensor Margin(Tensor logits, Tensor labels) => Of(logits, labels).sub(BestOther(logits, labels));

    /// <summary>
    /// −(z_y − max_{i≠y} z_i) / (z_π1 − z_π3), with π the classes from the highest logit down: the difference of logits ratio of Croce
    /// and Hein (ICML 2020, eq. 6). The same for a·z + b, so that a scaled model does not hide its gradients. With two classes, where
    /// there is no π3, the negative margin.
    /// </summary>
    public static Tensor DifferenceOfLogitsRatio(Tensor logits, Tensor labels)
    {
        var margin = Margin(logits, labels).neg();
        if (logits.shape[1] < 3)
        {
            return margin;
        }

        var top = logits.topk(3, 1).values;
        return margin.div(top.select(1, 0).sub(top.select(1, 2)).Plus(Tiny));
    }

    /// <summary>
    /// −(z_y − z_t) / (z_π1 − (z_π3 + z_π4)/2): the targeted form (eq. 7). With three classes π4 is π3, with two the plain difference.
    /// </summary>
    public static Tensor DifferenceOfLogitsRatio(Tensor logits, Tensor labels, Tensor targets)
    {
        var difference = Of(logits, targets).sub(Of(logits, labels));
        if (logits.shape[1] < 3)
        {
            return difference;
        }

        var top = logits.topk((int)Math.Min(4, logits.shape[1]), 1).values;
        var low = top.select(1, 2).add(top.select(1, top.shape[1] - 1)).Times(0.5);
        return difference.div(top.select(1, 0).sub(low).Plus(Tiny));
    }

    /// <summary>The logit of a class: [n].</summary>
    public static Tensor Of(Tensor logits, Tensor classes) => logits.gather(1, classes.unsqueeze(1)).squeeze(1);

    /// <summary>The highest logit among the other classes: [n].</summary>
    public static Tensor BestOther(Tensor logits, Tensor labels)
    {
        using Scalar lowest = double.NegativeInfinity;
        var own = nn.functional.one_hot(labels, logits.shape[1]).to(ScalarType.Bool);
        return logits.masked_fill(own, lowest).amax([1L]);
    }

    /// <summary>Where the model decides for another class, or shows something that is no number: [n], true or false.</summary>
    public static Tensor IsWrong(Tensor logits, Tensor labels) =>
        logits.argmax(1).ne(labels).logical_or(logits.isfinite().logical_not().any(1));
}
