using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;
using SocialPrescribing.Web.Staff.Entry;
using SocialPrescribing.Web.Telemetry;

namespace SocialPrescribing.Local.Tests.Host;

/// <summary>The real one-machine host on a real port with a real folder. Tests move its clock.</summary>
public sealed class OneMachine : TestedService, IStoryHost
{
    private readonly bool _keepData;

    private OneMachine(LocalHost host, MovedClock clock, DirectoryInfo data, bool keepData) =>
        (Host, Clock, Data, _keepData) = (host, clock, data, keepData);

    /// <summary>A Monday in winter, nine o'clock in London.</summary>
    public static DateTimeOffset Monday { get; } = new(2027, 2, 1, 9, 0, 0, TimeSpan.Zero);

    public LocalHost Host { get; }
    public override Uri Address => Host.Address;
    public override MovedClock Clock { get; }
    public DirectoryInfo Data { get; }
    public MailFolder Mail => new(Path.Combine(Data.FullName, "mail"));
    public override IReadOnlyList<StoredLetter> Letters => LettersIn(Mail);
    public override T Get<T>() => Host.Services.GetRequiredService<T>();

    /// <param name="settings">The content of <c>settings.json</c>.</param>
    /// <param name="machine">The machine's clock, if a test moves that too.</param>
    public static async Task<OneMachine> Start(
        DateTimeOffset? at = null, DirectoryInfo? data = null, IMailer? mailer = null, bool keepData = false, string? settings = null,
        MovedClock? machine = null,
        string? demoDay = null, TelemetryExporters? telemetry = null)
    {
        data ??= Directory.CreateTempSubdirectory("social-prescribing-test-");
        if (settings is not null)
            await File.WriteAllTextAsync(Path.Combine(data.FullName, LocalSettings.FileName), settings);
        MovedClock clock = new(at ?? Monday);
        LocalHost host = await LocalHost.Start(
            new LocalOptions(data.FullName, new Uri("http://127.0.0.1:0"), clock, demoDay, mailer, machine, telemetry, Change), default);
        return new OneMachine(host, clock, data, keepData);

        static void Change(IServiceCollection services)
        {
            services.AddSingleton(Hashing);
#if BROWSER
            services.AddSingleton<Microsoft.AspNetCore.Hosting.IStartupFilter, Browser.Tests.AxeFile>();
#endif
        }
    }

    public override async Task Settle()
    {
        // The host's own runner works at the same time, and may be half-way through joining or comparing two journeys.
        await Clock.NextAlarm();
        await Get<Runner>().AdvanceDue(Get<IJourneyStore>(), CancellationToken.None);
        await Get<Digests>().Queue(CancellationToken.None);
        await Clock.NextAlarm();
        // The host's own postman works at the same time. It may have a letter in hand, or be splitting one for the members of a role.
        DateTimeOffset? later;
        do
            later = await Get<Postman>().Drain(CancellationToken.None);
        while ((await Get<IOutbox>().Figures(CancellationToken.None)).Sending > 0
            || (later is null && (await Get<IOutbox>().Waiting(Get<Clocks>().MachineNow, 1, CancellationToken.None)).Count > 0));
    }

    public override Task<StaffMember> LetSignIn(StaffMember member) => LetSignInWithPassword(member);

    public override Task SignIn(Visitor visitor, StaffMember member) => SignInWithPassword(visitor, member);

    public override Task<(string Header, string Value)> SignedIn(StaffMember member) => SignedInWithPassword(member);

    /// <summary>Shown by the sender name beside the address.</summary>
    public override bool HidesService(StoredLetter letter) => letter.From.StartsWith("Riverside House <", StringComparison.Ordinal);

    public override string SignInFor(string path) => "/sign-in?next=" + Uri.EscapeDataString(path);

    public override async Task Spoil(Guid journey)
    {
        await using SqliteConnection database = new($"Data Source={Path.Combine(Data.FullName, "social-prescribing.db")};Pooling=False");
        await database.OpenAsync();
        SqliteCommand update = database.CreateCommand();
        update.CommandText =
            "UPDATE journeys SET state = substr(state, 1, instr(state, '\"lastTouchAt\"') + 15) WHERE id = $id; UPDATE journal SET events "
                + "= '[' WHERE journey = $id AND version = 1";
        update.Parameters.AddWithValue("$id", journey.ToByteArray(bigEndian: true));
        Assert.Equal(2, await update.ExecuteNonQueryAsync());
    }

    /// <summary>A referral of an invented person, with all fields.</summary>
    public static JsonObject Referral(Action<JsonObject>? change = null)
    {
        JsonObject referral = JosiesReferral.New();
        change?.Invoke(referral);
        return referral;
    }

    public async Task<HttpResponseMessage> Refer(string key, JsonObject referral, string? idempotencyKey = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "api/referrals") { Content = JsonContent.Create(referral) };
        request.Headers.Add("X-Api-Key", key);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await Http.SendAsync(request);
    }

    /// <summary>The oldest journey.</summary>
    public async Task<Guid> FirstJourney()
    {
        await foreach (Guid journey in Get<IJourneyStore>().All(default))
            return journey;
        throw new InvalidOperationException("No journey began.");
    }

    public async Task Give(Guid journey, JourneyCommand command) =>
        Assert.IsType<CommandResult.Done>(await Get<JourneyService>()
            .Do(journey, command, Actor.Staff("test"), Guid.NewGuid().ToString("N"), null, default));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Host.DisposeAsync();
        if (!_keepData)
            Data.Delete(recursive: true);
    }
}
