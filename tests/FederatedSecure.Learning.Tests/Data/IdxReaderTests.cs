using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Tests.Support;

namespace FederatedSecure.Learning.Tests.Data;

public sealed class IdxReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_PlainOrGzip_ScalesPixelsAndAddsAChannel(bool gzip)
    {
        var images = Some.Idx([2, 1, 3], [0, 51, 255, 102, 153, 204]);
        var labels = Some.Idx([2], [7, 0]);
        _folder.Write("images", gzip ? TemporaryFolder.Gzip(images) : images);
        _folder.Write("labels", gzip ? TemporaryFolder.Gzip(labels) : labels);

        var data = Read();

        Assert.Equal([1, 1, 3], data.FeatureShape);
        Assert.Equal([0f, 0.2f, 1f, 0.4f, 0.6f, 0.8f], data.Features);
        Assert.Equal([7, 0], data.Labels);
        Assert.Equal(10, data.Classes);
    }

    [Fact]
    public void Read_CutShortAnywhere_IsRefusedByName()
    {
        var images = Some.Idx([2, 1, 3], [1, 2, 3, 4, 5, 6]);
        _folder.Write("labels", Some.Idx([2], [0, 1]));
        for (var length = 0; length < images.Length; length++)
        {
            _folder.Write("images", images[..length]);

            var exception = Assert.Throws<DataException>(Read);
            Assert.EndsWith("images", exception.File, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_GzipCutShort_IsRefusedByName()
    {
        _folder.Write("labels", Some.Idx([2], [0, 1]));
        var gzip = TemporaryFolder.Gzip(Some.Idx([2, 40, 40], [.. Enumerable.Range(0, 3200).Select(i => (byte)(i * 31))]));
        _folder.Write("images", gzip[..^40]);

        var exception = Assert.Throws<DataException>(Read);

        Assert.EndsWith("images", exception.File, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 8, 3 }, "no IDX file")]
    [InlineData(new byte[] { 0, 0, 13, 3 }, "unsigned bytes")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0, 0, 0, 2, 0, 1 }, "swapped")]
    [InlineData(new byte[] { 0, 0, 8, 3, 0x7F, 255, 255, 255, 0x7F, 255, 255, 255, 0x7F, 255, 255, 255 }, "more than")]
    [InlineData(new byte[] { 0, 0, 8, 3, 255, 255, 255, 255, 0, 0, 0, 1, 0, 0, 0, 1 }, "more than")]
    [InlineData(new byte[] { 0, 0, 8, 3, 0, 1, 0, 0, 0, 0, 0, 32, 0, 0, 0, 32 }, "cut off")]
    [InlineData(new byte[] { 0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 1, 9, 9, 9 }, "longer")]
    [InlineData(new byte[] { 0, 0, 8, 2, 0, 0, 0, 3, 0, 0, 0, 1, 9, 9, 9 }, "2 labels for the 3 records")]
    [InlineData(new byte[] { 0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0, 1 }, "2 labels for the 0 records")]
    public void Read_HostileImages_IsRefusedWithTheReason(byte[] images, string reason)
    {
        _folder.Write("images", images);
        _folder.Write("labels", Some.Idx([2], [0, 1]));

        Assert.Contains(reason, Assert.Throws<DataException>(Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LabelBeyondTheNamedClasses_IsRefusedWithItsRecord()
    {
        _folder.Write("images", Some.Idx([2, 1], [1, 2]));
        _folder.Write("labels", Some.Idx([2], [0, 3]));

        var exception = Assert.Throws<DataException>(() => Read("cat", "dog"));

        Assert.Contains("record 1 has label 3", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoLabels_SaysHowToNameThem() => Assert.Contains(
        "labels", Assert.Throws<DataException>(() => DataReader.Read(new DataSource("idx", "images"), _folder.Root)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_MissingFile_IsRefusedByName()
    {
        _folder.Write("labels", Some.Idx([2], [0, 1]));

        Assert.Contains("does not exist", Assert.Throws<DataException>(Read).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private DataSet Read() => Read(null);

    private DataSet Read(params string[]? classes) =>
        DataReader.Read(new DataSource("idx", "images", Labels: "labels", Classes: classes), _folder.Root);
}
