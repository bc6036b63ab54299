using System.Collections.Immutable;
using FederatedSecure.Lab.Federation;
using FederatedSecure.Lab.Idx;
using FederatedSecure.Lab.Splitting;

namespace FederatedSecure.Lab.Demo;

/// <summary>The digits: training files for every site, and the test files that no site sees. And what digits cannot show fairness with.</summary>
internal sealed class DemoData
{
    private const string ImageFile = "images-idx3-ubyte.gz";
    private const string LabelFile = "labels-idx1-ubyte.gz";

    private static readonly string Digits = Path.Combine(AppContext.BaseDirectory, "Data", "mnist");

    private DemoData(ImmutableArray<SiteData> sites) => Sites = sites;

    public static string TrainingImages => Path.Combine(Digits, "train-images-idx3-ubyte.gz");

    public static string TrainingLabels => Path.Combine(Digits, "train-labels-idx1-ubyte.gz");

    public static string TestImages => Path.Combine(Digits, "t10k-images-idx3-ubyte.gz");

    public static string TestLabels => Path.Combine(Digits, "t10k-labels-idx1-ubyte.gz");

    /// <summary>1,000 applications for a credit, with protected attributes.</summary>
    public static string Credit => Path.Combine(AppContext.BaseDirectory, "Data", "german_credit.csv.gz");

    public static string CreditSchema => Path.Combine(AppContext.BaseDirectory, "Data", "german_credit.schema.json");

    public ImmutableArray<SiteData> Sites { get; }

    /// <summary>Splits the training digits and writes each site's part into a folder of its own.</summary>
    public static DemoData Split(FederationFolder folder, IEnumerable<string> sites, DirichletSplitOptions options)
    {
        var images = IdxFile.Read(TrainingImages);
        var labels = IdxFile.Read(TrainingLabels);
        var classes = new int[labels.Records];
        for (int i = 0; i < classes.Length; i++)
        {
            classes[i] = labels.Data[i];
        }

        var split = DirichletSplit.Split(classes, options);
        return new DemoData([.. sites.Zip(split, (site, records) => Write(folder.SiteData(site), site, images, labels, records))]);
    }

    private static SiteData Write(string directory, string site, IdxArray images, IdxArray labels, ImmutableArray<int> records)
    {
        var data = new SiteData(site, Path.Combine(directory, ImageFile), Path.Combine(directory, LabelFile), Histogram(labels, records));
        IdxFile.Write(data.Images, images.Select(records));
        IdxFile.Write(data.Labels, labels.Select(records));
        return data;
    }

    private static ImmutableArray<int> Histogram(IdxArray labels, ImmutableArray<int> records)
    {
        var counts = new int[10];
        foreach (int record in records)
        {
            counts[labels.Data[record]]++;
        }

        return [.. counts];
    }
}
