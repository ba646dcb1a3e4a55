using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Http.Tests.Pages;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Web.Tests;

public sealed partial class WhoOpensWhatTests
{
    private sealed record Reply(HttpStatusCode Status, string Text, string Location)
    {
        /// <summary>Includes being sent to the sign-in page.</summary>
        public bool IsRefused => Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            || (Status is HttpStatusCode.SeeOther && (Location.StartsWith("/sign-in", StringComparison.Ordinal)
                || Location.StartsWith("/.auth/login", StringComparison.Ordinal)));
    }

    /// <param name="TakesHead">Whether it can be asked for the head of its answer alone.</param>
    private sealed record Route(string Method, RoutePattern Parts, bool TakesHead)
    {
        public string Pattern => "/" + Parts.RawText!.TrimStart('/');
        public bool HasToken => Parts.Parameters.Any(p => p.Name is "token") && !Pattern.Contains("/tokens/", StringComparison.Ordinal);

        /// <summary>An address with ids that exist, but of nobody whom a test needs afterwards.</summary>
        /// <param name="referral">Where an address names one.</param>
        public string Path(string link, World world, Guid? referral = null)
        {
            return string.Concat(Parts.PathSegments.Select(s => "/" + string.Concat(s.Parts.Select(Of))));

            string Of(RoutePatternPart part) => part switch
            {
                RoutePatternLiteralPart { Content: var text } => text,
                RoutePatternSeparatorPart { Content: var text } => text,
                RoutePatternParameterPart { Name: "token" } when HasToken => link,
                RoutePatternParameterPart parameter when parameter.ParameterPolicies.Any(c => c.Content is "int") => "1",
                RoutePatternParameterPart { Name: "id" } when Pattern.Contains("/staff/", StringComparison.Ordinal) => world.Spare.Id,
                RoutePatternParameterPart { Name: "id" } when Pattern.Contains("/organisations/", StringComparison.Ordinal) =>
                    world.Organisation.Id,
                RoutePatternParameterPart { Name: var name } when referral is { } id
                    && (name is "referral" || Pattern.Contains("/referrals/", StringComparison.Ordinal)) => $"{id}",
                _ => $"{world.Journey:N}",
            };
        }
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

        /// <summary>What was kept, gone or altered after a request that only asks.</summary>
        public SortedSet<string> ChangedByReading { get; } = new(StringComparer.Ordinal);

        public static async Task<World> Make(bool platform)
        {
            World world = new(await PagesHost.Run(platform: platform));
            foreach (StaffRole role in Enum.GetValues<StaffRole>())
                world.Staff[role] = (await world.Add(role, $"{role}"), await world.Add(role, $"gone-{role}"));
            world.Spare = await world.Add(StaffRole.LinkWorker, "spare");
            world.Organisation = await world.Host.Get<Organisations>().Ensure("Spare Surgery");
            await world.Host.Get<ActivityDirectory>().Put(Guid.NewGuid(), new ListingDetails
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

        /// <summary>What a browser carries in which they are signed in: on Azure the platform says who they are.</summary>
        public async Task<(string Name, string Value)> SignedIn(StaffRole role, StaffMember? other = null)
        {
            StaffMember member = other ?? Staff[role].Here;
            return Host.Get<HostSettings>().StaffTenant is { } tenant ? Principal(tenant, role, member) : Cookie(await Session(member));
        }

        /// <summary>
        /// What would let somebody in, in a place where it does not count, and what somebody who is disabled would come in with. Made anew
        /// for each route: a session ends by itself two hours after its last use.
        /// </summary>
        public async Task<IEnumerable<(string Who, (string Name, string Value)? With)>> Misplaced(string key)
        {
            (StaffMember admin, StaffMember gone) = Staff[StaffRole.Admin];
            (string token, string goneToken) = (await Token(StaffRole.Admin), await Host.Staff.IssueToken(gone.Id, default));
            (string session, string goneSession) = (await Session(admin), await Session(gone));
            return
            [
                ("a token as a session", Cookie(token)), ("a session as a token", (Access.TokenHeader, session)),
                ("a token as a key", (Access.KeyHeader, token)), ("a key as a token", (Access.TokenHeader, key)),
                // Each host has its own way to sign in.
                ("the other host's way to sign in", Host.Get<HostSettings>().PlatformSignsIn ? Cookie(session)
                    : Principal(Guid.NewGuid(), StaffRole.Admin, admin)),
                ("a new session of somebody disabled", Cookie(goneSession)),
                ("a new token of somebody disabled", (Access.TokenHeader, goneToken)),
            ];
        }

        private async Task<string> Session(StaffMember member)
        {
            // One of the routes ends all sessions that began before it.
            Host.Machine.Move(TimeSpan.FromSeconds(1));
            return await Host.Staff.OpenSession(member, Host.Machine.GetUtcNow(), default);
        }

        private (string Name, string Value) Cookie(string session) =>
            ("Cookie", $"{OwnCookies.NameOf(Host.Get<HostSettings>(), Access.SessionCookie)}={session}");

        private static (string Name, string Value) Principal(Guid tenant, StaffRole role, StaffMember member)
        {
            (string, string)[] claims =
            [
                ("tid", $"{tenant}"), ("oid", member.Id.PadLeft(32, '0')),
                ("name", member.Name), ("email", member.Email), ("roles", $"{role}"),
            ];
            return ("X-MS-CLIENT-PRINCIPAL", Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new JsonObject
            {
                ["auth_typ"] = "aad",
                ["claims"] = new JsonArray([.. claims.Select(c => new JsonObject { ["typ"] = c.Item1, ["val"] = c.Item2 })]),
            })));
        }

