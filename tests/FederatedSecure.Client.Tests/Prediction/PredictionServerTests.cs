using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FederatedSecure.Client.Prediction.Serving;
using FederatedSecure.Hosting.Files;

namespace FederatedSecure.Client.Tests.Prediction;

public sealed class PredictionServerTests : IDisposable
{
    private readonly TemporaryLog _log = new();

    [Fact]
    public async Task Predict_ListAndObject_AreAnsweredInOrder()
    {
        var (status, body) = await PostAsync("""{ "records": [[1, 0], { "income": 0, "age": -1 }, { "age": 1 }, "text"] }""");

        Assert.Equal(HttpStatusCode.OK, status);
        var predictions = body["predictions"]!.AsArray();
        Assert.Equal(["good", "bad", null, null], predictions.Select(answer => (string?)answer!["class"]));
        Assert.Contains("\"income\" is missing", (string?)predictions[2]!["reason"], StringComparison.Ordinal);
        Assert.Equal(Workbench.Model.Digest, (string?)body["model"]);
    }

    [Theory]
    [InlineData("{", HttpStatusCode.BadRequest, "not JSON")]
    [InlineData("""{ "records": [] }""", HttpStatusCode.BadRequest, "1 to 1000 records")]
    [InlineData("[1, 0]", HttpStatusCode.BadRequest, "records")]
    public async Task Predict_BadRequest_SaysWhatToSend(string request, HttpStatusCode expected, string part)
    {
        var (status, body) = await PostAsync(request);

        Assert.Equal(expected, status);
        Assert.Contains(part, (string?)body["error"], StringComparison.Ordinal);
    }

    /// <summary>What a page in a browser can send without being asked back.</summary>
    [Fact]
    public async Task Predict_PlainTextOrForeignHost_IsRefused()
    {
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await PostAsync("""{ "records": [[1, 0]] }""", type: "text/plain")).Status);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await PostAsync("""{ "records": [[1, 0]] }""", host: "attacker.example")).Status);
    }

    [Fact]
    public async Task Predict_DiskFull_IsNotAnswered()
    {
        var (status, body) = await PostAsync("""{ "records": [[1, 0]] }""", open: path => new FullDisk(PrivateFile.Append(path)) { Room = 10 });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("log cannot be written", (string?)body["error"], StringComparison.Ordinal);
    }

    public void Dispose() => _log.Dispose();

    private async Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(
        string content, string type = "application/json", string? host = null, Func<string, Stream>? open = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var predictor = Workbench.Open(_log, open: open);
        await using var app = PredictionServer.Build(predictor, new IPEndPoint(IPAddress.Loopback, 0), _log.Files.Folder);
        await app.StartAsync(cancellation);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(app.Urls.First()), "predict")) { Content = new StringContent(content, Encoding.UTF8, type) };
        request.Headers.Host = host;
        using var response = await http.SendAsync(request, cancellation);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellation))!);
    }
}
