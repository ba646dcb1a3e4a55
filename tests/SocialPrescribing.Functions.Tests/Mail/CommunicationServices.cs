using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SocialPrescribing.Functions.Tests.Mail;

/// <summary>
/// Azure Communication Services Email on this machine, as its REST API is documented (2023-03-31 and 2025-09-01): <c>POST /emails:send</c>
/// and <c>GET /emails/operations/{id}</c>, signed with the resource's key.
/// </summary>
/// <remarks>
/// Sources: CommunicationServicesEmail.json in azure-rest-api-specs for requests and answers; "Authentication" in the Communication
/// Services REST reference for the signature. A repeated operation gets 409 while it runs, and 412 after five minutes, once it is
/// forgotten. No specification says so; the mailer assumes it.
/// </remarks>
internal sealed class CommunicationServices : IAsyncDisposable
{
    private static readonly TimeSpan _remembered = TimeSpan.FromMinutes(5);
    private static readonly byte[] _key = SHA256.HashData("the key of a resource that does not exist"u8);

    private readonly WebApplication _app;
    private readonly TestClock _clock;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _next = [];
    private readonly ConcurrentDictionary<Guid, (string Body, DateTimeOffset At)> _operations = [];

    private CommunicationServices(WebApplication app, TestClock clock) => (_app, _clock) = (app, clock);

    public string Address => _app.Urls.Single() + "/";
    public string ConnectionString => $"endpoint={Address};accesskey={Convert.ToBase64String(_key)}";
    /// <summary>The messages that were accepted, in order.</summary>
    public ConcurrentQueue<(Guid Id, JsonNode Message)> Taken { get; } = [];
    /// <summary>Whether operations are still reported as running.</summary>
    public bool IsBusy { get; set; }

    public static async Task<CommunicationServices> Start(TestClock clock)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        CommunicationServices services = new(app, clock);
        app.Run(services.Answer);
        await app.StartAsync();
        return services;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Gives the next request this answer, whatever it asks.</summary>
    public void AnswerNext(int status, string code = "Invented", string? retryAfter = null) => _next.Enqueue(context =>
    {
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        return Fail(context, status, code);
    });

    /// <summary>Reads the next request and then breaks the connection.</summary>
    public void CutNext() => _next.Enqueue(async context =>
    {
        await Read(context);
        context.Abort();
    });

    /// <summary>Signs a request as the reference describes. For clients other than the package.</summary>
    public static void Sign(HttpRequestMessage request, string body, DateTimeOffset at)
    {
        string date = at.ToString("r", CultureInfo.InvariantCulture), hash = HashOf(body);
        string signature = Signature(request.Method.Method, request.RequestUri!.PathAndQuery, date, request.RequestUri.Authority, hash);
        request.Headers.Add("x-ms-date", date);
        request.Headers.Add("x-ms-content-sha256", hash);
        request.Headers.TryAddWithoutValidation("Authorization", Authorization(signature));
    }

    private async Task Answer(HttpContext context)
    {
        if (_next.TryDequeue(out Func<HttpContext, Task>? told))
        {
            await told(context);
            return;
        }
        string body = await Read(context);
        if (!IsSigned(context.Request, body))
            await Fail(context, 401, "Denied");
        else if (string.IsNullOrEmpty(context.Request.Query["api-version"]))
            await Fail(context, 400, "MissingApiVersionParameter");
        else if (HttpMethods.IsPost(context.Request.Method) && context.Request.Path == "/emails:send")
            await Send(context, body);
        else if (HttpMethods.IsGet(context.Request.Method)
            && Guid.TryParse(context.Request.Path.Value!.Split('/')[^1], out Guid id) && _operations.ContainsKey(id))
            await Tell(context, 200, id);
        else
            await Fail(context, 404, "NotFound");
    }

    private async Task Send(HttpContext context, string body)
    {
        if (context.Request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) is not true
            || Parse(body) is not { } message || !IsWhole(message))
        {
            await Fail(context, 400, "BadRequest");
            return;
        }
        string? asked = context.Request.Headers["Operation-Id"];
        if (asked is not null && !Guid.TryParse(asked, out _))
        {
            await Fail(context, 400, "BadRequest");
            return;
        }
        Guid id = asked is null ? Guid.NewGuid() : Guid.Parse(asked);
        if (_operations.TryGetValue(id, out (string Body, DateTimeOffset At) known))
        {
            (int status, string code) = _clock.Now - known.At >= _remembered ? (412, "PreconditionFailed") : IsBusy ? (409, "Conflict")
                : known.Body != body ? (400, "BadRequest") : (202, "");
            await (status is 202 ? Tell(context, 202, id) : Fail(context, status, code));
            return;
        }
        _operations[id] = (body, _clock.Now);
        Taken.Enqueue((id, message));
        await Tell(context, 202, id);
    }

    private Task Tell(HttpContext context, int status, Guid id)
    {
        bool isRunning = status is 202 || IsBusy;
        if (isRunning)
            context.Response.Headers.RetryAfter = "30";
        if (status is 202)
            context.Response.Headers["Operation-Location"] =
                $"{Address}emails/operations/{id}?api-version={context.Request.Query["api-version"]}";
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { id, status = isRunning ? "Running" : "Succeeded", error = (object?)null });
    }

    private static Task Fail(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["x-ms-error-code"] = code;
        return context.Response.WriteAsJsonAsync(new { error = new { code, message = "Invented." } });
    }

    /// <summary>Whether the message has everything that the specification requires.</summary>
    private static bool IsWhole(JsonObject message) =>
        message["senderAddress"] is JsonValue && message["content"]?["subject"] is JsonValue
        && message["recipients"]?["to"] is JsonArray { Count: > 0 } to && to.All(a => a?["address"] is JsonValue)
        && (message["attachments"] as JsonArray ?? []).All(
            a => a?["name"] is JsonValue && a["contentType"] is JsonValue && a["contentInBase64"] is JsonValue);

    private static bool IsSigned(HttpRequest request, string body)
    {
        string date = request.Headers["x-ms-date"].ToString(), hash = HashOf(body);
        return request.Headers["x-ms-content-sha256"] == hash && request.Headers.Authorization == Authorization(
            Signature(request.Method, $"{request.Path}{request.QueryString}", date, request.Host.ToString(), hash));
    }

    private static string HashOf(string body) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(body)));

    private static string Signature(string method, string pathAndQuery, string date, string host, string hash) =>
        Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{method}\n{pathAndQuery}\n{date};{host};{hash}")));

    private static string Authorization(string signature) =>
        $"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}";

    private static JsonObject? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<string> Read(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        return await reader.ReadToEndAsync();
    }
}
