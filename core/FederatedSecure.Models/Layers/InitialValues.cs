namespace FederatedSecure.Models;

/// <summary>What a fresh tensor is filled with: the defaults of PyTorch's modules.</summary>
/// <param name="Kind">The distribution.</param>
/// <param name="Scale">The constant, the bound of the uniform distribution, or the normal's standard deviation.</param>
internal readonly record struct InitialValues(InitialValues.Distribution Kind, double Scale)
{
    internal enum Distribution
    {
        Constant,
        Uniform,
        Normal,
    }

    public static InitialValues Zeros { get; } = new(Distribution.Constant, 0);

    public static InitialValues Ones { get; } = new(Distribution.Constant, 1);

    public static InitialValues StandardNormal { get; } = new(Distribution.Normal, 1);

    /// <summary>
    /// U(−1/√fanIn, 1/√fanIn). PyTorch gives linear and convolution weights <c>kaiming_uniform_(a=√5)</c>: gain
    /// √(2/(1+a²)) = √(1/3), bound gain·√(3/fanIn) = 1/√fanIn, and the biases the same bound (nn/modules/linear.py,
    /// conv.py, reset_parameters).
    /// </summary>
    public static InitialValues FanIn(double fanIn) => new(Distribution.Uniform, 1 / Math.Sqrt(fanIn));
}
