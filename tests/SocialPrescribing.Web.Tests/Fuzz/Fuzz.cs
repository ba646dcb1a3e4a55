using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Routing.Patterns;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Http.Tests.Fuzz;

/// <summary>
/// Requests that nobody thought of: any route, with ids that exist and ids that do not, bodies and forms that are right by their
/// grammar and then spoilt, headers and files. The same seed sends the same kinds of requests again. Later requests use the ids
/// and forms in the answers.
/// </summary>
internal sealed partial class Fuzz : IAsyncDisposable
{
    private const int MostKnown = 400;
    private const double MostAway = 0.05;

    private readonly TestedService _service;
    private readonly MovedClock _machine;
    private readonly HttpClient _client;
    private readonly Junk _junk;
    private readonly Random _chance;
    private readonly List<string> _known = [];
    private readonly List<string> _tokens = [];
    private readonly Dictionary<string, SeenForm> _forms = [];
    private readonly List<(StaffMember Member, string Token)> _staff = [];
    /// <summary>What of the request that is being made was made up, and who sends it.</summary>
    private readonly HashSet<string> _is = [];
    private Route[] _routes = [];
    private string _key = "";

    private sealed record Route(string Method, RoutePattern Pattern);

    public Fuzz(TestedService service, MovedClock machine, int seed)
    {
        (_service, _machine, _client, _chance) = (service, machine, service.Client(), new Random(seed));
        _client.Timeout = TimeSpan.FromSeconds(60);
        _junk = new Junk(_chance, KnownAs);
    }

    public int Sent { get; private set; }
    public SortedDictionary<int, int> ByStatus { get; } = [];
    /// <summary>How often 503 was answered for which reason.</summary>
    public SortedDictionary<string, int> Away { get; } = [];
    /// <summary>Where much is turned away, little is tried out, whatever the reason.</summary>
    public bool IsRarelyAway => Away.Values.Sum() <= Sent * MostAway;
    /// <summary>The answers that should not have been given, each with its request in one line.</summary>
    public List<string> Wrong { get; } = [];
    /// <summary>Why requests did not leave the client, and how many.</summary>
    public SortedDictionary<string, int> NotSent { get; } = [];
    public (TimeSpan Took, string Request) Slowest { get; private set; }

