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
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Web.Telemetry;

namespace SocialPrescribing.Functions.Tests;

/// <summary>
/// The whole Azure host on a real web server: every HTTP function at its route, the state in tables in memory, Durable Functions in virtual time, and mail
/// to a client that takes everything.
/// </summary>
internal sealed class AzureOnOneMachine : IAsyncDisposable
{
    public const string Public = "https://links.service.example";
    public const string EventSecret = "a-secret-of-more-than-32-characters";
    public static readonly Guid Tenant = Guid.Parse("0a1b2c3d-0000-4000-8000-00000000000e");

    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private AzureOnOneMachine(WebApplication app, VirtualHub hub, FakeEmailClient mail) => (_app, Hub, Mail) = (app, hub, mail);

    public VirtualHub Hub { get; }
    public FakeEmailClient Mail { get; }
    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>The sample's settings, which are those of this machine.</summary>
    public static Dictionary<string, string?> Sample => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "local.settings.sample.json")))!["Values"]!.AsObject()
        .ToDictionary(v => v.Key.Replace("__", ":", StringComparison.Ordinal), v => (string?)v.Value!.GetValue<string>());

    /// <summary>Settings as on Azure.</summary>
    public static Dictionary<string, string?> OnAzure => new()
    {
        ["AzureFunctionsJobHost:extensions:durableTask:hubName"] = "SocialPrescribing",
        ["SocialPrescribing:Environment"] = "SocialPrescribing",
        ["SocialPrescribing:PublicUrl"] = Public,
        ["SocialPrescribing:Phone"] = "01420 555 010",
        ["SocialPrescribing:Keys:Person"] = Convert.ToBase64String(new byte[32]),
        ["SocialPrescribing:Keys:Links"] = "k1:" + Convert.ToBase64String(new byte[32]),
        ["SocialPrescribing:State:TableServiceUri"] = "https://invented.table.core.windows.net",
        ["SocialPrescribing:Staff:EntraTenant"] = Tenant.ToString(),
        ["SocialPrescribing:Mail:Endpoint"] = "https://invented.communication.azure.com",
        ["SocialPrescribing:Mail:From"] = "hello@service.example",
        ["SocialPrescribing:Mail:DiscreetFrom"] = "noreply@service.example",
        ["SocialPrescribing:Mail:EventSecret"] = EventSecret,
    };

    /// <param name="clock">A clock that stands until it is moved; null for the machine's.</param>
    /// <param name="telemetry">Where telemetry goes, beside what the settings say.</param>
    public static async Task<AzureOnOneMachine> Start(Dictionary<string, string?> settings, TestClock? clock = null, TelemetryExporters? telemetry = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Host.UseDefaultServiceProvider(o => o.ValidateOnBuild = o.ValidateScopes = true);
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        builder.Services.AddAzureHost(configuration);
        builder.Services.RemoveAll<IHostedService>();
        builder.Services.AddAzureTelemetry(configuration, telemetry);
        FakeEmailClient mail = new();
        builder.Services
            .AddSingleton<TableServiceClient>(new FakeTables())
            .AddSingleton<EmailClient>(mail)
            .AddSingleton<HttpFunctions>().AddSingleton<Activities>().AddSingleton<WatchTimer>();
        if (clock is not null)
            builder.Services.AddSingleton(new Clocks(clock, clock));
        WebApplication app = builder.Build();
        await app.Services.GetRequiredService<TableStorage>().Create(default);
        VirtualHub hub = new(clock ?? new TestClock(DateTimeOffset.UtcNow), app.Services.GetRequiredService<Activities>());
        foreach ((string route, MethodInfo function) in HttpRoutes)
            app.Map("/" + route, context => (Task)function.Invoke(app.Services.GetRequiredService<HttpFunctions>(), [context.Request, hub])!);
        await app.StartAsync();
        return new AzureOnOneMachine(app, hub, mail) { _http = { BaseAddress = new Uri(app.Urls.Single()) } };
    }

    /// <summary>The functions that HTTP calls, by their routes.</summary>
    public static IEnumerable<(string Route, MethodInfo Function)> HttpRoutes => typeof(HttpFunctions).GetMethods()
        .Where(m => m.GetCustomAttribute<FunctionAttribute>() is not null)
        .Select(m => (m.GetParameters()[0].GetCustomAttribute<HttpTriggerAttribute>()!.Route!, m));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    public Task<HttpResponseMessage> Ask(string path, string? principal = null, string? token = null) => Send(HttpMethod.Get, path, null, principal, ("X-Staff-Token", token));

    public async Task<HttpResponseMessage> Send(HttpMethod method, string path, HttpContent? content, string? principal = null, params (string Name, string? Value)[] headers)
    {
        using HttpRequestMessage request = new(method, path) { Content = content };
        if (principal is not null)
            request.Headers.Add("X-MS-CLIENT-PRINCIPAL", principal);
        foreach ((string name, string? value) in headers)
            if (value is not null)
                request.Headers.Add(name, value);
        return await _http.SendAsync(request);
    }

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>As the platform writes it, for somebody with these app roles.</summary>
    public static string Principal(Guid id, string email, string name, IEnumerable<string> roles, Guid? tenant = null, string provider = "aad") => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new
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

    /// <summary>A journey that begins with a referral by HTTP.</summary>
    public async Task<Guid> Refer()
    {
        Organisations organisations = Get<Organisations>();
        string key = (await organisations.AddKey(await organisations.Ensure("Mill Lane Surgery", 100, default), default)).Secret;
        using HttpResponseMessage answer = await Send(HttpMethod.Post, "/api/referrals", Json(Referral), null, ("X-Api-Key", key));
        Assert.Equal(System.Net.HttpStatusCode.Created, answer.StatusCode);
        await foreach (Guid journey in Get<IJourneyStore>().All(default))
            return journey;
        throw new InvalidOperationException("The referral began nothing.");
    }

    private static string Referral => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "referral-gp.json"));

    public async Task Give(Guid journey, JourneyCommand command) =>
        Assert.IsType<CommandResult.Done>(await Get<JourneyService>().Do(journey, command, Actor.Staff("worker"), Guid.NewGuid().ToString("N"), null, default));
}
