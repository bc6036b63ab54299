using System.Buffers.Binary;
using System.Text;
using CsCheck;
using FederatedSecure.Models.Tests.Support;

namespace FederatedSecure.Models.Tests.Weights;

public sealed class SafetensorsFileTests
{
    private const string Weight = """ "0.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]} """;
    private const string Bias = """ "0.bias":{"dtype":"F32","shape":[2],"data_offsets":[16,24]} """;

    private static readonly ParameterLayout Layout = ParameterLayout.Of(SpecText.Parse(
        """{ "input": [2], "layers": [ { "type": "linear", "out": 2 }, { "type": "softmax-head", "classes": 2 } ] }"""));

    [Theory]
    [InlineData("", 0, "does not start with a brace")]
    [InlineData("  {}", 0, "does not start with a brace")]
    [InlineData("[]", 0, "does not start with a brace")]
    [InlineData("{", 0, "header is wrong")]
    [InlineData("{} x", 0, "header is wrong")]
    [InlineData("{}", 1, "the file goes on to 1")]
    [InlineData("""{"a":1}""", 0, "is not an object")]
    [InlineData("""{"a":{}}""", 0, "lacks dtype, shape or a pair")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "lacks dtype, shape or a pair")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "lacks dtype, shape or a pair")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,2,4]}}""", 4, "lacks dtype, shape or a pair")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}""", 4, "\"x\" twice, wrong or unknown")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "\"dtype\" twice")]
    [InlineData("""{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", 4, "unknown data type \"F31\"")]
    [InlineData("""{"a":{"dtype":4,"shape":[1],"data_offsets":[0,4]}}""", 4, "\"dtype\" twice, wrong or unknown")]
    [InlineData("""{"a":{"dtype":"F32","shape":4,"data_offsets":[0,4]}}""", 4, "shape of tensor \"a\" is not a list")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "holds something that is no size")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}""", 4, "holds something that is no size")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999999999999]}}""", 4, "holds something that is no size")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "does not fill its bytes 4 to 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "does not fill its bytes 0 to 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "does not fill its bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807,0],"data_offsets":[0,0]}}""", 0, "does not fill its bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "cut off: tensor \"a\" ends at byte 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2305843009213693951],"data_offsets":[0,9223372036854775804]}}""", 4, "cut off")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "starts at byte 0 of the data, but the one before it ends at 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "starts at byte 4 of the data, but the one before it ends at 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "starts at byte 4 of the data, but the one before it ends at 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "\"a\" is there twice")]
    [InlineData("""{"__metadata__":[]}""", 0, "is not an object")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "is not text, or is there twice")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", 0, "is not text, or is there twice")]
    [InlineData("""{"__metadata__":{"a":{"b":{"c":"d"}}}}""", 0, "is not text")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "not valid Unicode")]
    public void Open_HeaderThatBreaksTheFormat_IsRefused(string header, int dataLength, string message)
    {
        var refusal = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(File(header, dataLength)));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SafetensorsFile.MaximumHeaderLength + 1UL)]
    [InlineData((ulong)long.MaxValue)]
    [InlineData(ulong.MaxValue)]
    public void Open_HugeHeaderLength_IsRefusedWithoutAllocating(ulong length)
    {
        var bytes = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var refusal = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(new MemoryStream(bytes)));

        Assert.Contains("the limit is 8,388,608", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Open_HeaderLongerThanTheFile_IsRefusedWithoutAllocating()
    {
        var bytes = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, SafetensorsFile.MaximumHeaderLength);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(new MemoryStream(bytes)));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Open_InvalidUtf8_IsRefused()
    {
        byte[] bytes = [4, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'"', 0xff, (byte)'}'];

        Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(new MemoryStream(bytes)));
    }

    [Fact]
    public void Open_CutOffAnywhere_IsRefused()
    {
        var whole = Good();

        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(new MemoryStream(whole[..length])));
        }
    }

    [Fact]
    public void Open_AnyBytesChanged_EitherReadsOrRefuses() => Gen.Select(Gen.Int[0, Good().Length - 1], Gen.Byte).Array[1, 6].Sample(
        changes =>
        {
            var bytes = Good();
            foreach (var (place, value) in changes)
            {
                bytes[place] = value;
            }

            try
            {
                using var file = SafetensorsFile.Open(new MemoryStream(bytes));
                Assert.Equal(6, file.ReadAll(Layout).Length);
            }
            catch (SafetensorsException refusal)
            {
                Assert.NotEmpty(refusal.Message);
            }
        },
        iter: 20_000);

    [Fact]
    public void Open_EmptyTensorsAndScalars_AreInTheFormat()
    {
        using var file = SafetensorsFile.Open(File(
            """{"s":{"dtype":"F64","shape":[],"data_offsets":[0,8]},"e":{"dtype":"I8","shape":[5,0],"data_offsets":[8,8]}}   """, 8));

        Assert.Equal(["s", "e"], file.Tensors.Select(tensor => tensor.Name));
    }

    [Theory]
    [InlineData("{" + Weight + "," + Bias + "}", 24, null)]
    [InlineData("{" + Weight + "}", 16, "lacks the tensor 0.bias [2]")]
    [InlineData("{" + Weight + "," + Bias + ""","9.x":{"dtype":"F32","shape":[1],"data_offsets":[24,28]}}""", 28, "\"9.x\" that the model does not know")]
    [InlineData("{" + Weight + ""","0.bias":{"dtype":"F16","shape":[2],"data_offsets":[16,20]}}""", 20, "holds F16. Convert it to F32")]
    [InlineData("{" + Weight + ""","0.bias":{"dtype":"I32","shape":[2],"data_offsets":[16,24]}}""", 24, "holds I32")]
    [InlineData("{" + Weight + ""","0.bias":{"dtype":"F32","shape":[1,2],"data_offsets":[16,24]}}""", 24, "has the shape [1, 2], but the model needs [2]")]
    [InlineData("""{"0.bias":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"0.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[8,24]}}""", 24, "Tensor 0 is \"0.bias\", but the model's order has 0.weight there")]
    public void Validate_File_IsHeldToTheLayout(string header, int dataLength, string? message)
    {
        using var file = SafetensorsFile.Open(File(header, dataLength));

        var refusal = Record.Exception(() => file.Validate(Layout));

        if (message is null)
        {
            Assert.Null(refusal);
        }
        else
        {
            Assert.Contains(message, Assert.IsType<SafetensorsException>(refusal).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ReadAll_TensorsInAnotherOrder_AreReorderedByName()
    {
        const string Sorted =
            """{"0.bias":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"0.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[8,24]}}""";
        var stream = File(Sorted, 24);
        var values = new float[] { 5, 6, 1, 2, 3, 4 };
        Buffer.BlockCopy(values, 0, stream.GetBuffer(), (int)stream.Length - 24, 24);

        using var file = SafetensorsFile.Open(stream);

        Assert.Equal([1, 2, 3, 4, 5, 6], file.ReadAll(Layout));
    }

    [Fact]
    public void ReadTile_OfAFileOnDisk_ReadsAnyWindow()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var spec = SpecText.Parse(SpecText.OpacusMnist);
            var layout = ParameterLayout.Of(spec);
            var values = new float[layout.Count];
            ModelInitializer.Initialize(spec, layout, 1, values);
            using (var stream = System.IO.File.Create(path))
            {
                Safetensors.Write(stream, layout, values);
            }

            using var file = SafetensorsFile.Open(path);
            file.Validate(layout);
            Gen.Int[0, values.Length].Select(Gen.Int[0, values.Length]).Sample((a, b) =>
            {
                var (start, end) = (Math.Min(a, b), Math.Max(a, b));
                var tile = new float[end - start];

                file.ReadTile(start, tile);

                Assert.Equal(values[start..end], tile);
            });
            Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadTile(values.Length - 1, new float[2]));
            Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadTile(-1, new float[2]));
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    [Fact]
    public void ReadTile_FileShrunkSinceItWasOpened_IsRefused()
    {
        var stream = new MemoryStream();
        stream.Write(Good());
        using var file = SafetensorsFile.Open(stream);

        stream.SetLength(stream.Length - 1);

        Assert.Throws<SafetensorsException>(() => file.ReadTile(0, new float[6]));
    }

    [Fact]
    public void Open_Stream_IsClosedUnlessLeftOpen()
    {
        var kept = new MemoryStream(Good());
        var closed = new MemoryStream(Good());

        SafetensorsFile.Open(kept, leaveOpen: true).Dispose();
        SafetensorsFile.Open(closed).Dispose();

        Assert.True(kept.CanRead);
        Assert.False(closed.CanRead);
    }

    [Fact]
    public void Names_FromAHostileFile_AppearShortAndOnOneLine()
    {
        var name = "\\n\\u001b[31m" + new string('x', 100_000);

        var refusal = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(File($$"""{"{{name}}":1}""", 0)));

        Assert.True(refusal.Message.Length < 300);
        Assert.DoesNotContain(refusal.Message, char.IsControl);
    }

    private static byte[] Good()
    {
        using var stream = new MemoryStream();
        Safetensors.Write(stream, Layout, [1, 2, 3, 4, 5, 6]);
        return stream.ToArray();
    }

    private static MemoryStream File(string header, int dataLength)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var stream = new MemoryStream();
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
        stream.Write(length);
        stream.Write(json);
        stream.Write(new byte[dataLength]);
        return stream;
    }
}