    /// <summary>Sends one request and checks the answer.</summary>
    public async Task Next()
    {
        if (Sent % 25 is 0)
            await Tidy();
        // Time passes, so that rate limits rarely apply.
        _machine.Move(TimeSpan.FromSeconds(_chance.Next(20)));
        _is.Clear();
        _way.Clear();
        _command = "";
        _takesTable = false;
        (string method, string path, int? by) = await Where();
        if (_chance.Next(40) is 0)
            method = _chance.One("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FUZZ");
        path += _chance.Next(3) is 0 ? Query() : "";
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(path, UriKind.Relative));
        Credentials(request, by);
        Headers(request);
        if (method is "POST" or "PUT" or "PATCH" || _chance.Next(100) is 0)
            request.Content = Body(path);
        string line = $"#{Sent} {method} {path}";
        Stopwatch watch = Stopwatch.StartNew();
        try
        {
            using HttpResponseMessage answer = await _client.SendAsync(request);
            int status = (int)answer.StatusCode;
            ByStatus[status] = ByStatus.GetValueOrDefault(status) + 1;
            Count(answer);
            string text = await answer.Content.ReadAsStringAsync();
            if (status >= 500 && !(status is 503 && await IsAwayForAReason(answer, path)))
                Wrong.Add($"{line}: {status} {(request.Content is null ? "" : await Shown(request.Content))}");
            Learn(text);
            if (_member is { } shutOut && (status is 401 || IsToSignIn(answer)))
                await LetIn(shutOut);
        }
        // No .NET client would send some of these requests.
        catch (Exception e) when (IsOurClients(e))
        {
            ByStatus[0] = ByStatus.GetValueOrDefault(0) + 1;
            NotSent[e.Message] = NotSent.GetValueOrDefault(e.Message) + 1;
        }
        catch (Exception e)
        {
            Wrong.Add($"{line}: {e.GetType().Name} {e.StackTrace?.Split('\n').FirstOrDefault()}");
        }
        if (watch.Elapsed > Slowest.Took)
            Slowest = (watch.Elapsed, line);
        Sent++;
    }

    /// <summary>
    /// Requests come one after the other, so nothing is too busy for any of them. 503 is right in two places alone: health may answer that
    /// somebody has to look, and a service that a request has put to rest says when to come back.
    /// </summary>
    private async Task<bool> IsAwayForAReason(HttpResponseMessage answer, string path)
    {
        string? why = path.Split('?')[0] is "/health/ready" or "/health/attention" ? "health"
            : answer.Headers.RetryAfter is not null && await Standstill.IsOn(_service.Get<IRegister>(), default) ? "at rest" : null;
        if (why is not null)
            Away[why] = Away.GetValueOrDefault(why) + 1;
        return why is not null;
    }

    /// <summary>Compares each journal with the stored state, as <c>check</c> does.</summary>
    public Task<JournalCheck.Report> Check() =>
        JournalCheck.Run(_service.Get<IJourneyStore>(), _service.Get<Pathway>(), default, _service.Get<IDocuments>());

    private static bool IsOurClients(Exception e) =>
        e is HttpRequestException or NotSupportedException
        && (e.Message.Contains("headers must contain", StringComparison.OrdinalIgnoreCase)
            || e.Message.Contains("TRACE", StringComparison.Ordinal));

    private static async Task<string> Shown(HttpContent content)
    {
        try
        {
            string text = await content.ReadAsStringAsync();
            return text.Length > 600 ? text[..600] : text;
        }
        catch (Exception e) when (e is ObjectDisposedException or InvalidOperationException)
        {
            return content.Headers.ContentType?.ToString() ?? "";
        }
    }

    private HttpContent Body(string path)
    {
        bool isApi = path.StartsWith("/api", StringComparison.Ordinal);
        return _chance.Next(30) switch
        {
            _ when _takesTable && _chance.Next(6) > 0 => Table(path),
            0 => new ByteArrayContent(_junk.Bytes(_chance.Next(2_000))),
            1 => File(path),
            2 => Json(path, _chance.One(Junk.ContentTypes)),
            _ when isApi => Json(path, "application/json"),
            _ => _chance.Next(8) > 0 && _forms.GetValueOrDefault(path.Split('?')[0])?.TakesFiles is true ? File(path) : Form(path),
        };
    }

    private StringContent Json(string path, string type)
    {
        string json = _junk.Json(path);
        if (path.Contains("commands", StringComparison.Ordinal))
            (_, _command) = (_is.Add("command"), CommandKind().Match(json).Groups["kind"].Value);
        else
            _is.Add("body");
        return new StringContent(json, Encoding.UTF8, type);
    }

    private ByteArrayContent Table(string path)
    {
        _is.Add("file");
        return new ByteArrayContent(_junk.Table(path)) { Headers = { ContentType = new("text/csv") } };
    }

    /// <summary>The page's form with a file, or a file alone.</summary>
    private MultipartFormDataContent File(string path)
    {
        _is.Add("file");
        IReadOnlyList<Field> fields = _forms.GetValueOrDefault(path.Split('?')[0])?.Fields ?? [];
        MultipartFormDataContent form = _junk.File(
            path, fields.FirstOrDefault(f => f.Kind is "file")?.Name ?? _chance.One("file", "document", "activities"));
        foreach ((string name, string value) in Filled(fields.Where(f => f.Kind is not "file")))
            form.Add(new StringContent(value), name);
        return form;
    }

    /// <summary>The page's form, with its fields as they were, as another user might fill them in, or with nonsense.</summary>
    private FormUrlEncodedContent Form(string path)
    {
        _is.Add("form");
        IReadOnlyList<Field> fields = (_forms.GetValueOrDefault(path.Split('?')[0])
            ?? (_forms.Count > 0 && _chance.Next(2) is 0 ? _chance.One([.. _forms.Values]) : null))?.Fields ?? [];
        return new FormUrlEncodedContent(Filled(fields));
    }

    private List<KeyValuePair<string, string>> Filled(IEnumerable<Field> fields)
    {
        List<KeyValuePair<string, string>> sent = [];
        // A browser sends one of the choices.
        foreach (Field field in fields.GroupBy(f => f.Kind is "radio" ? f.Name : $"{f.Name} {f.Value}").Select(g => _chance.One([.. g])))
            if (_chance.Next(12) > 0)
                for (int times = _chance.Next(40) is 0 ? 2 : 1; times > 0; times--)
                    sent.Add(KeyValuePair.Create(field.Name, Filled(field)));
        while (_chance.Next(6) is 0)
            sent.Add(KeyValuePair.Create(_junk.Word(), _junk.Value()));
        return sent;
    }

    private string Filled(Field field) => _chance.Next(field.Kind is "hidden" or "radio" ? 12 : 4) switch
    {
        0 => _junk.Value(),
        1 => Known(),
        2 when field.Value is "" => "Likes singing",
        _ => field.Value,
    };

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _service.DisposeAsync();
    }
}
