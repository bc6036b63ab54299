using System.Runtime.InteropServices;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Learning.Training;
using SkiaSharp;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Transforms;

/// <summary>
/// Pictures are written as JPEG and read again, which takes away fine structure (Dziugaite et al., 2016). One or three channels; a grey
/// picture goes through as one whose three colours are the same.
/// </summary>
/// <param name="quality">1 to 100; 50 as in ART.</param>
internal sealed class JpegTransform(int quality = 50) : IInputTransform
{
    /// <inheritdoc/>
    public string Name => $"JPEG quality {quality}";

    /// <inheritdoc/>
    public Tensor Apply(Tensor inputs)
    {
        var (count, channels, height, width) = ((int)inputs.shape[0], (int)inputs.shape[1], (int)inputs.shape[2], (int)inputs.shape[3]);
        var values = inputs.ToValues();
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var i = 0; i < count; i++)
        {
            Recode(bitmap, values.AsSpan(i * channels * height * width, channels * height * width), channels);
        }

        return TorchData.Upload(values, inputs.shape, inputs.device);
    }

    private void Recode(SKBitmap bitmap, Span<float> picture, int channels)
    {
        var area = bitmap.Width * bitmap.Height;
        var pixels = MemoryMarshal.AsBytes(bitmap.GetPixelSpan()).ToArray();
        for (var i = 0; i < area; i++)
        {
            for (var color = 0; color < 3; color++)
            {
                pixels[(4 * i) + color] = (byte)Math.Clamp(MathF.Round(255 * picture[(Math.Min(color, channels - 1) * area) + i]), 0, 255);
            }

            pixels[(4 * i) + 3] = 255;
        }

        Marshal.Copy(pixels, 0, bitmap.GetPixels(), pixels.Length);
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        using var decoded = SKBitmap.Decode(encoded, bitmap.Info);
        var result = decoded.GetPixelSpan();
        for (var i = 0; i < area; i++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                picture[(channel * area) + i] = result[(4 * i) + channel] / 255f;
            }
        }
    }
}
