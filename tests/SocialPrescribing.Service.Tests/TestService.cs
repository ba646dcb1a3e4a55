using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Documents;
using SocialPrescribing.Service.Evidence;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Reports;
using SocialPrescribing.Service.Retention;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Service.Tests;

/// <summary>The service in memory, with a post office that does as it is told and two clocks that tests move.</summary>
internal sealed class TestService : IJourneyRuntime
{
    /// <summary>A Monday in winter, nine o'clock in London.</summary>
    public static DateTimeOffset Monday { get; } = new(2027, 2, 1, 9, 0, 0, TimeSpan.Zero);

    public TestService(DateTimeOffset? at = null, int perMinute = 0, int perHour = 0, Pathway? pathway = null)
    {
        Pathway = pathway ?? new Pathway();
        (Programme, Machine) = (new FakeTimeProvider(at ?? Monday), new FakeTimeProvider(at ?? Monday));
        Clocks = new Clocks(Programme, Machine);
        Contents = new TestedDocuments(Machine);
        Journeys = new JourneyService(Store, Store, this, Pathway, Clocks, Keys, Contents);
        Documents = new DocumentKeeping(Contents, Store, Store, Journeys, Clocks, NullLogger<DocumentKeeping>.Instance);
        Intake = new ReferralIntake(Store, Store, Journeys, Pathway, Clocks, Keys);
        Staff = new StaffDirectory(Store, Clocks, hashing: new PasswordHashing(rounds: 1));
        Directory = new ActivityDirectory(Store, Pathway, new DirectorySettings(), Clocks);
        Confirmations = new ActivityConfirmations(Directory, Store, Store, new DirectorySettings(), Clocks);
        Lists = new MeetingLists(Store, Store, Directory, Pathway, Clocks);
        Registers = new Registers(Store, Store, Store, this, Journeys, Directory, Lists, Clocks);
        Quota = new MailQuota(Store, Clocks, perMinute, perHour);
        Postman = NewPostman();
        Quarters = new QuarterReports(Store, Store, Staff, Clocks);
        Digests = new Digests(Store, Store, Store, this, Staff, Confirmations, new Volunteers(Staff, Store, Store, Clocks),
            new WeeklyFigures(Store, Store, Pathway, Clocks), Quarters, Pathway, Clocks, NullLogger<Digests>.Instance);
        Erasing = new Erasing(Store, Store, Store, Contents, Keys, Clocks, NullLogger<Erasing>.Instance);
        Keeping = new Keeping(Store, Store, Erasing, Pathway, Clocks);
        HandingOver = new HandingOver(Store, Store, Staff, Journeys, Clocks);
        Chores chores = new(Digests, Registers, HandingOver, new LeaveCover(Store, Staff, Journeys, Clocks), Documents,
            new AlikeEntries(Store, Store, Keys), new FactsFill(Store, new FactsRebuild(Store, Keys, new NoPlaces())), Keeping, Erasing,
            new ActivityChanges(Store, Journeys, Directory, Pathway, Clocks),
            new Companions(new Volunteers(Staff, Store, Store, Clocks), Journeys, Clocks), NewPathwayChanges(Pathway), Store, Clocks);
        Watch = new Service.Watch.Watch(
            Store, Store, Store, this, Journeys, Postman, chores, Loops, Keeping, Clocks, NullLogger<Service.Watch.Watch>.Instance);
    }

    public static Secrets Keys { get; } = new(new byte[32], [new LinkKey("01", new byte[32])]);
    public Pathway Pathway { get; }
    public FakeTimeProvider Programme { get; }
    public FakeTimeProvider Machine { get; }
    public Clocks Clocks { get; }
    public MemoryStore Store { get; } = new();
    public TestedDocuments Contents { get; }
    public DocumentKeeping Documents { get; }
    public JourneyService Journeys { get; }
    public ReferralIntake Intake { get; }
    public StaffDirectory Staff { get; }
    public ActivityDirectory Directory { get; }
    public ActivityConfirmations Confirmations { get; }
    public MeetingLists Lists { get; }
    public Registers Registers { get; }
    public MailQuota Quota { get; }
    public PostOffice Post { get; } = new();
    public Postman Postman { get; }
    public QuarterReports Quarters { get; }
    public Digests Digests { get; }
    public BackgroundLoops Loops { get; } = new();
    public Service.Watch.Watch Watch { get; }
    public HandingOver HandingOver { get; }
    public Erasing Erasing { get; }
    public Keeping Keeping { get; }
    public List<(Guid Journey, DateTimeOffset? Due)> Nudges { get; } = [];
    public int PostmanNudges { get; private set; }

    /// <summary>As in a process that starts with this pathway.</summary>
    public PathwayChanges NewPathwayChanges(Pathway pathway) =>
        new(Store, Store, new JourneyService(Store, Store, this, pathway, Clocks, Keys), this, pathway,
            NullLogger<PathwayChanges>.Instance);

    public Postman NewPostman() =>
        new(Store, Store, Store, Journeys, Staff, Confirmations, Lists, Post, Post, Quota, Pathway, Clocks, NullLogger<Postman>.Instance);

    public ValueTask Nudge(Guid journey, DateTimeOffset? due, CancellationToken cancellation)
    {
        Nudges.Add((journey, due));
        return ValueTask.CompletedTask;
    }

    public ValueTask NudgePostman(CancellationToken cancellation)
    {
        PostmanNudges++;
        return ValueTask.CompletedTask;
    }

