using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Memory;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The endpoint table on a real Kestrel, with a store in memory and clocks that are moved by hand.</summary>
internal sealed class PagesHost : IAsyncDisposable
{
    public const string Password = "a kettle on a quiet hill";

    /// <summary>A Thursday morning in winter, so that London time is UTC.</summary>
    public static readonly DateTimeOffset Start = new(2027, 1, 14, 10, 0, 0, TimeSpan.Zero);

    private readonly WebApplication _app;

    private PagesHost(WebApplication app, MovedClock clock, MemoryStore store, MovedClock machine)
    {
        _app = app;
        Clock = clock;
        Machine = machine;
        Store = store;
        Address = new Uri(app.Urls.Single());
    }

    public MovedClock Clock { get; }
    /// <summary>The machine's time: sessions, link expiry, rate limits.</summary>
    public MovedClock Machine { get; }
    public MemoryStore Store { get; }
    public Uri Address { get; }
    public string Origin => Address.GetLeftPart(UriPartial.Authority);
    public StaffDirectory Staff => _app.Services.GetRequiredService<StaffDirectory>();
    public Pathway Pathway => _app.Services.GetRequiredService<Pathway>();
    public Mailbox Mail => _app.Services.GetRequiredService<Mailbox>();
    public List<string> Logged { get; private init; } = [];

    public static async Task<PagesHost> Run(bool demo = false, bool https = false, bool showsMail = true)
    {
        MovedClock clock = new(Start), machine = new(Start);
        MemoryStore store = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        List<string> logged = [];
        builder.Logging.ClearProviders().AddProvider(new KeptLog(logged));
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        ServiceProfile profile = new("Riverside Social Prescribing", "Riverside House", "01420 555 010", new Uri(https ? "https://riverside.example" : "http://riverside.example"));
        Secrets secrets = new(new byte[32], [new LinkKey("k1", [.. Enumerable.Range(1, 32).Select(i => (byte)i)])]);
        builder.Services
            .AddSocialPrescribing(new HostSettings(new Pathway(), profile, secrets, new Clocks(clock, machine), ShowsMail: showsMail, DemoDay: demo ? "1s" : null))
            .AddSingleton<IJourneyStore>(store).AddSingleton<IRegister>(store).AddSingleton<IOutbox>(store)
            .AddSingleton<IJourneyRuntime, Asleep>()
            .AddSingleton<Mailbox>()
            .AddSingleton<IMailer>(s => s.GetRequiredService<Mailbox>())
            .AddSingleton<IStoredMail>(s => s.GetRequiredService<Mailbox>());
        WebApplication app = builder.Build();
        Endpoints.Map(app);
        await app.StartAsync();
        return new PagesHost(app, clock, store, machine) { Logged = logged };
    }

    public Visitor Visit() => new(Address);

    public string Link(LinkPurpose purpose, Guid journey, string subject = "") =>
        _app.Services.GetRequiredService<SignedLinks>().Create(new LinkTarget(purpose, journey, subject));

    /// <summary>A referral that has just come in.</summary>
    public async Task<Guid> Receive(Func<Referral, Referral>? change = null)
    {
        Guid id = Guid.NewGuid();
        Referral details = Example.Referral;
        HeldReferral referral = new(Guid.NewGuid(), Reference.From((ulong)Random.Shared.NextInt64()), null, Clock.GetUtcNow(), change is null ? details : change(details));
        Moment moment = new(Clock.GetUtcNow(), Actor.Referrer(null), "receive");
        (Decision decision, Journey? after) = Journey.Step(null, new Intake.Receive(id, referral, PossibleDuplicate: false), Pathway, moment);
        await Store.Commit(new JourneyCommit
        {
            After = after!,
            ExpectedVersion = 0,
            At = moment.Instant,
            By = moment.Actor,
            Events = ((Decision.Accepted)decision).Events,
            NextDue = Agenda.Next(after!, Pathway),
        }, default);
        return id;
    }

