using Microsoft.Extensions.Logging;
using OtpNet;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Staff.Desk;

namespace SocialPrescribing.Http.Tests.Pages;

/// <summary>The service as its users see it: what they need to begin, and their browsers.</summary>
internal sealed class PagesHost : IAsyncDisposable
{
    public const string Password = TestedService.Password;

    /// <summary>A Thursday morning in winter, so that London time is UTC.</summary>
    public static readonly DateTimeOffset Start = new(2027, 1, 14, 10, 0, 0, TimeSpan.Zero);

    private readonly TestedService _service;

    public PagesHost(TestedService service, MovedClock machine)
    {
        (_service, Machine) = (service, machine);
        Get<ILoggerFactory>().AddProvider(new KeptLog(Logged));
    }

    public MovedClock Clock => _service.Clock;
    /// <summary>The machine's clock, which sessions, the expiry of links and rate limits use.</summary>
    public MovedClock Machine { get; }
    public IJourneyStore Store => Get<IJourneyStore>();
    public StaffDirectory Staff => Get<StaffDirectory>();
    /// <summary>What was sent so far, newest first.</summary>
    public IReadOnlyList<StoredLetter> Letters => _service.Letters;
    public List<string> Logged { get; } = [];
    public Uri Address => _service.Address;
    /// <summary>How links in letters begin.</summary>
    public string PublicUrl => Get<ServiceProfile>().PublicUrl.GetLeftPart(UriPartial.Authority);
    public T Get<T>() where T : notnull => _service.Get<T>();

    /// <inheritdoc cref="SetUp"/>
    public static async Task<PagesHost> Run(
        bool isTriedOut = false, bool https = false, bool sendsMail = false, bool platform = false, params StaffRole[] secondStepFor)
    {
        MovedClock machine = new(Start);
        return new PagesHost(
            await TestedHost.Start(new SetUp(Start, machine, isTriedOut, https, sendsMail)
            {
                SecondStepFor = secondStepFor,
                Platform = platform,
            }), machine);
    }

    /// <summary>What an authenticator app shows, which has the machine's time or is ahead of it.</summary>
    public string CodeIn(byte[] app, int secondsAhead = 0) =>
        new Totp(app).ComputeTotp(Machine.GetUtcNow().AddSeconds(secondsAhead).UtcDateTime);

    public Visitor Visit() => new(_service);

    /// <summary>A program that is not a browser.</summary>
    public HttpClient Client() => _service.Client();

    /// <summary>The link as a letter to the person would contain it now. If there is no such journey, it is signed all the same.</summary>
    public string Link(LinkPurpose purpose, Guid journey, string subject = "") =>
        purpose is not LinkPurpose.Provider
            && Store.Find(journey, default).GetAwaiter().GetResult()?.State is { Preferences.Email: { } address } state
            ? Get<SignedLinks>().ToPerson(purpose, state, subject, address)
            : Get<SignedLinks>().Create(new LinkTarget(purpose, journey, subject));

