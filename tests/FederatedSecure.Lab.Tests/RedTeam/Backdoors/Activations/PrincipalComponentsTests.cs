using FederatedSecure.Lab.RedTeam.Backdoors.Activations;
using FederatedSecure.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace FederatedSecure.Lab.Tests.RedTeam.Backdoors.Activations;

public class PrincipalComponentsTests
{
    [Theory]
    [InlineData(12, 5)]
    [InlineData(5, 12)]
    public void Of_RandomRows_AgreesWithTheSingularValueDecomposition(int count, int length)
    {
        var random = new SeededRandomSource(7);
        double[][] rows = [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, length).Select(_ => random.NextGaussian()).ToArray())];
        var x = Matrix<double>.Build.DenseOfRowArrays(rows);
        var centred = x - Matrix<double>.Build.Dense(count, length, (_, j) => x.Column(j).Average());
        var svd = centred.Svd();

        var (scores, explained) = PrincipalComponents.Of(rows, count: 3);

        for (var k = 0; k < 3; k++)
        {
            var expected = svd.U.Column(k) * svd.S[k];
            var sign = Math.Sign(expected[0] * scores[0][k]);
            Assert.Equal(expected.ToArray(), scores.Select(score => sign * score[k]), (a, b) => Math.Abs(a - b) < 1e-9);
            Assert.Equal(svd.S[k] * svd.S[k] / svd.S.PointwisePower(2).Sum(), explained[k], 1e-10);
        }
    }
}
