using FederatedSecure.Lab.RedTeam.Privacy.Inversion;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Inversion;

public class PictureQualityTests
{
    [Fact]
    public void Psnr_ErrorOfATenthEverywhere_IsTwentyDecibels() =>
        Assert.Equal(20, PictureQuality.Psnr(PictureQuality.MeanSquaredError<double>([0.1, 0.5, 1], [0.2, 0.4, 0.9])), 1e-9);

    [Fact]
    public void Psnr_Peak255_CountsFromThere() =>
        Assert.Equal(10 * Math.Log10(255.0 * 255 / 4), PictureQuality.Psnr(4, 255), 1e-12);

    [Fact]
    public void Psnr_Copy_IsInfiniteAndCapped()
    {
        Assert.Equal(double.PositiveInfinity, PictureQuality.Psnr(0));
        Assert.Equal(PictureQuality.Exact, PictureQuality.CappedPsnr([0.5f], [0.5f]));
    }

    [Fact]
    public void Ssim_Copy_IsOne()
    {
        var picture = Enumerable.Range(0, 120).Select(i => i % 7 / 7f).ToArray();

        Assert.Equal(1, PictureQuality.Ssim(picture, picture, 10, 12), 1e-12);
    }

    [Fact]
    public void Ssim_ConstantPictures_IsTheLuminanceTerm()
    {
        // Without variance, the second factor is 1: (2ab + C₁)/(a² + b² + C₁).
        var (a, b) = (Enumerable.Repeat(0.2f, 64).ToArray(), Enumerable.Repeat(0.6f, 64).ToArray());

        Assert.Equal(((2 * 0.12) + 1e-4) / (0.04 + 0.36 + 1e-4), PictureQuality.Ssim(a, b, 8, 8), 1e-6);
    }

    [Fact]
    public void Ssim_InvertedPicture_IsNegative()
    {
        var picture = Enumerable.Range(0, 64).Select(i => i % 2 == 0 ? 0.1f : 0.9f).ToArray();

        Assert.True(PictureQuality.Ssim(picture, [.. picture.Select(value => 1 - value)], 8, 8) < -0.9);
    }
}
