using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace FederatedSecure.Client.Prediction.Serving;

/// <summary>
/// Predictions over HTTP, for programs on this machine: POST /predict {"records": [ … ]} and GET /health. It listens on the loopback only and
/// knows no users; in front of others stands a proxy with TLS and its own access rules.
/// </summary>
internal static class PredictionServer
{
    /// <summary>Records in one request.</summary>
    public const int MostRecords = 1_000;

    private const long LargestBody = 8 << 20;
    private const int MostConnections = 100;

    /// <summary>Builds the server, not yet started.</summary>
    /// <param name="predictor">What answers.</param>
    /// <param name="endpoint">Where to listen; port 0 takes a free one.</param>
    /// <param name="root">A folder without settings files of others.</param>
    public static WebApplication Build(Predictor predictor, IPEndPoint endpoint, string root)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = root });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Listen(endpoint);
        });
        var app = builder.Build();
        app.Use(RequireLocalCaller);
        app.MapPost("/predict", (HttpContext context) => PredictAsync(context, predictor));
        app.MapGet("/health", (HttpContext context) =>
            WriteAsync(context, StatusCodes.Status200OK, new HealthResponse(predictor.Version, predictor.Drift), PredictionJson.Default.HealthResponse));
        return app;
    }

    /// <summary>
    /// A page in a browser on this machine can send requests here, too: not with this content type unless it asks first, which nobody answers,
    /// and under another host name if its own name was made to point here.
    /// </summary>
    private static async Task RequireLocalCaller(HttpContext context, RequestDelegate next)
    {
        var isLocal = context.Request.Host.Host is "localhost" || (IPAddress.TryParse(context.Request.Host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
        if (!isLocal)
        {
            await FailAsync(context, StatusCodes.Status421MisdirectedRequest, "This server answers to localhost only: let the proxy set the Host header.");
        }
        else if (HttpMethods.IsPost(context.Request.Method) && !context.Request.HasJsonContentType())
        {
            await FailAsync(context, StatusCodes.Status415UnsupportedMediaType, "Send the header Content-Type: application/json.");
        }
        else
        {
            await next(context);
        }
    }

    private static async Task PredictAsync(HttpContext context, Predictor predictor)
    {
        List<PredictionInput> inputs;
        try
        {
            using var json = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("records", out var records)
                || records.ValueKind != JsonValueKind.Array || records.GetArrayLength() is 0 or > MostRecords)
            {
                await FailAsync(context, StatusCodes.Status400BadRequest, FormattableString.Invariant($"A request is {{ \"records\": [ … ] }} with 1 to {MostRecords} records."));
                return;
            }

            var features = predictor.Features;
            inputs = [.. records.EnumerateArray().Select(record => PredictionInput.Of(record, features))];
        }
        catch (JsonException exception)
        {
            await FailAsync(context, StatusCodes.Status400BadRequest, $"The request is not JSON: {exception.Message}");
            return;
        }
        catch (BadHttpRequestException exception)
        {
            await FailAsync(context, exception.StatusCode, exception.Message);
            return;
        }

        ImmutableArray<Answer> answers;
        try
        {
            answers = predictor.Predict(inputs, context.RequestAborted);
        }
        catch (IOException exception)
        {
            await FailAsync(context, StatusCodes.Status503ServiceUnavailable, $"The prediction log cannot be written, and nothing is answered without it: {exception.Message}");
            return;
        }

        await WriteAsync(
            context, StatusCodes.Status200OK, new PredictionResponse(predictor.Version, answers, predictor.Drift?.IsDrifting), PredictionJson.Default.PredictionResponse);
    }

    private static Task FailAsync(HttpContext context, int status, string error) =>
        WriteAsync(context, status, new ErrorResponse(error), PredictionJson.Default.ErrorResponse);

    private static Task WriteAsync<T>(HttpContext context, int status, T value, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(value, type, cancellationToken: context.RequestAborted);
    }
}
