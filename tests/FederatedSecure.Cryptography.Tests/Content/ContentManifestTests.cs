using System.Collections.Immutable;
using System.Security.Cryptography;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Tests.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.Content;

public sealed class ContentManifestTests
{
    private const int Size = ContentManifest.ChunkSize;

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(Size - 1, 1, Size - 1)]
    [InlineData(Size, 1, Size)]
    [InlineData(Size + 1, 2, 1)]
    [InlineData((2 * Size) + 12_345, 3, 12_345)]
    public void Of_AnyLength_CutsIntoChunksOfOneMebibyte(int length, int chunks, int last)
    {
        var content = Content(length);

        var manifest = ContentManifest.Of(new MemoryStream(content));

        Assert.Equal(length, manifest.Length);
        Assert.Equal(chunks, manifest.Chunks.Length);
        Assert.Equal(Digest.FromBytes(SHA256.HashData(content)), manifest.Digest);
        for (var i = 0; i < chunks; i++)
        {
            Assert.Equal(i == chunks - 1 ? last : Size, manifest.LengthOf(i));
            Assert.Equal(Digest.Of(content.AsSpan((int)manifest.Offset(i), manifest.LengthOf(i))), manifest.Chunks[i]);
        }
    }

    [Fact]
    public void Of_StreamThatGivesLittleAtATime_IsTheSame()
    {
        var content = Content((2 * Size) + 77);

        Assert.Equal(ContentManifest.Of(new MemoryStream(content)), ContentManifest.Of(new DripStream(content)));
    }

    [Fact]
    public void Of_StreamThatWasReadFrom_StartsWhereItStands()
    {
        var content = Content(1_000);
        using var stream = new MemoryStream(content) { Position = 400 };

        Assert.Equal(ContentManifest.Of(new MemoryStream(content[400..])), ContentManifest.Of(stream));
    }

    [Fact]
    public void OfFile_File_IsThatOfItsContent()
    {
        var content = Content(Size + 5);
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, content);

            Assert.Equal(ContentManifest.Of(new MemoryStream(content)), ContentManifest.OfFile(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Of_OneByteChanged_ChangesTheWholeAndThatChunkOnly()
    {
        var content = Content(3 * Size);
        var before = ContentManifest.Of(new MemoryStream(content));
        content[Size + 17] ^= 1;

        var after = ContentManifest.Of(new MemoryStream(content));

        Assert.NotEqual(before.Digest, after.Digest);
        Assert.Equal([1], Enumerable.Range(0, 3).Where(i => before.Chunks[i] != after.Chunks[i]));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(Size, 1)]
    [InlineData(Size + 1L, 2)]
    [InlineData((long)int.MaxValue * Size, int.MaxValue)]
    public void Problem_LengthAndCountThatAgree_IsNone(long length, int chunks) => Assert.Null(ContentManifest.Problem(length, chunks));

    [Theory]
    [InlineData(-1, 0, "a length of -1 bytes is impossible")]
    [InlineData(long.MinValue, 0, "is impossible")]
    [InlineData(0, 1, "0 bytes have 0 chunks of 1048576 bytes; 1 are listed")]
    [InlineData(1, 0, "1 bytes have 1 chunks")]
    [InlineData(Size, 2, "1048576 bytes have 1 chunks")]
    [InlineData(Size + 1L, 1, "1048577 bytes have 2 chunks")]
    [InlineData(long.MaxValue, int.MaxValue, "8796093022208 chunks")]
    [InlineData(5, -1, "-1 are listed")]
    public void Problem_LengthAndCountThatDisagree_SaysSo(long length, int chunks, string expected) =>
        Assert.Contains(expected, ContentManifest.Problem(length, chunks), StringComparison.Ordinal);

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(Size + 1, 1)]
    [InlineData(Size, 2)]
    public void Constructor_ImpossibleManifest_Throws(long length, int chunks) =>
        Assert.Throws<ArgumentException>(() => new ContentManifest(default, length, [.. new Digest[chunks]]));

    [Fact]
    public void Constructor_NoArrayAtAll_IsEmptyContentOrAnError()
    {
        Assert.Empty(new ContentManifest(Digest.Of([]), 0, default).Chunks);
        Assert.Throws<ArgumentException>(() => new ContentManifest(Digest.Of([]), 1, default));
    }

    [Fact]
    public void Offset_BeyondTwoGibibytes_DoesNotOverflow()
    {
        var manifest = new ContentManifest(default, (5_000L * Size) - 1, [.. new Digest[5_000]]);

        Assert.Equal(4_999L * Size, manifest.Offset(4_999));
        Assert.Equal(Size - 1, manifest.LengthOf(4_999));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    public void Chunk_ThatDoesNotExist_Throws(int index)
    {
        var manifest = new ContentManifest(default, Size + 1, [.. new Digest[2]]);

        Assert.Throws<ArgumentOutOfRangeException>(() => manifest.Offset(index));
        Assert.Throws<ArgumentOutOfRangeException>(() => manifest.LengthOf(index));
    }

    [Fact]
    public void Equality_SameContent_ComparesTheChunksThemselves()
    {
        var manifest = ContentManifest.Of(new MemoryStream(Content(Size + 1)));
        var copy = new ContentManifest(manifest.Digest, manifest.Length, [.. manifest.Chunks]);
        var other = new ContentManifest(manifest.Digest, manifest.Length, manifest.Chunks.Reverse().ToImmutableArray());

        Assert.Equal(manifest, copy);
        Assert.Equal(manifest.GetHashCode(), copy.GetHashCode());
        Assert.NotEqual(manifest, other);
    }

    private static byte[] Content(int length)
    {
        var content = new byte[length];
        new SeededRandomSource((ulong)length).Fill(content);
        return content;
    }
}
