using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Learning.Training;
using MathNet.Numerics.LinearAlgebra;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Detectors;

/// <summary>
/// min over classes c of (r − µ_c)ᵀ Σ⁻¹ (r − µ_c), with the classes' means and one covariance for all of them (Lee et al., NeurIPS 2018, eq. 2), of the
/// last hidden layer only.
/// </summary>
/// <remarks>10⁻⁶ of the mean variance is added to each variance, so that units that never change do no harm.</remarks>
internal sealed class MahalanobisDetector : IFeatureDetector, IDisposable
{
    private const double Ridge = 1e-6;
    private readonly Tensor _whitening;
    private readonly Tensor _centres;

    /// <param name="classes">Representations of clean records, by class; classes without records are left out.</param>
    public MahalanobisDetector(double[][][] classes)
    {
        using var scope = NewDisposeScope();
        var groups = classes.Where(rows => rows.Length > 0).Select(rows => Matrix<double>.Build.DenseOfRowArrays(rows)).ToList();
        var means = groups.ConvertAll(rows => rows.ColumnSums() / rows.RowCount);
        var (length, count) = (means[0].Count, groups.Sum(rows => rows.RowCount));
        var covariance = Matrix<double>.Build.Dense(length, length);
        for (var i = 0; i < groups.Count; i++)
        {
            var centred = groups[i] - Matrix<double>.Build.DenseOfRowVectors(Enumerable.Repeat(means[i], groups[i].RowCount));
            covariance += centred.TransposeThisAndMultiply(centred) / count;
        }

        covariance += Matrix<double>.Build.DenseIdentity(length) * Math.Max(double.Epsilon, Ridge * covariance.Trace() / length);

        // Σ = LLᵀ, so that the distance is the plain one of L⁻¹r.
        var whitening = covariance.Cholesky().Factor.Inverse();
        _whitening = Upload(whitening.ToRowArrays()).t().contiguous().DetachFromDisposeScope();
        _centres = Upload([.. means.Select(mean => (whitening * mean).ToArray())]).unsqueeze(0).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public string Name => "mahalanobis";

    /// <inheritdoc/>
    public Tensor Score(Tensor representations) =>
        representations.matmul(_whitening).unsqueeze(1).sub(_centres).Squared().sum([2L]).amin([1L]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _whitening.Dispose();
        _centres.Dispose();
    }

    private static Tensor Upload(double[][] rows) =>
        TorchData.Upload([.. rows.SelectMany(row => row.Select(value => (float)value))], [rows.Length, rows[0].Length], CPU);
}
