using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Reports.Html;
using SkiaSharp;

namespace FederatedSecure.Lab.Tests.RedTeam.Reports;

public class PngEncoderTests
{
    [Fact]
    public void Encode_Grey_IsReadBackByAnotherLibrary()
    {
        using var read = SKBitmap.Decode(PngEncoder.Encode(new Picture("g", "c", 1, 2, 3, [0, 0.2f, 0.4f, 0.6f, 0.8f, 1])));

        Assert.Equal((3, 2), (read.Width, read.Height));
        Assert.Equal([0, 51, 102, 153, 204, 255], Enumerable.Range(0, 6).Select(i => (int)read.GetPixel(i % 3, i / 3).Red));
    }

    [Fact]
    public void Encode_Colour_KeepsChannelsApart()
    {
        using var read = SKBitmap.Decode(PngEncoder.Encode(new Picture("g", "c", 3, 1, 2, [1, 0, 0.2f, 0, 0, 1])));

        Assert.Equal(new SKColor(255, 51, 0), read.GetPixel(0, 0));
        Assert.Equal(new SKColor(0, 0, 255), read.GetPixel(1, 0));
    }

    [Fact]
    public void Encode_OutOfRange_IsClamped()
    {
        using var read = SKBitmap.Decode(PngEncoder.Encode(new Picture("g", "c", 1, 1, 3, [-5, 7, float.NaN])));

        Assert.Equal([0, 255, 0], Enumerable.Range(0, 3).Select(x => (int)read.GetPixel(x, 0).Red));
    }

    [Fact]
    public void Encode_WrongNumberOfPixels_IsRefused() =>
        Assert.Throws<ArgumentException>(() => PngEncoder.Encode(new Picture("g", "c", 1, 2, 2, [0])));
}
