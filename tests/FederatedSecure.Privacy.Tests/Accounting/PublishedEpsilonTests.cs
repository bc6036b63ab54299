namespace FederatedSecure.Privacy.Tests.Accounting;

/// <summary>What papers and other libraries say about ε.</summary>
public sealed class PublishedEpsilonTests
{
    [Theory]
    [InlineData(0.01, 4, 10_000, 1.26)]
    public void Epsilon_MomentsAccountantsExample_IsNoMoreThanThePaperHas(double q, double sigma, long steps, double published)
    {
        // Abadi et al., "Deep learning with differential privacy", 2016, section 3.2 and figure 2.
        SampledGaussian[] history = [new(q, sigma, steps)];

        Assert.InRange(PrivacyLoss.Epsilon(history, 1e-5, Accountant.Rdp).Upper, 0.8 * published, published);
        Assert.InRange(PrivacyLoss.Epsilon(history, 1e-5).Upper, 0.7 * published, published);
    }

    [Theory]
    [InlineData(0.8, 0.001, 100, 0.270403364)]
    [InlineData(1.5, 0.001, 100, 0.039369419)]
    [InlineData(3.0, 0.001, 100, 0.021520093)]
    [InlineData(0.8, 0.05, 100, 6.741051939)]
    [InlineData(1.5, 0.05, 100, 1.953853136)]
    [InlineData(3.0, 0.05, 100, 0.767933790)]
    [InlineData(0.8, 0.2, 100, 24.33366418)]
    [InlineData(2.0, 0.2, 100, 5.672055609)]
    [InlineData(0.8, 0.001, 1000, 0.477771266)]
    [InlineData(2.0, 0.001, 1000, 0.071218783)]
    [InlineData(0.8, 0.05, 1000, 19.52584281)]
    [InlineData(2.0, 0.05, 1000, 4.172799867)]
    [InlineData(0.8, 0.001, 20_000, 1.296009258)]
    [InlineData(3.0, 0.001, 20_000, 0.194031031)]
    [InlineData(0.8, 0.05, 20_000, 140.6552098)]
    [InlineData(3.0, 0.05, 20_000, 13.96111470)]
    [InlineData(0.8, 0.001, 50_000, 2.034514808)]
    [InlineData(0.8, 0.05, 50_000, 291.3843255)]
    [InlineData(2.0, 0.05, 50_000, 45.23699586)]
    [InlineData(0.8, 0.001, 100_000, 2.924622119)]
    [InlineData(3.0, 0.001, 100_000, 0.443671721)]
    public void Epsilon_Pld_IsWithinTheErrorOfPrvAccountant(double sigma, double q, long steps, double published)
    {
        // pytorch/opacus, opacus/tests/prv_accountant.py, computed with microsoft/prv_accountant (Gopi et al., 2021): an upper bound
        // at δ = 1e-6 that is 0.01 off at most by its own account.
        var bounds = PrivacyLoss.Epsilon([new SampledGaussian(q, sigma, steps)], 1e-6);

        Assert.InRange(bounds.Lower, 0, published);
        Assert.InRange(bounds.Upper, published - 0.021, published * 1.001);
    }

    [Theory]
    [InlineData(0.7, 0.01, 120, 1e-5, 2.4612381)]
    [InlineData(0.7, 1, 2, 1e-5, 10.1224946)]
    [InlineData(0.35, 1, 2, 1e-5, 24.7160779)]
    [InlineData(0.35, 0.01, 120, 1e-5, 18.6977407)]
    [InlineData(1, 0.0064, 782, 1e-6, 1.199)]
    [InlineData(1, 1, 5, 1e-6, 12.595)]
    public void Epsilon_Pld_IsTheOneOfTensorFlowPrivacy(double sigma, double q, long steps, double delta, double published)
    {
        // tensorflow/privacy, compute_dp_sgd_privacy_test.py: 1.2 epochs with q = 0.01, with micro-batches σ is halved. Their
        // grid of 1e-4 is coarser than ours, and pessimistic.
        var bounds = PrivacyLoss.Epsilon([new SampledGaussian(q, sigma, steps)], delta);

        Assert.InRange(published, bounds.Lower - 5e-4, bounds.Upper + 2e-3);
    }

