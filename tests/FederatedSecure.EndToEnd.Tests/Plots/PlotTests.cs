using System.Xml.Linq;
using FederatedSecure.Lab.Plots;

namespace FederatedSecure.EndToEnd.Tests.Plots;

public sealed class PlotTests
{
    [Theory]
    [InlineData(600, new double[] { 0, 200, 400, 600 })]
    [InlineData(40, new double[] { 0, 10, 20, 30, 40 })]
    [InlineData(1, new double[] { 0, 1 })]
    [InlineData(800, new double[] { 0, 200, 400, 600, 800 })]
    public void Upto_Axis_HasRoundNumbers(double largest, double[] expected) => Assert.Equal(expected, Ticks.Upto(largest));

    [Fact]
    public void OfPart_Scale_IsDarkToBright()
    {
        Assert.Equal("#00224e", Palette.OfPart(0));
        Assert.Equal("#fee838", Palette.OfPart(1));
        Assert.Equal("#00224e", Palette.OfPart(double.NegativeInfinity));
    }

    [Fact]
    public void Draw_AnyPlot_IsXmlWithTheNamesEscaped()
    {
        const string name = "a < b & \"c\"";
        string[] plots =
        [
            LinePanels.Draw(name, name, name, name, [(name, [new Series(name, [(0, 0.1, 0), (10, 0.9, 0.1)])]), (name, [])]),
            HeatMap.Draw(name, name, name, name, [name], [name, name], (_, column) => column == 0 ? 0.5 : null, separated: 1),
            Bars.Draw(name, name, name, [(name, 0.4, 0.1, name, 0.7), (name, 0, 0, "", null)]),
        ];

        Assert.All(plots, plot =>
        {
            var svg = XDocument.Parse(plot);
            Assert.Equal("svg", svg.Root!.Name.LocalName);
            Assert.Contains(svg.Descendants(), element => element.Name.LocalName == "text" && element.Value == name);
            Assert.DoesNotContain("NaN", plot, StringComparison.Ordinal);
        });
    }
}
