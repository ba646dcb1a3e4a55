using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using OpenTelemetry.Resources;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Mail;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Retention;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;
using SocialPrescribing.Web;
using SocialPrescribing.Web.Composition;
using SocialPrescribing.Web.Telemetry;

namespace SocialPrescribing.Local;

/// <param name="Url">Where to listen, such as <c>http://127.0.0.1:7071</c>. Port 0 takes a free one.</param>
/// <param name="Clock">The programme's clock; null for the machine's.</param>
/// <param name="DemoDay">How long a day lasts in a demo; null for a real service.</param>
/// <param name="Mailer">For tests; null to use the settings.</param>
/// <param name="Machine">For tests; null for the machine's own clock.</param>
/// <param name="Telemetry">For tests; null to use the standard variables of OpenTelemetry.</param>
/// <param name="Change">For tests: replaces parts of the service, such as how slowly passwords are hashed, or adds to them.</param>
public sealed record LocalOptions(
    string DataFolder, Uri Url, TimeProvider? Clock = null, string? DemoDay = null, IMailer? Mailer = null, TimeProvider? Machine = null,
    TelemetryExporters? Telemetry = null, Action<IServiceCollection>? Change = null)
{
    public const string DefaultUrl = "http://127.0.0.1:7071";
}

/// <summary>The whole service in one process: Kestrel, SQLite, the runner, and mail in a folder or by SMTP.</summary>
public sealed class LocalHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly FolderLock _lock;
    private readonly SqliteDatabase _database;

    private LocalHost(WebApplication app, FolderLock locked, SqliteDatabase database, Uri address) =>
        (_app, _lock, _database, Address) = (app, locked, database, address);

    public Uri Address { get; }
    public IServiceProvider Services => _app.Services;

    /// <exception cref="SettingsException">Something in the settings, the pathway or the messages cannot be used.</exception>
    /// <exception cref="IOException">Another program serves this folder, or the address is taken.</exception>
    public static async Task<LocalHost> Start(LocalOptions options, CancellationToken cancellation)
    {
        Uri url = options.Url.Port is 0 ? new UriBuilder(options.Url) { Port = FreePort() }.Uri : options.Url;
        string data = Path.GetFullPath(options.DataFolder);
        LocalSettings settings = LocalSettings.Load(data);
        Pathway pathway = settings.LoadPathway(data);
        ServiceProfile profile = settings.ProfileFor(url);

        // The lock comes before anything is opened: a newer program must not change the schema under an older one that still runs.
        FolderLock locked = FolderLock.Take(data);
        SqliteDatabase? database = null;
        WebApplication? app = null;
        try
        {
            database = SqliteDatabase.Open(data);
            Clocks clocks = new(options.Clock ?? TimeProvider.System, options.Machine ?? TimeProvider.System);
            // It is better not to start than to refuse everything.
            await Health.TryWrite(database.Register, clocks, cancellation);
            HostSettings host = new(pathway, profile, KeyFolder.Load(data, isNew: !await HasJourneys(database, cancellation)), clocks,
                settings.Mail.PerMinute, settings.Mail.PerHour,
                settings.Messages is null ? null : Path.Combine(data, settings.Messages), ShowsMail: settings.Mail.Smtp is null,
                options.DemoDay, settings.Directory,
                NoticesFolder: settings.Notices is null ? null : Path.Combine(data, settings.Notices), FixedBy: settings.FixedBy,
                PathwaySource: settings.SourceOfPathway(data))
            {
                SecondStepFor = options.DemoDay is null ? settings.Service.SecondStepFor : [],
                SenderSays = settings.Mail.From is not { } from ? null
                    : $"{from}. Whoever runs the service sets it in settings.json (mail.from): their mail server sends from it.",
            };
            FolderDocuments documents = FolderDocuments.In(data);
            documents.ClearHalves();
            FolderMailer.ClearHalves(MailFolderOf(data));
            ErasedList erased = new(data);
            app = Build(options, host, settings, database, documents, erased, data, url);
            // If somebody restored a backup, it has brought back people who were erased since.
            await app.Services.GetRequiredService<Erasing>().Again(await erased.Read(cancellation), cancellation);
            await app.StartAsync(cancellation);
            return new LocalHost(app, locked, database, url);
        }
        // If a loop fails during the start, it cancels the start and is the reason for it.
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && WhatStopped(app) is not null)
        {
            Exception why = WhatStopped(app)!;
            await Stop(app, database, locked);
            ExceptionDispatchInfo.Throw(why);
            throw;
        }
        catch
        {
            await Stop(app, database, locked);
            throw;
        }
    }

    /// <summary>Waits for Ctrl+C, SIGTERM or the token. Stopping itself is <see cref="DisposeAsync"/>.</summary>
    public async Task WaitForShutdown(CancellationToken cancellation)
    {
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(_app.Lifetime.ApplicationStopping, cancellation);
        await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (WhatStopped(_app) is { } why)
            ExceptionDispatchInfo.Throw(why);
    }

    /// <summary>The exception that ended a loop early; null if none has ended.</summary>
    private static Exception? WhatStopped(WebApplication? app) => app?.Services.GetServices<IHostedService>().OfType<BackgroundService>()
        .Select(loop => loop.ExecuteTask is { IsFaulted: true, Exception: { } failed } ? failed.InnerException : null)
        .FirstOrDefault(failed => failed is not null);

    private static string MailFolderOf(string data) => Path.Combine(data, "mail");

    public async ValueTask DisposeAsync() => await Stop(_app, _database, _lock);

    /// <summary>
    /// First requests and loops end, then the data are closed, then the folder is free for other programs. It also works half-way through a
    /// start: if the port is taken, the loops run already.
    /// </summary>
    private static async Task Stop(WebApplication? app, SqliteDatabase? database, FolderLock locked)
    {
        try
        {
            if (app is not null)
            {
                await app.StopAsync();
                await app.DisposeAsync();
            }
        }
        finally
        {
            if (database is not null)
                await database.DisposeAsync();
            locked.Dispose();
        }
    }

    private static async Task<bool> HasJourneys(SqliteDatabase database, CancellationToken cancellation)
    {
        await foreach (Guid _ in database.Journeys.All(cancellation))
            return true;
        return false;
    }

    private static WebApplication Build(
        LocalOptions options, HostSettings host, LocalSettings settings, SqliteDatabase database, FolderDocuments documents,
        ErasedList erased, string data, Uri url)
    {
        WebApplicationBuilder builder =
            WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [], ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(url.ToString());
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true)
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter("SocialPrescribing", options.DemoDay is not null ? LogLevel.Warning : LogLevel.Information)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            // Whoever starts the program reports a failed start in a sentence. The framework would log a trace.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        // Requests that are being answered get this long to finish when the service stops.
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(3.5));

        string mailFolder = MailFolderOf(data);
        builder.Services
            .AddSingleton(database.Journeys).AddSingleton(database.Register).AddSingleton(database.Outbox)
            .AddSingleton<IDocuments>(documents)
            .AddSingleton<IErasedList>(erased)
            .AddSingleton<IPlaces>(new PlacesFile(data))
            .AddSingleton<ITransientFailures, SqliteFailures>()
            // This service comes first, so that the settings apply before anything is sent.
            .AddHostedService<SettingsInForce>()
            .AddHostedService<UnknownRoles>()
            .AddSingleton<ClockJumps>()
            .AddSingleton<Runner>()
            .AddSingleton<IJourneyRuntime>(s => s.GetRequiredService<Runner>())
            .AddHostedService(s => s.GetRequiredService<Runner>())
            .AddHostedService<PathwayChange>()
            .AddSingleton(options.Mailer ?? MailerOf(settings.Mail, data, mailFolder, host.Clocks))
            .AddSingleton<IStoredMail>(new MailFolder(mailFolder))
            .AddSocialPrescribing(host);
        builder.Services.AddRouting().AddRazorComponents();
        // Razor components need data protection, although nothing here uses it. Its keys would be written into the user's home, outside the
        // data folder, or cause a warning if there is no home.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.Remove(builder.Services.Single(s => s.ImplementationType?.Name is "DataProtectionHostedService"));
        if ((options.Telemetry ?? TelemetryExporters.Otlp(builder.Configuration)) is { } exporters)
            builder.Services.AddTelemetry(exporters, builder.Configuration)
                .ConfigureResource(r => r.AddService("social-prescribing", serviceVersion: Version));

        options.Change?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        // The reverse proxy passes on the caller's address. Without it all callers would share one limit on wrong passwords.
        ForwardedHeadersOptions forwarded = new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
        foreach (string proxy in settings.Service.Proxies)
            forwarded.KnownProxies.Add(IPAddress.Parse(proxy));
        app.UseForwardedHeaders(forwarded);
        Endpoints.Map(app);
        return app;
    }

    private static string Version => typeof(LocalHost).Assembly.GetName().Version?.ToString(3) ?? "";

    private static IMailer MailerOf(LocalSettings.MailSettings mail, string data, string mailFolder, Clocks clocks)
    {
        string from = mail.From ?? "noreply@local-team.example";
        try
        {
            if (mail.Smtp is not { } smtp)
                return new FolderMailer(mailFolder, clocks.Programme, from);
            AccessTokens? tokens = smtp.OAuth is not { } oauth ? null
                : new AccessTokens(new OAuthSettings(new Uri(oauth.TokenEndpoint), oauth.ClientId, oauth.ClientSecret!, oauth.Scope),
                    clocks.Machine);
            return new SmtpMailer(new SmtpSettings(
                smtp.Host, smtp.Port, smtp.StartTls, from, smtp.User, smtp.Password, TimeSpan.FromSeconds(smtp.TimeoutSeconds),
                smtp.TrustedCertificate is null ? null : Path.Combine(data, smtp.TrustedCertificate)), tokens is null ? null : tokens.Get);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new SettingsException([$"{Path.Combine(data, LocalSettings.FileName)}: mail: {e.Message.Split(" (Parameter")[0]}"]);
        }
    }

    /// <summary>
    /// Chooses a port below those that systems give to outgoing connections, so that no other connection takes it before we listen.
    /// </summary>
    private static int FreePort()
    {
        HashSet<int> taken = [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(l => l.Port)];
        return Enumerable.Repeat(0, 100).Select(_ => Random.Shared.Next(11_000, 30_000)).First(port => !taken.Contains(port));
    }
}

/// <summary>After a change of the pathway, works out every journey's next due time again, at once.</summary>
internal sealed partial class PathwayChange(PathwayChanges changes, ILogger<PathwayChange> log) : BackgroundService
{
    private readonly TaskCompletionSource _once = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once everything has been looked at.</summary>
    public Task Once => _once.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(5));
        do
            try
            {
                while (await changes.Step(stoppingToken))
                    stoppingToken.ThrowIfCancellationRequested();
                _once.TrySetResult();
            }
            // The disk may be full only for a while. That must not end the whole program.
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(log, Failure.Of(e));
            }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(EventId = 4003, Level = LogLevel.Error,
        Message = "What the pathway changes could not be written and is tried again in five seconds: {Failure}")]
    private static partial void LogFailed(ILogger log, string failure);
}
