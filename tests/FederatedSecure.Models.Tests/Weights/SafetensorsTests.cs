using System.Text;
using CsCheck;
using FederatedSecure.Models.Tests.Support;

namespace FederatedSecure.Models.Tests.Weights;

public sealed class SafetensorsTests
{
    private const string Tiny = """{ "input": [2], "layers": [ { "type": "linear", "out": 2 }, { "type": "softmax-head", "classes": 2 } ] }""";

    private static readonly float[] TinyValues = [1, -2, 0.5f, 3, 0, -1];

    [Fact]
    public void Write_TinyModel_GivesTheBytesOfTheFormat()
    {
        var bytes = Bytes(ParameterLayout.Of(SpecText.Parse(Tiny)), TinyValues, new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" });

        const string Header =
            """{"__metadata__":{"a":"1","b":"2"},"0.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"0"""
            + """.bias":{"dtype":"F32","shape":[2],"data_offsets":[16,24]}}""";
        var padded = Header + new string(' ', (8 - (Header.Length % 8)) % 8);
        byte[] expected =
        [
            (byte)padded.Length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(padded),
            // 1, −2, 0.5, 3, 0, −1 as IEEE 754 binary32, little-endian.
            0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 0, 0, 0, 0x3f, 0, 0, 0x40, 0x40, 0, 0, 0, 0, 0, 0, 0x80, 0xbf,
        ];
        Assert.Equal(expected, bytes);
    }

    [Fact]
    public void Write_RandomModels_AreReadByAnIndependentReader() => Models().Sample((spec, values, metadata) =>
    {
        var layout = ParameterLayout.Of(spec);

        var (readMetadata, tensors) = IndependentSafetensors.Read(Bytes(layout, values, metadata));

        Assert.Equal(metadata.Order(KeyOrder), readMetadata.Order(KeyOrder));
        Assert.Equal(layout.Tensors.Select(tensor => tensor.Name).Order(), tensors.Keys.Order());
        foreach (var tensor in layout.Tensors)
        {
            var (shape, read) = tensors[tensor.Name];
            Assert.Equal(tensor.Shape.Select(size => (long)size), shape);
            Assert.Equal(values[(int)tensor.Offset..(int)(tensor.Offset + tensor.Count)], read);
        }
    });

    [Fact]
    public void Write_RandomModels_ComeBackUnchanged() => Models().Sample((spec, values, metadata) =>
    {
        var layout = ParameterLayout.Of(spec);

        using var file = SafetensorsFile.Open(new MemoryStream(Bytes(layout, values, metadata)));

        file.Validate(layout);
        Assert.Equal(values, file.ReadAll(layout));
        Assert.Equal(metadata.Order(KeyOrder), file.Metadata.Order(KeyOrder));
        Assert.Equal(0, file.DataOffset % 8);
        Assert.Equal(layout.ByteLength, file.DataLength);
    });

    [Fact]
    public void WriteTile_AfterTheHeader_GivesTheSameFile() => Models().Sample((spec, values, metadata) =>
    {
        var layout = ParameterLayout.Of(spec);
        var tiled = new MemoryStream();

        tiled.Write(Safetensors.Header(layout, metadata));
        for (var start = 0; start < values.Length; start += 7)
        {
            Safetensors.WriteTile(tiled, values.AsSpan(start, Math.Min(7, values.Length - start)));
        }

        Assert.Equal(Bytes(layout, values, metadata), tiled.ToArray());
    });

    [Fact]
    public void Write_WrongNumberOfValues_IsRefused() => Assert.Throws<ArgumentException>(
        () => Safetensors.Write(Stream.Null, ParameterLayout.Of(SpecText.Parse(Tiny)), new float[5]));

    [Fact]
    public void Header_MetadataBeyondTheLimit_AreRefused() => Assert.Throws<ArgumentException>(() => Safetensors.Header(
        ParameterLayout.Of(SpecText.Parse(Tiny)), new Dictionary<string, string> { ["note"] = new('x', SafetensorsFile.MaximumHeaderLength) }));

    private static IComparer<KeyValuePair<string, string>> KeyOrder { get; } =
        Comparer<KeyValuePair<string, string>>.Create((a, b) => string.CompareOrdinal(a.Key, b.Key));

    private static Gen<(ModelSpec Spec, float[] Values, Dictionary<string, string> Metadata)> Models() =>
        from spec in ModelGen.Model
        from values in Gen.Float.Array[(int)spec.ParameterCount]
        from metadata in Gen.Dictionary(Gen.String.AlphaNumeric, Gen.String.AlphaNumeric)[0, 3]
        select (spec, values, metadata);

    private static byte[] Bytes(ParameterLayout layout, float[] values, Dictionary<string, string> metadata)
    {
        using var stream = new MemoryStream();
        Safetensors.Write(stream, layout, values, metadata);
        return stream.ToArray();
    }
}
