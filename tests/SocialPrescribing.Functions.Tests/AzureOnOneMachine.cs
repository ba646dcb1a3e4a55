using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Communication.Email;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Functions.Tests.Mail;
using SocialPrescribing.Functions.Tests.Storage;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;
using SocialPrescribing.Web;
using SocialPrescribing.Web.Refer;
using SocialPrescribing.Web.Staff.Entry;
using SocialPrescribing.Web.Telemetry;

namespace SocialPrescribing.Functions.Tests;

/// <summary>
/// The whole Azure host on a real web server. Every HTTP function has its route, the state is in tables in memory, Durable Functions run in
/// virtual time, and the mail client accepts everything.
/// </summary>
internal sealed class AzureOnOneMachine : TestedService
{
    public const string Public = "https://links.service.example";
    public const string EventSecret = "a-secret-of-more-than-32-characters";
    public static readonly Guid Tenant = Guid.Parse("0a1b2c3d-0000-4000-8000-00000000000e");

    private readonly WebApplication _app;

    private AzureOnOneMachine(WebApplication app, TestClock clock, VirtualHub hub, FakeEmailClient mail) =>
        (_app, Clock, Hub, Mail) = (app, clock, hub, mail);

    public override Uri Address => new(_app.Urls.Single());
    public override TestClock Clock { get; }
    public VirtualHub Hub { get; }
    public FakeEmailClient Mail { get; }
    public override IReadOnlyList<StoredLetter> Letters =>
        Get<IMailer>() is FolderMailer ? LettersIn((MailFolder)Get<IStoredMail>()) : [.. Mail.Letters];
    public override T Get<T>() => _app.Services.GetRequiredService<T>();
    private DirectoryInfo? Files { get; init; }
    private bool PlatformSignsIn => Get<HostSettings>().PlatformSignsIn;