        public async Task<string> Key(string name) =>
            (await Host.Get<Organisations>().AddKey(await Host.Get<Organisations>().Ensure(name), default)).Secret;

        public IEnumerable<Route> Routes() => Host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
                .Where(m => m is not "HEAD").Select(m => new Route(m, e.RoutePattern,
                    m is "GET" && e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("HEAD"))));

        /// <summary>The journey of the person with this family name.</summary>
        public async Task<Guid> Of(string name)
        {
            foreach (string key in ((MemoryStore)Host.Store).Everything().Where(k => k.Kind is "journey").Select(k => k.Key))
                if ((await Host.State(Guid.Parse(key))).Person.FamilyName == name)
                    return Guid.Parse(key);
            throw new InvalidOperationException($"There is nobody called {name}.");
        }

        /// <summary>What a browser is given where it opens a link by its form.</summary>
        public async Task<string> CookieFrom(string path)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, path);
            request.Headers.Add("Origin", Host.PublicUrl);
            using HttpResponseMessage answer = await _client.SendAsync(request);
            return Assert.Single(answer.Headers.GetValues("Set-Cookie")).Split(';')[0];
        }

        public async Task<Reply> Ask(string method, string path, (string Name, string Value)? with, string? body = null,
            IEnumerable<(string Name, string Value)>? typed = null, bool waits = true,
            (string Name, string Value)? more = null)
        {
            // So that no rate limit applies.
            if (waits)
                Host.Machine.Move(TimeSpan.FromMinutes(20));
            using HttpRequestMessage request = new(new HttpMethod(method), path);
            request.Headers.Add("Origin", Host.PublicUrl);
            if (with is (var name, var value))
                request.Headers.TryAddWithoutValidation(name, value);
            if (more is (var another, var also))
                request.Headers.TryAddWithoutValidation(another, also);
            if (method is "POST" or "PUT" or "PATCH")
                request.Content = path.StartsWith("/api", StringComparison.Ordinal)
                    ? new StringContent(body ?? "{}", Encoding.UTF8, "application/json")
                    : new FormUrlEncodedContent((typed ?? []).Select(f => KeyValuePair.Create(f.Name, f.Value)));
            bool reads = method is "GET" or "HEAD";
            HashSet<(string Kind, string Key, string Kept)> before = reads ? await Kept() : [];
            using HttpResponseMessage answer = await _client.SendAsync(request);
            if (reads)
            {
                HashSet<(string Kind, string Key, string Kept)> after = await Kept();
                ChangedByReading.UnionWith(after.Except(before).Union(before.Except(after)).Where(c => !MayBeWritten(c))
                    .Select(c => $"{method} {path} with {with?.Name ?? "nothing"} changes {c.Kind} {c.Key}."));
            }
            Assert.True((int)answer.StatusCode is < 500 or 503, $"{method} {path}: {(int)answer.StatusCode}");
            // One of the routes pauses the service.
            IRegister register = Host.Get<IRegister>();
            if (await Standstill.IsOn(register, default))
                await Standstill.End(register, Host.Store, Host.Get<IJourneyRuntime>(), default);
            return new Reply(answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Location?.OriginalString ?? "");
        }

        /// <summary>What may be written when somebody reads, and nothing else.</summary>
        private bool MayBeWritten((string Kind, string Key, string) change) =>
            // Who looked at somebody, and who took figures along.
            change.Kind == RecordKinds.Look.Name || change.Kind == RecordKinds.Export.Name
            // When a session was last used.
            || change.Kind == RecordKinds.Session.Name
            // That the store takes a write.
            || (change.Kind, change.Key) == (RecordKinds.Ready.Name, RecordKinds.Ready.Key)
            // On Azure nobody signs in here: whoever comes for the first time, or with another name or role, is taken down.
            || (Host.Get<HostSettings>().PlatformSignsIn && (change.Kind == RecordKinds.StaffPrincipal.Name
                || change.Kind == RecordKinds.Staff.Name || change.Kind == RecordKinds.StaffEmail.Name));

        public async Task<HashSet<(string Kind, string Key, string Kept)>> Kept() =>
        [
            .. ((MemoryStore)Host.Store).Everything(),
            .. (await Host.Get<IDocuments>().List(1_000, null, default)).Items.Select(d => ("document", $"{d.Key}", "")),
            ("places", "", $"{(await Host.Get<IPlaces>().Source(default))?.At:O}"),
        ];

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await Host.DisposeAsync();
        }
    }
}