    [Theory]
    [InlineData(0.7, 0.01, 120, 1e-5, 3.2391922)]
    [InlineData(0.7, 1, 2, 1e-5, 10.8602036)]
    [InlineData(0.35, 1, 2, 1e-5, 26.2880374)]
    public void Epsilon_Rdp_IsAtMostTheOneOfTensorFlowPrivacy(double sigma, double q, long steps, double delta, double published)
    {
        // The same file. Their fractional orders are looser.
        var epsilon = PrivacyLoss.Epsilon([new SampledGaussian(q, sigma, steps)], delta, Accountant.Rdp).Upper;

        Assert.InRange(epsilon, 0.985 * published, published + 1e-6);
    }

    [Theory]
    [InlineData(0.0025, 1.3, 6000, 1e-5, 19, 0.7242234026109595)]
    [InlineData(0.001, 1.0, 30_000, 1e-7, 13, 1.4154988495444845)]
    public void Epsilon_RdpOfWholeOrders_IsTheOneOfTensorFlowPrivacy(double q, double sigma, long steps, double delta, double order, double published)
    {
        // tensorflow/privacy, compute_dp_sgd_privacy_test.py, test_compute_dp_sgd_privacy: n = 60,000, batch 150, σ = 1.3, 15 epochs; and
        // n = 100,000, batch 100, σ = 1, 30 epochs.
        var bounds = PrivacyLoss.Epsilon([new SampledGaussian(q, sigma, steps)], delta, Accountant.Rdp, [.. Enumerable.Range(2, 62).Select(i => (double)i)]);

        Assert.Equal(published, bounds.Upper, 1e-9);
        Assert.Equal(order, bounds.Order);
    }

    [Fact]
    public void Epsilon_HugeLossAtAFractionalOrder_IsTheOneOfTensorFlowPrivacy()
    {
        // The same test: n = 10^8, batch 1024, σ = 0.1, 10 epochs.
        var bounds = PrivacyLoss.Epsilon([new SampledGaussian(1024e-8, 0.1, 976_563)], 1e-7, Accountant.Rdp, [1.25]);

        Assert.Equal(5907982.31138195, bounds.Upper, 1e-6 * 5907982);
    }

    [Fact]
    public void Epsilon_Rdp_IsTheOneOfOpacus()
    {
        // pytorch/opacus, opacus/tests/accountants_test.py, test_rdp_accountant.
        var bounds = PrivacyLoss.Epsilon([new SampledGaussian(0.04, 1.5, 2250)], 1e-5, Accountant.Rdp);

        Assert.Equal(7.32911117143, bounds.Upper, 1e-8);
    }

    [Theory]
    [InlineData(2250, 1.416)]
    [InlineData(2000, 1.3562)]
    public void NoiseMultiplier_Rdp_IsTheOneOfOpacus(long steps, double published)
    {
        // The same file, test_get_noise_multiplier_rdp_epochs and _steps: ε = 8, within their tolerance of 0.01 in ε.
        Assert.Equal(published, NoiseCalibration.NoiseMultiplier(8, 1e-5, 0.04, steps, Accountant.Rdp), 2e-3);
    }

    [Fact]
    public void Delta_ThreeSteps_IsTheOneOfDpAccounting() =>
        // google/differential-privacy, pld_privacy_accountant_test.py, test_poisson_subsampled_gaussian, to its five digits.
        Assert.Equal(0.15594, PrivacyLoss.Delta([new SampledGaussian(0.2, 0.5, 1), new SampledGaussian(0.2, 0.5, 2)], 1), 1e-4);
}