    /// <summary>The settings of the sample file, which are those for one machine.</summary>
    public static Dictionary<string, string?> Sample =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "local.settings.sample.json")))!["Values"]!.AsObject()
        .ToDictionary(v => v.Key.Replace("__", ":", StringComparison.Ordinal), v => (string?)v.Value!.GetValue<string>());

    /// <summary>Settings as on Azure.</summary>
    public static Dictionary<string, string?> OnAzure => new()
    {
        ["SOCIAL_PRESCRIBING_ENVIRONMENT"] = "SocialPrescribing",
        ["SocialPrescribing:PublicUrl"] = Public,
        ["SocialPrescribing:Phone"] = "01420 555 010",
        ["SocialPrescribing:Keys:Person"] = Convert.ToBase64String(new byte[32]),
        ["SocialPrescribing:Keys:Links"] = "k1:" + Convert.ToBase64String(new byte[32]),
        ["SocialPrescribing:State:TableServiceUri"] = "https://invented.table.core.windows.net",
        ["SocialPrescribing:Documents:ContainerUri"] = "https://invented.blob.core.windows.net/documents",
        ["SocialPrescribing:Staff:EntraTenant"] = Tenant.ToString(),
        ["SocialPrescribing:Mail:Endpoint"] = "https://invented.communication.azure.com",
        ["SocialPrescribing:Mail:From"] = "hello@service.example",
        ["SocialPrescribing:Mail:DiscreetFrom"] = "noreply@service.example",
        ["SocialPrescribing:Mail:EventSecret"] = EventSecret,
        ["SocialPrescribing:Places:Areas"] = "GU,RG12",
    };

    /// <param name="clock">The programme's clock. Null for one that stands still at this moment.</param>
    /// <param name="machine">The machine's clock, if a test moves it separately. On Azure the two are one.</param>
    /// <param name="files">Files that the settings name. They are deleted at the end.</param>
    /// <param name="telemetry">Receives telemetry besides the exporters that the settings name.</param>
    public static async Task<AzureOnOneMachine> Start(
        Dictionary<string, string?> settings, TestClock? clock = null, TelemetryExporters? telemetry = null, MovedClock? machine = null,
        DirectoryInfo? files = null)
    {
        clock ??= new TestClock(DateTimeOffset.UtcNow);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Host.UseDefaultServiceProvider(o => o.ValidateOnBuild = o.ValidateScopes = true);
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        builder.Services.AddAzureHost(configuration, new Clocks(clock, machine ?? clock));
        builder.Services.RemoveAll<IHostedService>();
        builder.Services.AddAzureTelemetry(configuration, telemetry);
        FakeEmailClient mail = new();
        builder.Services
            .AddSingleton<TableServiceClient>(new FakeTables())
            .AddSingleton<EmailClient>(mail)
            .AddSingleton(Hashing)
            .AddSingleton<IDocuments>(new MemoryDocuments(machine ?? clock))
            .AddSingleton<HttpFunctions>().AddSingleton<JourneyActivities>().AddSingleton<WatchTimer>();
        WebApplication app = builder.Build();
        await app.Services.GetRequiredService<TableStorage>().Create(default);
        VirtualHub hub = new(clock, app.Services.GetRequiredService<JourneyActivities>());
        foreach ((string route, MethodInfo function) in HttpRoutes)
            app.Map("/" + route,
                context => (Task)function.Invoke(app.Services.GetRequiredService<HttpFunctions>(), [context.Request, hub])!);
        await app.StartAsync();
        return new AzureOnOneMachine(app, clock, hub, mail) { Files = files };
    }

    /// <summary>The functions that HTTP calls, by their routes.</summary>
    public static IEnumerable<(string Route, MethodInfo Function)> HttpRoutes => typeof(HttpFunctions).GetMethods()
        .Where(m => m.GetCustomAttribute<FunctionAttribute>() is not null)
        .Select(m => (m.GetParameters()[0].GetCustomAttribute<HttpTriggerAttribute>()!.Route!, m));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _app.DisposeAsync();
        Files?.Delete(recursive: true);
    }

    /// <summary>Tests also commit without going through a function, which nudges nobody. So this wakes what is due, as the
    /// watch would.</summary>
    public override async Task Settle()
    {
        Get<DurableRuntime>().Use(Hub);
        foreach (DueJourney due in await Get<IJourneyStore>().DueBy(Clock.Now, 1_000, default))
            await Get<DurableRuntime>().Nudge(due.Journey, due.Due, default);
        await Get<Digests>().Queue(default);
        await Get<DurableRuntime>().NudgePostman(default);
        // The hub blocks its thread until its activities are done, so it must not hold one that they need.
        await Task.Run(() => Hub.RunUntil(Clock.Now));
    }

    public override Task<StaffMember> LetSignIn(StaffMember member) =>
        PlatformSignsIn ? Task.FromResult(member) : LetSignInWithPassword(member);

    public override async Task SignIn(Visitor visitor, StaffMember member)
    {
        if (!PlatformSignsIn)
            await SignInWithPassword(visitor, member);
        else if (await SignedIn(member) is var (header, value))
            visitor.Carries(header, value);
    }

    public override Task<(string Header, string Value)> SignedIn(StaffMember member) => !PlatformSignsIn ? SignedInWithPassword(member)
        : Task.FromResult(
            ("X-MS-CLIENT-PRINCIPAL",
                Principal(Guid.ParseExact(member.Id.PadLeft(32, '0'), "N"), member.Email, member.Name, [$"{member.Role}"])));

    /// <summary>Such a letter comes from an address of its own, because a sender name cannot be set for a single letter.</summary>
    public override bool HidesService(StoredLetter letter) => letter.From is "noreply@service.example";

    public override IReadOnlyList<string> RoutesOfPlatform => ["POST /api/events/mail"];

    public override string SignInFor(string path) =>
        (PlatformSignsIn ? "/.auth/login/aad?post_login_redirect_uri=" : "/sign-in?next=") + Uri.EscapeDataString(path);

    public override Task Spoil(Guid journey) => Spoiled.Make(Get<TableServiceClient>(), Get<TableStorageOptions>().Prefix, journey);

    public Task<HttpResponseMessage> Ask(string path, string? principal = null, string? token = null) =>
        Send(HttpMethod.Get, path, null, principal, ("X-Staff-Token", token));

    public async Task<HttpResponseMessage> Send(
        HttpMethod method, string path, HttpContent? content, string? principal = null, params (string Name, string? Value)[] headers)
    {
        using HttpRequestMessage request = new(method, path) { Content = content };
        if (principal is not null)
            request.Headers.Add("X-MS-CLIENT-PRINCIPAL", principal);
        foreach ((string name, string? value) in headers)
            if (value is not null)
                request.Headers.Add(name, value);
        return await Http.SendAsync(request);
    }

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>The header as the platform writes it for somebody with these app roles.</summary>
    public static string Principal(
        Guid id, string email, string name, IEnumerable<string> roles, Guid? tenant = null, string provider = "aad") =>
            Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new
            {
                auth_typ = provider,
                name_typ = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
                role_typ = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
                claims = new[]
        {
            new { typ = "http://schemas.microsoft.com/identity/claims/objectidentifier", val = id.ToString() },
            new { typ = "http://schemas.microsoft.com/identity/claims/tenantid", val = (tenant ?? Tenant).ToString() },
            new { typ = "name", val = name },
            new { typ = "preferred_username", val = email },
        }.Concat(roles.Select(role => new { typ = "roles", val = role })),
            }));

    /// <summary>Begins a journey with a referral over HTTP.</summary>
    /// <param name="familyName">For a second person, who shares nothing with the one in the sample.</param>
    public async Task<Guid> Refer(string? familyName = null)
    {
        string key = await Key();
        Referred?.Invoke();
        using HttpResponseMessage answer = await Send(HttpMethod.Post, "/api/referrals",
            Json(familyName is null ? Referral : Another(familyName)), null, ("X-Api-Key", key));
        Assert.True(answer.StatusCode is System.Net.HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        string id = answer.Headers.Location!.ToString().Split('/')[^1];
        Answered?.Invoke();
        return (await ReferralIntake.LookUps.In(Get<IRegister>()).Get(Guid.Parse(id).ToString("N"), default))!.Value;
    }

    /// <summary>Called just before a referral is sent.</summary>
    public Action? Referred { get; set; }
    /// <summary>Called as soon as the referral is answered.</summary>
    public Action? Answered { get; set; }

    private async Task<string> Key() =>
        (await Get<Organisations>().AddKey(await Get<Organisations>().Ensure("Mill Lane Surgery", 100, default), default)).Secret;

    private static string Another(string familyName)
    {
        JsonNode referral = JsonNode.Parse(Referral)!;
        JsonObject person = referral["person"]!.AsObject();
        (person["firstName"], person["familyName"], person["dateOfBirth"]) = ("Mabel", familyName, "1944-02-29");
        person.Remove("nhsNumber");
        person["address"]!["postcode"] = "LS1 4AP";
        person["contacts"] = JsonNode.Parse("""[{"kind":"email","value":"mabel@mail.example","allowed":true}]""");
        return referral.ToJsonString();
    }

    private static string Referral => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "referral-gp.json"));

    public async Task Give(Guid journey, JourneyCommand command, string by = "worker") =>
        Assert.IsType<CommandResult.Done>(await Get<JourneyService>()
            .Do(journey, command, Actor.Staff(by), Guid.NewGuid().ToString("N"), null, default));
}