    /// <summary>Moves both clocks, as time does.</summary>
    public void Move(TimeSpan by)
    {
        Programme.Advance(by);
        Machine.Advance(by);
    }

    public async Task<Guid> Receive(string name = "Josie", bool concern = false)
    {
        Referral referral = new()
        {
            Source = ReferralSource.Gp,
            Referrer = new Referrer
            {
                Name = "Dr Amal Reid",
                Service = "General practice",
                Organisation = "Mill Lane Surgery",
                Email = "reid@surgery.example"
            },
            Person = new Person
            {
                FirstName = name,
                FamilyName = "Quill",
                DateOfBirth = new DateOnly(1951, 6, 14),
                NhsNumber = name is "Josie" ? "9434765919" : null,
                Address = new Address(["4 Invented Row"], "GU35 9AB"),
                Contacts = [new ContactDetail(ContactKind.Email, $"{name.ToLowerInvariant()}@mail.example", Allowed: true)],
            },
            GpPractice = new GpPractice("A12345", null),
            Needs = ["anxiety"],
            Risks = [new Risk(Risk.None, null)],
            Safeguarding = concern ? new Safeguarding(true, "Invented") : null,
            Consent = new Consent(true, "self", null),
        };
        HashSet<Guid> before = [];
        await foreach (Guid id in Store.All(default))
            before.Add(id);
        Assert.IsType<IntakeResult.Received>(await Intake.Receive(referral, "surgery", Guid.NewGuid().ToByteArray(), null, default));
        await foreach (Guid id in Store.All(default))
            if (before.Add(id))
                return id;
        throw new InvalidOperationException("The referral joined another journey.");
    }

    /// <summary>Gives a command as a link worker and returns its id.</summary>
    public async Task<string> Give(Guid journey, JourneyCommand command)
    {
        string id = Guid.NewGuid().ToString("N");
        Assert.IsType<CommandResult.Done>(await Journeys.Do(journey, command, Actor.Staff("worker"), id, null, default));
        return id;
    }

    /// <summary>A journey with a meeting on Friday. The outbox holds only the letter about it.</summary>
    public async Task<(Guid Journey, string Meeting)> WithMeeting()
    {
        Guid journey = await Receive();
        await Give(journey, new Journeys.Intake.Accept(LinkWorker: "worker"));
        await Postman.Drain(default);
        Post.Delivered.Clear();
        return (journey, await Give(journey, new Meetings.Book(Monday.AddDays(4).AddHours(2), new Place(PlaceKind.AtHome))));
    }

    public async Task<StaffMember> Add(StaffRole role, string name = "Grace Okafor") =>
        (await Staff.Add($"{name.Replace(' ', '.').ToLowerInvariant()}.{role}@service.example", name, role, default))!;

    /// <summary>Queues one of today's digests. A test that needs many messages queues several for one day.</summary>
    public Task QueueDigest(string staff, string which, int priority = 3) => Store.Queue(new QueuedMessage(
        Guid.Empty, $"digest/{staff}/{which}", MessageKind.Digest, $"{WorkingCalendar.LondonDate(Clocks.Now):yyyy-MM-dd}", staff, priority,
        Clocks.Now), default);

    public async Task<QueuedMessage> Message(Guid owner, MessageKind kind) =>
        Assert.Single(await Store.Of(owner, default), m => m.Kind == kind);

    public async Task<Journey> State(Guid journey) => (await Store.Find(journey, default))!.State;

    /// <summary>The messages that the journal says were not sent, and why.</summary>
    public async Task<IReadOnlyList<(MessageKind Kind, string Why)>> Withheld(Guid journey) =>
        [.. (await Store.Journal(journey, default)).SelectMany(c => c.Events).OfType<Messages.Withheld>().Select(w => (w.Kind, w.Why))];
}

/// <summary>Accepts letters and answers as a test says. The subject of its letters is the kind of their message.</summary>
internal sealed class PostOffice : ILetterWriter, IMailer
{
    public sealed record Delivery(string Key, string Subject, string To);

    private readonly Lock _lock = new();

    public List<Delivery> Delivered { get; } = [];
    public List<Delivery> Tried { get; } = [];
    public IEnumerable<string> Subjects => Delivered.Select(d => d.Subject);

    /// <summary>The answer to a letter. Accepted unless a test says otherwise.</summary>
    public Func<Delivery, MailOutcome> Answer { get; set; } = _ => new MailOutcome.Accepted();
    /// <summary>What becomes of a message where it is not simply written.</summary>
    public Func<MessageKind, WritingOutcome?> InsteadOfWords { get; set; } = _ => null;

    public Task<WritingOutcome> Write(
        QueuedMessage message, Journey? journey, string address, StaffMember? reader, CancellationToken cancellation) =>
        Task.FromResult(InsteadOfWords(message.Kind)
            ?? new WritingOutcome.Written(new Letter(address, "The service", message.Kind.ToString(), "<p>Hello</p>", "Hello")));

    public async Task<MailOutcome> Deliver(string key, Letter letter, CancellationToken cancellation)
    {
        // Somebody else may act while a letter is on its way.
        await Task.Yield();
        Delivery delivery = new(key, letter.Subject, letter.To);
        lock (_lock)
        {
            Tried.Add(delivery);
            MailOutcome outcome = Answer(delivery);
            if (outcome is MailOutcome.Accepted)
                Delivered.Add(delivery);
            return outcome;
        }
    }
}
