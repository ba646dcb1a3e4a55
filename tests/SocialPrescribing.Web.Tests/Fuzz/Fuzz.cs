using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
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

    private readonly TestedService _service;
    private readonly MovedClock _machine;
    private readonly HttpClient _client;
    private readonly Junk _junk;
    private readonly Random _chance;
    private readonly List<string> _known = [];
    private readonly List<string> _tokens = [];
    private readonly Dictionary<string, List<(string Name, string Value)>> _forms = [];
    private readonly List<(StaffMember Member, string Token)> _staff = [];
    private Route[] _routes = [];
    private string _key = "";

    private sealed record Route(string Method, RoutePattern Pattern);

    public Fuzz(TestedService service, MovedClock machine, int seed)
    {
        (_service, _machine, _client, _chance) = (service, machine, service.Client(), new Random(seed));
        _client.Timeout = TimeSpan.FromSeconds(60);
        _junk = new Junk(_chance, Known);
    }

    public int Sent { get; private set; }
    public SortedDictionary<int, int> ByStatus { get; } = [];
    /// <summary>The answers that should not have been given, each with its request in one line.</summary>
    public List<string> Wrong { get; } = [];
    public (TimeSpan Took, string Request) Slowest { get; private set; }

    public async Task Begin()
    {
        (_, _key) = await _service.AddOrganisation();
        foreach (StaffRole role in Enum.GetValues<StaffRole>())
            _staff.Add(await _service.AddStaff(role, $"Fuzz {role}"));
        // Another admin, in case the first one loses the role.
        await _service.AddStaff(StaffRole.Admin, "Ada Boone");
        // The Azure host maps its endpoints at the first request.
        await _client.GetAsync("/health/live");
        _routes = [.. _service.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(
            e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(m => new Route(m, e.RoutePattern)))];
        Guid activity = Guid.NewGuid();
        await _service.Get<ActivityDirectory>().Put(activity, new ListingDetails
        {
            Name = "Choir",
            Provider = new ActivityProvider(Guid.NewGuid(), "Voices", Email: "sing@voices.example"),
        }, 0, default);
        Knows($"{activity:N}");
        foreach ((StaffMember member, _) in _staff)
            Knows(member.Id);
        for (int i = 0; i < 3; i++)
            await Refer();
    }

    /// <summary>Sends one request and checks the answer.</summary>
    public async Task Next()
    {
        if (Sent % 25 is 0)
            await Tidy();
        // Time passes, so that rate limits rarely apply.
        _machine.Move(TimeSpan.FromSeconds(_chance.Next(20)));
        Route route = _chance.One(_routes);
        string method = _chance.Next(40) is 0 ? _chance.One("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FUZZ")
            : route.Method;
        string path = PathOf(route) + (_chance.Next(2) is 0 ? Query() : "");
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(path, UriKind.Relative));
        Credentials(request);
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
            string text = await answer.Content.ReadAsStringAsync();
            // A paused or overloaded service may answer 503 if it says when to come back. Health may answer that somebody has to look.
            if (status >= 500 && !(status is 503
                && (answer.Headers.RetryAfter is not null || path.StartsWith("/health/", StringComparison.Ordinal))))
                Wrong.Add($"{line}: {status} {(request.Content is null ? "" : await Shown(request.Content))}");
            Learn(text);
        }
        // No .NET client would send some of these requests.
        catch (Exception e) when (IsOurClients(e))
        {
            ByStatus[0] = ByStatus.GetValueOrDefault(0) + 1;
        }
        catch (Exception e)
        {
            Wrong.Add($"{line}: {e.GetType().Name} {e.StackTrace?.Split('\n').FirstOrDefault()}");
        }
        if (watch.Elapsed > Slowest.Took)
            Slowest = (watch.Elapsed, line);
        Sent++;
    }

    /// <summary>Compares each journal with the stored state, as <c>check</c> does.</summary>
    public Task<JournalCheck.Report> Check() =>
        JournalCheck.Run(_service.Get<IJourneyStore>(), _service.Get<Pathway>(), default, _service.Get<IDocuments>());

    private static bool IsOurClients(Exception e) =>
        e is HttpRequestException or NotSupportedException
        && (e.Message.Contains("headers must contain", StringComparison.OrdinalIgnoreCase)
            || e.Message.Contains("TRACE", StringComparison.Ordinal) || e.Message.Contains("100", StringComparison.Ordinal));

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

    /// <summary>Adds a referral and keeps the links to everything that belongs to it.</summary>
    private async Task Refer()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/referrals");
        request.Headers.Add("X-Api-Key", _key);
        request.Content = new StringContent(Api.Referrals.New().ToJsonString(), Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _client.SendAsync(request);
        Learn(await answer.Content.ReadAsStringAsync());
        await foreach (Guid journey in _service.Get<IJourneyStore>().All(default))
            if (_service.Get<IJourneyStore>().Find(journey, default).GetAwaiter().GetResult()?.State is { } state)
            {
                Knows($"{journey:N}", $"{journey}", MeetingOf(state), IntroductionOf(state));
                foreach (LinkPurpose purpose in Enum.GetValues<LinkPurpose>())
                    Keep(_tokens, state.Preferences.Email is { } email && purpose is not LinkPurpose.Provider
                        ? _service.Get<SignedLinks>().ToPerson(purpose, state, SubjectOf(purpose, state), email)
                        : _service.Get<SignedLinks>().Create(new LinkTarget(purpose, journey, SubjectOf(purpose, state))));
            }
    }

    private static string? MeetingOf(Journey state) => state.Meetings is [.., var last] ? last.Id : null;

    private static string? IntroductionOf(Journey state) => state.Introductions is [.., var last] ? last.Id : null;

    private static string SubjectOf(LinkPurpose purpose, Journey state) => purpose switch
    {
        LinkPurpose.Survey => "baseline",
        LinkPurpose.Meeting or LinkPurpose.Calendar => MeetingOf(state) ?? "",
        LinkPurpose.Provider => IntroductionOf(state) ?? "",
        _ => "",
    };

    /// <summary>Lets everybody in again who was shut out, signed out or got another role, and ends a pause of the service.</summary>
    private async Task Tidy()
    {
        IRegister register = _service.Get<IRegister>();
        if (await Standstill.IsOn(register, default))
            await Standstill.End(register, _service.Get<IJourneyStore>(), _service.Get<IJourneyRuntime>(), default);
        StaffDirectory staff = _service.Get<StaffDirectory>();
        for (int i = 0; i < _staff.Count; i++)
        {
            StaffMember member = _staff[i].Member;
            await staff.Change(member.Id, s => s with { Enabled = true, Role = member.Role }, default);
            if (await staff.ByToken(_staff[i].Token, default) is null)
                _staff[i] = (member, await staff.IssueToken(member.Id, default));
        }
        if (Sent % 500 is 0)
            await Refer();
    }

    private string PathOf(Route route) =>
        string.Concat(route.Pattern.PathSegments.Select(s => "/" + string.Concat(s.Parts.Select(PartOf))));

    private string PartOf(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart { Content: var text } => text,
        RoutePatternSeparatorPart { Content: var text } => text,
        RoutePatternParameterPart { Name: "token" } when _tokens.Count > 0 && _chance.Next(5) > 0 => Spoilt(_chance.One(_tokens)),
        _ => Uri.EscapeDataString(_chance.Next(6) switch
        {
            0 => _junk.Text(),
            1 => _junk.Word(),
            _ => Known(),
        }),
    };

    /// <summary>Usually unchanged.</summary>
    private string Spoilt(string token) =>
        _chance.Next(8) > 0 ? token : token.Remove(_chance.Next(token.Length), 1).Insert(_chance.Next(token.Length - 1), "x");

    private string Known() => _known.Count > 0 ? _chance.One(_known) : "none";

    private string Query() => "?" + string.Join('&', Enumerable.Range(0, _chance.Next(1, 5)).Select(_ =>
        $"{(_chance.Next(10) is 0 ? Uri.EscapeDataString(_junk.Text()) : _chance.One(Junk.Parameters))}="
            + Uri.EscapeDataString(_chance.Next(3) is 0 ? Known() : _junk.Value())));

    private void Credentials(HttpRequestMessage request)
    {
        int who = _chance.Next(12);
        if (who < 8)
            request.Headers.Add(Web.Access.TokenHeader, _chance.One(_staff).Token);
        else if (who is 8)
            request.Headers.Add(Web.Access.KeyHeader, _key);
        else if (who is 9)
            request.Headers.TryAddWithoutValidation(
                "Cookie", $"sp-session={_junk.Word()}; lang={_junk.Word()}; draft-refer={_junk.Word()}");
        if (_chance.Next(10) > 0)
            request.Headers.Add("Origin", _service.Origin.GetLeftPart(UriPartial.Authority));
    }

    private void Headers(HttpRequestMessage request)
    {
        while (_chance.Next(3) is 0)
            request.Headers.TryAddWithoutValidation(
                _chance.One(Junk.HeaderNames), _chance.Next(2) is 0 ? _junk.Word() : _junk.HeaderValue());
    }

    private HttpContent Body(string path)
    {
        bool isApi = path.StartsWith("/api", StringComparison.Ordinal);
        return _chance.Next(20) switch
        {
            0 => new ByteArrayContent(_junk.Bytes(_chance.Next(2_000))),
            1 => _junk.File(FieldOfFile(path)),
            2 => new StringContent(_junk.Json(path), Encoding.UTF8, _chance.One(Junk.ContentTypes)),
            < 12 when isApi && (path.Contains("import", StringComparison.Ordinal) || path.StartsWith("/api/p", StringComparison.Ordinal)) =>
                new ByteArrayContent(_junk.Table()) { Headers = { ContentType = new("text/csv") } },
            _ when isApi => new StringContent(_junk.Json(path), Encoding.UTF8, "application/json"),
            _ => _chance.Next(6) is 0 && path.Contains("import", StringComparison.Ordinal) ? _junk.File(FieldOfFile(path)) : Form(path),
        };
    }

    private string FieldOfFile(string path) =>
        _forms.TryGetValue(path.Split('?')[0], out List<(string Name, string Value)>? fields) && fields.Count > 0
            ? _chance.One(fields).Name : _chance.One("file", "document", "activities");

    /// <summary>The page's form, with its fields as they were, as another user might fill them in, or with nonsense.</summary>
    private FormUrlEncodedContent Form(string path)
    {
        List<(string Name, string Value)> fields = _forms.GetValueOrDefault(path.Split('?')[0])
            ?? (_forms.Count > 0 && _chance.Next(2) is 0 ? _chance.One([.. _forms.Values]) : []);
        List<KeyValuePair<string, string>> sent = [];
        foreach ((string name, string value) in fields)
            if (_chance.Next(8) > 0)
                for (int times = _chance.Next(30) is 0 ? 2 : 1; times > 0; times--)
                    sent.Add(KeyValuePair.Create(name, _chance.Next(5) switch { 0 => _junk.Value(), 1 => Known(), _ => value }));
        while (_chance.Next(4) is 0)
            sent.Add(KeyValuePair.Create(_junk.Word(), _junk.Value()));
        return new FormUrlEncodedContent(sent);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _service.DisposeAsync();
    }
}
