using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Http.Tests.Pages;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Web.Tests;

/// <summary>
/// Asks every route of both hosts' tables as every kind of user. <c>golden/who-opens-what.txt</c> says who is let in, one line for each
/// route. A route without a line fails, and so does one that lets in somebody else. <c>WRITE_DOCS=1 dotnet test
/// tests/SocialPrescribing.Web.Tests --filter WhoOpensWhatTests</c> writes the lines. Read them before you commit them.
/// </summary>
public sealed class WhoOpensWhatTests
{
    private const string Everybody = "everybody";
    private static readonly string[] _methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"];

    /// <summary>Another route takes this address, as the step of a form, and there is no such step.</summary>
    private static readonly string[] _areOthers = ["GET /refer/forget"];

    [Fact]
    public async Task Every_route_of_both_tables_lets_in_whom_its_line_names_and_nobody_else()
    {
        SortedDictionary<string, string> machine = await Doors(platform: false), azure = await Doors(platform: true);
        string[] found =
        [
            .. machine.Keys.Union(azure.Keys).Order(StringComparer.Ordinal).SelectMany(route =>
                (machine.GetValueOrDefault(route), azure.GetValueOrDefault(route)) switch
                {
                    ({ } one, { } other) when one == other => [$"{route}: {one}"],
                    (var one, var other) => new[] { ("one machine", one), ("Azure", other) }
                        .Where(door => door.Item2 is not null).Select(door => $"{route} ({door.Item1}): {door.Item2}"),
                }),
        ];
        Assert.InRange(found.Length, 200, int.MaxValue);
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") is "1")
            await File.WriteAllLinesAsync(Golden(), found);

        Assert.Equal(await File.ReadAllLinesAsync(Golden()), found);
    }