    /// <summary>Staff have spoken with the person and checked who they are, so their address may see what is held.</summary>
    public Task ConfirmIdentity(Guid journey) =>
        Do(journey, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached, IdentityChecked: true));

    /// <summary>
    /// A new referral. It is always about the same person but begins a journey of its own, where the real intake would let it join
    /// the first.
    /// </summary>
    /// <param name="organisation">The organisation whose key it came with. Null for a page.</param>
    public async Task<Guid> Receive(Func<Referral, Referral>? change = null, string? organisation = null)
    {
        Guid id = Guid.NewGuid();
        Referral details = Example.Referral;
        HeldReferral referral = new(Guid.NewGuid(), Reference.From((ulong)Random.Shared.NextInt64()), organisation, Clock.GetUtcNow(),
            change is null ? details : change(details));
        Moment moment = new(Clock.GetUtcNow(), Actor.Referrer(null), "receive");
        (Decision decision, Journey? after) = Journey.Step(null, new Intake.Receive(id, referral), Get<Pathway>(), moment);
        await Store.Commit(new JourneyCommit
        {
            After = after!,
            ExpectedVersion = 0,
            At = moment.Instant,
            By = moment.Actor,
            Events = ((Decision.Accepted)decision).Events,
            NextDue = Agenda.Next(after!, Get<Pathway>()),
        }, default);
        await _service.Settle();
        return id;
    }

    /// <summary>Gives a command that must be accepted.</summary>
    public async Task<string> Do(Guid journey, JourneyCommand command, Actor? actor = null)
    {
        string id = Guid.NewGuid().ToString("N");
        CommandResult result = await Get<JourneyService>().Do(journey, command, actor ?? Actor.Staff("somebody"), id, null, default);
        Assert.IsType<CommandResult.Done>(result);
        await _service.Settle();
        return id;
    }

    /// <summary>Lets the programme's time pass; what falls due happens.</summary>
    public Task Pass(TimeSpan time) => _service.Move(time);

    /// <summary>The tab of the journey that has a command's form.</summary>
    public static string PageOf(Guid journey, string form) => JourneyTab.Of(form).PathIn(journey);

    /// <summary>A member of staff with a password.</summary>
    public async Task<StaffMember> Employ(StaffRole role, string name = "Tom Ashby")
    {
        StaffMember member = (await Staff.Add($"{role}@riverside.example", name, role, default))!;
        return await _service.LetSignIn(member);
    }

    /// <summary>The browser of a member of staff who has just signed in.</summary>
    public async Task<Visitor> SignIn(StaffMember member)
    {
        Visitor visitor = Visit();
        await _service.SignIn(visitor, member);
        return visitor;
    }

    /// <inheritdoc cref="TestedService.SeesWhatIsNew"/>
    public void SeesWhatIsNew() => _service.SeesWhatIsNew();

    /// <summary>Makes this journey unreadable.</summary>
    public Task Spoil(Guid journey) => _service.Spoil(journey);

    /// <inheritdoc cref="TestedService.HidesService"/>
    public bool HidesService(StoredLetter letter) => _service.HidesService(letter);

    /// <summary>Where a page for staff sends a visitor who is not signed in.</summary>
    public string SignInFor(string path) => _service.SignInFor(path);

    public async Task<Journey> State(Guid journey) => (await Store.Find(journey, default))!.State;

    public async Task<int> JournalLength(Guid journey) => (await Store.Journal(journey, default)).Sum(c => c.Events.Count);

    /// <summary>A person who was accepted, met, and asked how they are. The baseline survey is open.</summary>
    public async Task<Guid> Surveyed(Func<Referral, Referral>? change = null)
    {
        Guid journey = await Met(change);
        await Pass(TimeSpan.FromDays(2));
        Assert.Contains((await State(journey)).Surveys, s => s.Id == "baseline");
        return journey;
    }

    public async Task<Guid> Met(Func<Referral, Referral>? change = null)
    {
        (Guid journey, string meeting) = await Booked(change);
        await Pass(TimeSpan.FromDays(2));
        await Do(journey, new Meetings.RecordOutcome(meeting, MeetingOutcome.Held));
        return journey;
    }

    /// <summary>A person who was accepted and reached, and has a meeting tomorrow.</summary>
    public async Task<(Guid Journey, string Meeting)> Booked(Func<Referral, Referral>? change = null, string? linkWorker = null)
    {
        Guid journey = await Receive(change);
        await Do(journey, new Intake.Accept(LinkWorker: linkWorker));
        await Do(journey, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        string meeting = await Do(journey,
            new Meetings.Book(Clock.GetUtcNow().AddHours(25), new Place(PlaceKind.CommunityPlace, "Forest Centre, Bordon")));
        return (journey, meeting);
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    private sealed class KeptLog(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;
        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines)
                lines.Add($"{eventId.Id} {formatter(state, exception)} {exception}");
        }
        public void Dispose() { }
    }
}
