using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using SocialPrescribing.Service.Evidence;
using SocialPrescribing.Service.Transfer;
using SocialPrescribing.Web;
using SocialPrescribing.Web.Api;

namespace SocialPrescribing.Local.Moving;

/// <summary>
/// A service on either host, called in the name of one of its admins. The token comes from the environment or the keyboard, never from the
/// command line, which others can see.
/// </summary>
internal sealed class RunningService : IDisposable
{
    public const string TokenVariable = "SOCIAL_PRESCRIBING_TOKEN";
    private const int Attempts = 5;
    private static readonly TimeSpan _longestWait = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;

    private RunningService(Uri address, string token)
    {
        // Longer than any host allows for a request.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromMinutes(5)
        };
        _http.DefaultRequestHeaders.Add(Access.TokenHeader, token);
    }

    /// <summary>Null if the token would be sent unencrypted.</summary>
    public static Uri? AddressOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? address)
            && (address.Scheme is "https" || (address.Scheme is "http" && address.IsLoopback)) ? address : null;

    public static RunningService At(Uri address) =>
        new(address, Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token ? token : Ask());

    public void Dispose() => _http.Dispose();

    public async Task<RestAnswer> Rest(HttpMethod method, CancellationToken cancellation) =>
        Read(await Send(method, "api/rest", null, cancellation));

    public async Task<RestAnswer> Import(
        long after, IReadOnlyList<string> lines, Tolerated tolerated, CancellationToken cancellation) =>
        Read(
            await Send(HttpMethod.Post, $"api/import?after={after}{(tolerated.HasFlag(Tolerated.Unreadable) ? "&unreadable=leaveOut" : "")}"
                    + (tolerated.HasFlag(Tolerated.OtherPathway) ? "&pathway=other" : ""),
                Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n"))), cancellation));

    public async IAsyncEnumerable<string> Export([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        string? mark = null;
        do
        {
            (string text, string? more) =
                await Send(HttpMethod.Get, mark is null ? "api/export" : $"api/export?after={mark}", null, cancellation);
            foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                yield return line;
            mark = more;
        } while (mark is not null);
    }

    public async Task<FactsRebuild.Part> RebuildFacts(Guid? after, CancellationToken cancellation) => JsonSerializer.Deserialize(
        (await Send(HttpMethod.Post, after is null ? "api/facts/rebuild" : $"api/facts/rebuild?after={after}", null, cancellation)).Text,
        RestAnswerJson.Default.Part)!;

    public async Task<PlacesView> Places(CancellationToken cancellation) => JsonSerializer.Deserialize(
        (await Send(HttpMethod.Get, "api/places", null, cancellation)).Text, RestAnswerJson.Default.PlacesView)!;

    public async Task<PlacesView> ImportPlaces(string name, byte[] file, CancellationToken cancellation) => JsonSerializer.Deserialize(
        (await Send(HttpMethod.Put, $"api/places?name={Uri.EscapeDataString(name)}", file, cancellation)).Text,
        RestAnswerJson.Default.PlacesView)!;

    public async Task<PracticesView> ImportPractices(string name, byte[] file, CancellationToken cancellation) =>
        JsonSerializer.Deserialize(
            (await Send(HttpMethod.Put, $"api/practices?name={Uri.EscapeDataString(name)}", file, cancellation)).Text,
            RestAnswerJson.Default.PracticesView)!;

    /// <summary>Sends again what got no answer. Every request here may be repeated.</summary>
    /// <exception cref="ServiceRefusedException">The service refused. The message is for the operator.</exception>
    private async Task<(string Text, string? Continue)> Send(HttpMethod method, string path, byte[]? lines, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan wait = TimeSpan.FromSeconds(1 << attempt);
            string problem;
            try
            {
                using HttpRequestMessage request = new(method, path);
                if (lines is not null)
                    request.Content =
                        new ByteArrayContent(lines) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
                using HttpResponseMessage answer = await _http.SendAsync(request, cancellation);
                string text = await answer.Content.ReadAsStringAsync(cancellation);
                if (answer.IsSuccessStatusCode)
                    return (text, answer.Headers.TryGetValues("X-Continue", out IEnumerable<string>? marks) ? marks.First() : null);
                problem = WhyOf(answer.StatusCode, text);
                if (answer.StatusCode
                    is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
                        or HttpStatusCode.GatewayTimeout))
                    throw new ServiceRefusedException(problem);
                wait = answer.Headers.RetryAfter?.Delta ?? wait;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
            {
                problem = $"{_http.BaseAddress} does not answer.";
            }
            if (attempt == Attempts)
                throw new ServiceRefusedException(problem);
            await Task.Delay(wait < _longestWait ? wait : _longestWait, cancellation);
        }
    }

    private static string WhyOf(HttpStatusCode status, string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, RestAnswerJson.Default.Said)?.Detail ?? $"The service answered {(int)status}.";
        }
        catch (JsonException)
        {
            return $"The service answered {(int)status}. Is this the address of the service?";
        }
    }

    private static RestAnswer Read((string Text, string? Continue) answer) =>
        JsonSerializer.Deserialize(answer.Text, RestAnswerJson.Default.RestAnswer)!;

    private static string Ask()
    {
        Console.Error.Write("Token of an admin of that service: ");
        if (Console.IsInputRedirected)
            return Console.ReadLine() ?? "";
        StringBuilder typed = new();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
            typed = key.Key is ConsoleKey.Backspace
                ? typed.Remove(Math.Max(0, typed.Length - 1), Math.Min(1, typed.Length))
                : typed.Append(key.KeyChar);
        Console.Error.WriteLine();
        return typed.ToString();
    }

    internal sealed record Said(string? Detail);
}

/// <param name="Resting">Null while the service works.</param>
internal sealed record RestAnswer(RestReason? Resting, MovedCounts? Import);

internal sealed class ServiceRefusedException(string sentence) : IOException(sentence);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RestAnswer))]
[JsonSerializable(typeof(FactsRebuild.Part))]
[JsonSerializable(typeof(PlacesView))]
[JsonSerializable(typeof(PracticesView))]
[JsonSerializable(typeof(RunningService.Said))]
internal sealed partial class RestAnswerJson : JsonSerializerContext;