    [Fact]
    public async Task A_link_of_one_person_shows_nothing_of_another_and_changes_nothing()
    {
        await using World world = await World.Make(platform: false);
        Guid marked = await world.Live(r => r with { Person = r.Person with { FirstName = "Zephyrine", FamilyName = "Quillfeather" } });
        Guid own = await world.Live(r => r);
        int before = (await world.Host.Store.Find(marked, default))!.Version;
        int sent = 0;
        foreach (Route route in world.Routes().Where(r => r.HasToken))
            foreach ((LinkPurpose purpose, _, string subject) in await world.Links(marked))
            {
                Reply answer = await world.Ask(route.Method, route.Path(world.Host.Link(purpose, own, subject), world), null);
                Assert.DoesNotContain("Zephyrine", answer.Text, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("Quillfeather", answer.Text, StringComparison.OrdinalIgnoreCase);
                sent++;
            }
        Assert.InRange(sent, 300, int.MaxValue);
        Assert.Equal(before, (await world.Host.Store.Find(marked, default))!.Version);
    }

    [Fact]
    public async Task An_organisations_key_opens_nothing_of_another_organisation()
    {
        await using World world = await World.Make(platform: false);
        (string key, string other) = (await world.Key("Mill Lane Surgery"), await world.Key("Forest Surgery"));
        Reply sent = await world.Ask("POST", "/api/referrals", ("X-Api-Key", key),
            Referrals.New().ToJsonString());
        Assert.Equal(HttpStatusCode.Created, sent.Status);
        string path = $"/api/referrals/{JsonDocument.Parse(sent.Text).RootElement.GetProperty("id").GetString()}";

        Assert.Equal(HttpStatusCode.OK, (await world.Ask("GET", path, ("X-Api-Key", key))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Ask("GET", path, ("X-Api-Key", other))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.Ask("GET", path, ("X-Api-Key", other + "x"))).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_route_takes_a_method_that_it_does_not_name(bool platform)
    {
        await using World world = await World.Make(platform);
        (string, string) admin = (Access.TokenHeader, await world.Token(StaffRole.Admin));
        List<string> taken = [];
        foreach (IGrouping<string, Route> route in world.Routes().GroupBy(r => r.Pattern))
            foreach (string method in _methods.Except(route.Select(r => r.Method)))
            {
                Reply answer = await world.Ask(method, route.First().Path("never-was", world), admin);
                if ((int)answer.Status is (< 400 or >= 500) && !_areOthers.Contains($"{method} {route.Key}"))
                    taken.Add($"{method} {route.Key}: {(int)answer.Status}");
            }
        Assert.Empty(taken);
    }

    /// <summary>For each route who is let in: everybody, the purposes of links, or keys and roles.</summary>
    private static async Task<SortedDictionary<string, string>> Doors(bool platform)
    {
        await using World world = await World.Make(platform);
        string key = await world.Key("Mill Lane Surgery");
        StaffMember gone = world.Staff[StaffRole.Admin].Gone;
        string disabled = await world.Host.Staff.IssueToken(gone.Id, default);
        await world.Host.Staff.SetEnabled(gone.Id, enabled: false, default);
        (string, string)?[] nobodies =
            [null, (Access.KeyHeader, "spk_wrong"), (Access.TokenHeader, "spt_wrong"), (Access.TokenHeader, disabled),
                ("X-HTTP-Method-Override", "GET"), ("Cookie", "sp-session=wrong")];
        SortedDictionary<string, string> doors = new(StringComparer.Ordinal);
        foreach (Route route in world.Routes())
        {
            string name = $"{route.Method} {route.Pattern}";
            if (route.HasToken)
            {
                doors[name] = await OpenedBy(world, route);
                continue;
            }
            string path = route.Path("", world);
            List<bool> strangers = [];
            foreach ((string, string)? nobody in nobodies)
                strangers.Add(!(await world.Ask(route.Method, path, nobody)).IsRefused);
            Assert.True(strangers.Distinct().Count() is 1, $"{name}: some nobody is let in and some is not");
            List<string> letIn = [];
            if (!(await world.Ask(route.Method, path, (Access.KeyHeader, key))).IsRefused)
                letIn.Add("key");
            foreach (StaffRole role in Enum.GetValues<StaffRole>())
                if (!(await world.Ask(route.Method, path, (Access.TokenHeader, await world.Token(role)))).IsRefused)
                    letIn.Add(JsonNamingPolicy.CamelCase.ConvertName(role.ToString()));
            doors[name] = strangers[0] ? Everybody : letIn is [] ? "nobody without more" : string.Join(' ', letIn);
            Assert.True(!strangers[0] || letIn.Count == Enum.GetValues<StaffRole>().Length + 1, $"{name}: open to nobody in particular");
        }
        return doors;
    }

    private static async Task<string> OpenedBy(World world, Route route)
    {
        // Each link gets its own journey, because some links end what others open.
        Guid journey = await world.Live(r => r);
        List<string> opens = [];
        foreach ((LinkPurpose purpose, Guid about, string subject) in await world.Links(journey))
        {
            string link = world.Host.Link(purpose, about, subject);
            Reply answer = await world.Ask(route.Method, route.Path(link, world), null);
            // A form without a choice leads back to its page, and that page shows whether the link opens.
            bool leadsBack = answer.Status is HttpStatusCode.SeeOther
                && answer.Location.Split('?')[0].EndsWith(link, StringComparison.Ordinal);
            if (answer.Status is not (HttpStatusCode.NotFound or HttpStatusCode.TooManyRequests) && !leadsBack)
                opens.Add(JsonNamingPolicy.CamelCase.ConvertName(purpose.ToString()));
        }
        return opens is [] ? "a link that needs more" : $"link {string.Join(' ', opens)}";
    }

    private static string Golden([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "golden", "who-opens-what.txt");

    private sealed record Reply(HttpStatusCode Status, string Text, string Location)
    {
        /// <summary>Includes being sent to the sign-in page.</summary>
        public bool IsRefused => Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            || (Status is HttpStatusCode.SeeOther && (Location.StartsWith("/sign-in", StringComparison.Ordinal)
                || Location.StartsWith("/.auth/login", StringComparison.Ordinal)));
    }

    private sealed record Route(string Method, RoutePattern Parts)
    {
        public string Pattern => "/" + Parts.RawText!.TrimStart('/');
        public bool HasToken => Parts.Parameters.Any(p => p.Name is "token") && !Pattern.Contains("/tokens/", StringComparison.Ordinal);

        /// <summary>An address with ids that exist, but of nobody whom a test needs afterwards.</summary>
        public string Path(string link, World world) => string.Concat(Parts.PathSegments.Select(s => "/" + string.Concat(s.Parts.Select(p =>
            p switch
            {
                RoutePatternLiteralPart { Content: var text } => text,
                RoutePatternSeparatorPart { Content: var text } => text,
                RoutePatternParameterPart { Name: "token" } when HasToken => link,
                RoutePatternParameterPart parameter when parameter.ParameterPolicies.Any(c => c.Content is "int") => "1",
                RoutePatternParameterPart { Name: "id" } when Pattern.Contains("/staff/", StringComparison.Ordinal) => world.Spare.Id,
                RoutePatternParameterPart { Name: "id" } when Pattern.Contains("/organisations/", StringComparison.Ordinal) =>
                    world.Organisation.Id,
                _ => $"{world.Journey:N}",
            }))));
    }

    /// <summary>A service with one user of each kind.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly HttpClient _client;

        private World(PagesHost host)
        {
            Host = host;
            _client = host.Client();
        }

        public PagesHost Host { get; }
        public Dictionary<StaffRole, (StaffMember Here, StaffMember Gone)> Staff { get; } = [];
        public StaffMember Spare { get; private set; } = null!;
        public Organisation Organisation { get; private set; } = null!;
        public Guid Journey { get; private set; }
        private Guid Activity { get; } = Guid.NewGuid();

        public static async Task<World> Make(bool platform)
        {
            World world = new(await PagesHost.Run(platform: platform));
            foreach (StaffRole role in Enum.GetValues<StaffRole>())
                world.Staff[role] = (await world.Add(role, $"{role}"), await world.Add(role, $"gone-{role}"));
            world.Spare = await world.Add(StaffRole.LinkWorker, "spare");
            world.Organisation = await world.Host.Get<Organisations>().Ensure("Spare Surgery");
            await world.Host.Get<ActivityDirectory>().Put(world.Activity, new ListingDetails
            {
                Name = "Choir",
                Provider = new ActivityProvider(Guid.NewGuid(), "Voices", Email: "sing@voices.example"),
            }, 0, default);
            world.Journey = await world.Host.Receive();
            return world;
        }

        private async Task<StaffMember> Add(StaffRole role, string name) =>
            await Host.Staff.Add($"{name}@service.example", name, role, default) ?? throw new InvalidOperationException();

        /// <summary>A new token each time, because one of the routes signs out everywhere.</summary>
        public Task<string> Token(StaffRole role) => Host.Staff.IssueToken(Staff[role].Here.Id, default);

        public async Task<string> Key(string name) =>
            (await Host.Get<Organisations>().AddKey(await Host.Get<Organisations>().Ensure(name), default)).Secret;

        public IEnumerable<Route> Routes() => Host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
                .Where(m => m is not "HEAD").Select(m => new Route(m, e.RoutePattern)));

        /// <summary>Adds a person with a meeting, a survey and an activity.</summary>
        public async Task<Guid> Live(Func<Referral, Referral> change)
        {
            (Guid journey, _) = await Host.Booked(change);
            await Host.Do(journey, Example.Plan);
            await Host.Do(journey, new Activities.Introduce(
                new ActivityDetails("Choir", "Voices", Email: "sing@voices.example"), IntroductionKind.Referral, "loneliness",
                Agreed: true));
            return journey;
        }

        /// <summary>One link for each purpose, as for this person.</summary>
        public async Task<IReadOnlyList<(LinkPurpose Purpose, Guid About, string Subject)>> Links(Guid journey)
        {
            Journey state = await Host.State(journey);
            return [.. Enum.GetValues<LinkPurpose>().Select<LinkPurpose, (LinkPurpose, Guid, string)>(purpose => (purpose, purpose switch
            {
                LinkPurpose.ConfirmActivity or LinkPurpose.Register => Activity,
                _ => journey,
            }, purpose switch
            {
                LinkPurpose.Survey => "baseline",
                LinkPurpose.Meeting or LinkPurpose.Calendar => state.Meetings[^1].Id,
                LinkPurpose.Provider => state.Introductions[^1].Id,
                LinkPurpose.Organisation => Organisation.Id,
                _ => "",
            }))];
        }

        public async Task<Reply> Ask(string method, string path, (string Name, string Value)? with, string? body = null)
        {
            // So that no rate limit applies.
            Host.Machine.Move(TimeSpan.FromMinutes(20));
            using HttpRequestMessage request = new(new HttpMethod(method), path);
            request.Headers.Add("Origin", Host.PublicUrl);
            if (with is (var name, var value))
                request.Headers.TryAddWithoutValidation(name, value);
            if (method is "POST" or "PUT" or "PATCH")
                request.Content = path.StartsWith("/api", StringComparison.Ordinal)
                    ? new StringContent(body ?? "{}", Encoding.UTF8, "application/json") : new FormUrlEncodedContent([]);
            using HttpResponseMessage answer = await _client.SendAsync(request);
            Assert.True((int)answer.StatusCode is < 500 or 503, $"{method} {path}: {(int)answer.StatusCode}");
            // One of the routes pauses the service.
            IRegister register = Host.Get<IRegister>();
            if (await Standstill.IsOn(register, default))
                await Standstill.End(register, Host.Store, Host.Get<IJourneyRuntime>(), default);
            return new Reply(answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Location?.OriginalString ?? "");
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await Host.DisposeAsync();
        }
    }
}
