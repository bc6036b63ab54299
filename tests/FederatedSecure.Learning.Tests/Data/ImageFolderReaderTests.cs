using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Tests.Support;

namespace FederatedSecure.Learning.Tests.Data;

public sealed class ImageFolderReaderTests : IDisposable
{
    // Written by hand after the PNG specification with Python's zlib, not by the library under test: 2 × 1 grey (0, 255), and
    // 2 × 1 RGB ((255, 0, 0), (0, 51, 255)).
    private static readonly byte[] Grey = Convert.FromBase64String(GreyPng);
    private static readonly byte[] Colour = Convert.FromBase64String(ColourPng);
    private const string GreyPng = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAADRSSBWAAAAC0lEQVR4nGNg+A8AAQIBAEK+vGgAAAAASUVORK5CYII=";
    private const string ColourPng = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP4z8DAYPwfAAdmAjKRR2Z0AAAAAElFTkSuQmCC";
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Read_GreyPictures_GivesOneChannelAndFoldersAsClasses()
    {
        _folder.Write("images/cat/1.png", Grey);
        _folder.Write("images/dog/2.PNG", Grey);
        _folder.Write("images/.thumbnails/3.png", Grey);

        var data = Read();

        Assert.Equal(["cat", "dog"], data.ClassNames);
        Assert.Equal([1, 1, 2], data.FeatureShape);
        Assert.Equal([0f, 1f, 0f, 1f], data.Features);
        Assert.Equal([0, 1], data.Labels);
    }

    [Fact]
    public void Read_ColourPictures_GivesThreeChannelsOneAfterTheOther()
    {
        _folder.Write("images/cat/1.png", Colour);
        _folder.Write("images/dog/2.png", Colour);

        var data = Read();

        Assert.Equal([3, 1, 2], data.FeatureShape);
        Assert.Equal([1f, 0f, 0f, 0.2f, 0f, 1f], data.Features[..6]);
    }

    [Fact]
    public void Read_PicturesOfDifferentShape_IsRefusedByName()
    {
        _folder.Write("images/cat/1.png", Grey);
        _folder.Write("images/dog/2.png", Colour);

        var exception = Assert.Throws<DataException>(Read);

        Assert.EndsWith("2.png", exception.File, StringComparison.Ordinal);
        Assert.Contains("bring all to one size", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DamagedPicture_IsRefusedByName()
    {
        _folder.Write("images/cat/1.png", Grey);
        _folder.Write("images/dog/2.png", Grey[..40]);

        Assert.EndsWith("2.png", Assert.Throws<DataException>(Read).File, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ClassWithoutFolder_IsAWarningBecauseClassesAreTheJobs()
    {
        _folder.Write("images/cat/1.png", Grey);

        var report = DataCheck.Run(new DataSource("images", "images", Classes: ["cat", "dog"]), _folder.Root);

        Assert.True(report.IsUsable);
        Assert.Equal([("cat", 1L), ("dog", 0L)], report.Classes);
        Assert.Contains(report.Findings, finding => finding.Message.Contains("no records of this class", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("none", "no such folder")]
    [InlineData("empty", "at least two")]
    public void Read_NoClasses_IsRefused(string path, string problem)
    {
        Directory.CreateDirectory(_folder.At("empty"));

        var exception = Assert.Throws<DataException>(() => DataReader.Read(new DataSource("images", path), _folder.Root));

        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private DataSet Read() => DataReader.Read(new DataSource("images", "images"), _folder.Root);
}