    /// <summary>A command that is expected to work.</summary>
    public async Task<string> Do(Guid journey, JourneyCommand command, Actor? actor = null)
    {
        string id = Guid.NewGuid().ToString("N");
        CommandResult result = await _app.Services.GetRequiredService<JourneyService>().Do(journey, command, actor ?? Actor.Staff("somebody"), id, null, default);
        Assert.IsType<CommandResult.Done>(result);
        return id;
    }

    /// <summary>Lets the programme's time pass; what falls due happens.</summary>
    public async Task Pass(TimeSpan time, params Guid[] journeys)
    {
        Clock.Move(time);
        foreach (Guid journey in journeys)
            await _app.Services.GetRequiredService<JourneyService>().Advance(journey, default);
    }

    /// <summary>Everything that waits to be sent is sent.</summary>
    public Task Post() => _app.Services.GetRequiredService<Postman>().Drain(default);

    /// <summary>Somebody who works here and has a password.</summary>
    public async Task<StaffMember> Employ(StaffRole role, string name = "Tom Ashby")
    {
        StaffMember member = (await Staff.Add($"{role}@riverside.example", name, role, default))!;
        Assert.Null(await Staff.SetPassword(await Staff.IssueSetUpLink(member.Id, default), "", "", Password, default));
        Machine.Move(TimeSpan.FromSeconds(1));
        return member;
    }

    /// <summary>The browser of somebody who works here and has just signed in.</summary>
    public async Task<Visitor> SignIn(StaffMember member)
    {
        Visitor visitor = Visit();
        HttpResponseMessage sent = await visitor.Post("/sign-in", ("email", member.Email), ("password", Password));
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        return visitor;
    }

    public async Task<Journey> State(Guid journey) => (await Store.Load(journey, default))!.State;

    public async Task<int> JournalLength(Guid journey) => (await Store.Journal(journey, default)).Sum(c => c.Events.Count);

    /// <summary>Accepted, met, and asked how they are: the baseline survey is open.</summary>
    public async Task<Guid> Surveyed(Func<Referral, Referral>? change = null)
    {
        Guid journey = await Met(change);
        await Pass(TimeSpan.FromDays(2), journey);
        Assert.Contains((await State(journey)).Surveys, s => s.Id == "baseline");
        return journey;
    }

    public async Task<Guid> Met(Func<Referral, Referral>? change = null)
    {
        (Guid journey, string meeting) = await Booked(change);
        await Pass(TimeSpan.FromDays(2), journey);
        await Do(journey, new Meetings.RecordOutcome(meeting, MeetingOutcome.Held));
        return journey;
    }

    /// <summary>Accepted, reached, and with a meeting tomorrow.</summary>
    public async Task<(Guid Journey, string Meeting)> Booked(Func<Referral, Referral>? change = null, string? linkWorker = null)
    {
        Guid journey = await Receive(change);
        await Do(journey, new Intake.Accept(LinkWorker: linkWorker));
        await Do(journey, new Contact.RecordAttempt(Channel.Phone, AttemptOutcome.Reached));
        string meeting = await Do(journey, new Meetings.Book(Clock.GetUtcNow().AddHours(25), new Place(PlaceKind.CommunityPlace, "Forest Centre, Bordon")));
        return (journey, meeting);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private sealed class Asleep : IJourneyRuntime
    {
        public ValueTask Nudge(Guid journey, DateTimeOffset? due, CancellationToken cancellation) => default;
        public ValueTask NudgePostman(CancellationToken cancellation) => default;
    }

    private sealed class KeptLog(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines)
                lines.Add($"{eventId.Id} {formatter(state, exception)} {exception}");
        }
        public void Dispose() { }
    }
}

internal sealed class MovedClock(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset _now = now;

    public void Move(TimeSpan by) => _now += by;
    public override DateTimeOffset GetUtcNow() => _now;
}
