using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Hosting.Errors;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Tests.Errors;

public sealed class RefusalsTests
{
    [Fact]
    public void Document_Errors_AreTheOnesOfTheCatalogue()
    {
        var rows = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", "errors.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal));

        Assert.Equal(Refusals.All.Select(refusal => $"| `{refusal.Code}` | `{Words(refusal.Status)}` | {refusal.Remedy} |"), rows);
    }

    [Fact]
    public void Codes_OfAll_AreUniqueAndWritable()
    {
        Assert.Equal(Refusals.All.Count, Refusals.All.Select(refusal => refusal.Code).Distinct().Count());
        Assert.All(Refusals.All, refusal => Assert.Matches("^[a-z]+\\.[a-z-]+$", refusal.Code));
    }

    [Fact]
    public void Refusal_OnItsWay_SaysWhatIsWrongAndWhatToDo() => Assert.All(Refusals.All, refusal =>
    {
        var error = RemoteError.Of(refusal.Because("Something is wrong."));

        Assert.Equal(new RemoteError(refusal.Status, refusal.Code, "Something is wrong.", refusal.Remedy), error);
        Assert.EndsWith(".", error.Remedy, StringComparison.Ordinal);
        Assert.NotEqual(StatusCode.Unknown, refusal.Status);
    });

    // As gRPC writes them: NOT_FOUND.
    private static string Words(StatusCode status) => string.Concat(
        status.ToString().Select((letter, index) => index > 0 && char.IsUpper(letter) ? $"_{letter}" : $"{char.ToUpperInvariant(letter)}"));
}
