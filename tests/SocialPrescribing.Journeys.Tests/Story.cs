using System.Globalization;
using System.Text.Json;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>A journey as a story: commands and the passing of time, and every line of its journal. Times are London's.</summary>
internal sealed class Story
{
    public static readonly Guid Id = Guid.Parse("00000000-0000-0000-0000-000000000001");
    public static readonly Guid FirstReferral = Guid.Parse("00000000-0000-0000-0000-00000000000a");
    public static readonly Guid SecondReferral = Guid.Parse("00000000-0000-0000-0000-00000000000b");
    public static readonly Actor Sam = Actor.Staff("sam");

    /// <summary>What was done and what came of it. It becomes text only on request, because most stories are never read.</summary>
    private readonly List<(DateTimeOffset? Said, object What)> _told = [];
    private readonly HashSet<string> _tasks = [], _messages = [];
    private int _commands;

    public Story(string now = "2026-07-01 10:00", Pathway? pathway = null)
    {
        Now = At(now);
        Pathway = pathway ?? new Pathway();
    }

    public Journey? State { get; private set; }
    public Journey Journey => State ?? throw new InvalidOperationException("The story has not begun.");
    public Pathway Pathway { get; }
    public DateTimeOffset Now
    {
        get;
        private set => (field, Latest) = (value, value > Latest ? value : Latest);
    }

    /// <summary>How late it has been so far, whatever another machine's clock says now.</summary>
    public DateTimeOffset Latest { get; private set; }
    public List<JournalEntry> Journal { get; } = [];
    /// <summary>The events of the last command or wake-up.</summary>
    public IReadOnlyList<JourneyEvent> Last { get; private set; } = [];
    public IEnumerable<JourneyEvent> Events => Journal.Select(e => e.Event);

    public static DateTimeOffset At(string london) =>
        DateTime.ParseExact(london, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) is var t
            ? WorkingCalendar.London(DateOnly.FromDateTime(t), TimeOnly.FromDateTime(t)) : default;

    public static string London(DateTimeOffset at) =>
        WorkingCalendar.LondonTime(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    // ---- commands ----

    public Decision Do(JourneyCommand command, Actor? by = null, string? id = null)
    {
        id ??= string.Create(CultureInfo.InvariantCulture, $"c{++_commands}");
        (Decision decision, Journey? after) = Journey.Step(State, command, Pathway, new Moment(Now, by ?? Sam, id));
        Last = decision is Decision.Accepted accepted ? accepted.Events : [];
        Tell($"{command}{(decision is Decision.Refused r ? $" → {r.Code}" : "")}");
        Record(Last, by ?? Sam);
        if (!ReferenceEquals(after, State) && !Bytes(after).AsSpan().SequenceEqual(Bytes(State)))
            Assert.Equal(Json(after), Json(State));
        return decision;
    }

    public Story With(JourneyCommand command, Actor? by = null, string? id = null)
    {
        Decision decision = Do(command, by, id);
        Holds(decision is Decision.Accepted, decision);
        return this;
    }

    public Story Refuses(string code, JourneyCommand command, Actor? by = null, string? id = null)
    {
        string before = Json(State);
        Decision decision = Do(command, by, id);
        Holds(
            decision is Decision.Refused refused && refused.Code == code && refused.Sentence.Length > 10, $"{decision} instead of {code}");
        Assert.Equal(before, Json(State));
        return this;
    }

    // ---- time ----

    /// <summary>Wakes the journey whenever something is due, as a runtime does that is never late.</summary>
    public Story Until(string london) => Until(At(london));

    public Story Until(DateTimeOffset to)
    {
        List<JourneyEvent> all = [];
        while (State is not null && Agenda.Next(State, Pathway) is { } next && next <= to)
        {
            Now = next > Now ? next : Now;
            Fire();
            all.AddRange(Last);
        }
        Now = to;
        Last = all;
        return this;
    }

    public Story Days(int days) => Until(WorkingCalendar.AddDays(Now, days));

    /// <summary>Lets time pass without waking the journey before its end.</summary>
    public Story SleepUntil(string london) => SleepUntil(At(london));

    public Story SleepUntil(DateTimeOffset to)
    {
        Now = to;
        Fire();
        return this;
    }

    public Story Jump(string london)
    {
        Now = At(london);
        return this;
    }

    public void Fire()
    {
        IReadOnlyList<JourneyEvent> events = Agenda.Fire(Journey, Pathway, Now);
        if (events.Count > 0)
            Tell($"wakes");
        Record(events, Actor.System);
        Last = events;
    }

    // ---- looking ----

    /// <summary>Open tasks as <c>kind for assignee by due</c>, in the order in which they were opened.</summary>
    public string[] Tasks => [.. Journey.Tasks.Select(t => $"{t.Kind} for {t.Assignee} by {London(t.Due)}")];
    public TaskKind[] TaskKinds => [.. Journey.Tasks.Select(t => t.Kind)];
    public OpenTask Task(TaskKind kind) => Journey.Tasks.Single(t => t.Kind == kind);
    public MessageKind[] Queued => [.. Last.OfType<Messages.Queued>().Select(m => m.Kind)];
    public MessageKind[] QueuedEver => [.. Events.OfType<Messages.Queued>().Select(m => m.Kind)];
    /// <summary>The London times at which messages of this kind were queued.</summary>
    public string[] SentAt(MessageKind kind) =>
        [.. Journal.Where(e => e.Event is Messages.Queued m && m.Kind == kind).Select(e => London(e.At))];
    public string Withheld => string.Join(" ", Last.OfType<Messages.Withheld>().Select(w => $"{w.Kind}:{w.Why}"));
    public Stage Stage => Journey.Stage;
    public ReferralStatus Status(Guid? referral = null) =>
        ReferralStatus.Of(Journey, Journey.Referrals.First(r => r.Id == (referral ?? FirstReferral)), Pathway);
    public string? NextDue => Agenda.Next(Journey, Pathway) is { } next ? London(next) : null;

    public static string Json(Journey? journey) => journey is null ? "" : JsonSerializer.Serialize(journey, JourneyJson.Default.Journey);
    private static byte[] Bytes(Journey? journey) =>
        journey is null ? [] : JsonSerializer.SerializeToUtf8Bytes(journey, JourneyJson.Default.Journey);
    public override string ToString() => string.Concat(_told.Select(told =>
    {
        string text = told.What is IFormattable what ? what.ToString(null, CultureInfo.InvariantCulture) : $"{told.What}";
        string begins = told.Said is { } at ? London(at) + "  " : new string(' ', 21);
        return begins + (text.Length > 200 ? text[..200] + "…" : text) + Environment.NewLine;
    }));

    private void Record(IReadOnlyList<JourneyEvent> events, Actor by)
    {
        foreach (JourneyEvent happened in events)
        {
            // In every story, each task, message and due event must have a name that was not used before.
            if (happened is Tasks.Opened { Task: var task })
                Holds(task.Length > 0 && _tasks.Add(task), happened);
            if (happened is Messages.Queued { Key: var key })
                Holds(key.Length > 0 && _messages.Add(key), happened);
            if (happened is Agenda.Fired { Key: var due })
                Holds(due.Length > 0 && !Journey.Fired.Contains(due), happened);
            JournalEntry entry = new(Now, by, happened);
            Journal.Add(entry);
            State = Journey.Apply(State, entry);
            _told.Add((null, happened));
        }
    }

    /// <summary>If not, the failure names what does not hold and tells the story so far.</summary>
    private void Holds(bool what, object saying)
    {
        if (!what)
            Assert.Fail($"{saying}\n{this}");
    }

    private void Tell(FormattableString what) => _told.Add((Now, what));

    // ---- beginnings ----

    public static Journey Begun(Intake.Received received, DateTimeOffset at) =>
        Journey.Apply(null, new JournalEntry(at, Actor.System, received));

    public static Story Received(string now = "2026-07-01 10:00", Pathway? pathway = null, Func<Referral, Referral>? but = null) =>
        new Story(now, pathway).With(Receive(but), Actor.Referrer("org"));

    /// <summary>Accepted at once, with Sam as link worker.</summary>
    public static Story Accepted(string now = "2026-07-01 10:00", Pathway? pathway = null, Func<Referral, Referral>? but = null) =>
        Received(now, pathway, but).With(new Intake.Accept(LinkWorker: "sam"));

    public static Story Contacted(string now = "2026-07-01 10:00", Pathway? pathway = null, Func<Referral, Referral>? but = null) =>
        Accepted(now, pathway, but).With(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));

    public Story Book(string london, string id, int minutes = 60) =>
        With(new Meetings.Book(At(london), new Place(PlaceKind.Surgery, "Chase Hospital"), minutes), id: id);

    /// <summary>Met on Friday 3 July 2026, 11:00 to 12:00; it is 12:00.</summary>
    public static Story Met(Pathway? pathway = null, Func<Referral, Referral>? but = null) =>
        Contacted(pathway: pathway, but: but).Book("2026-07-03 11:00", "m1").Until("2026-07-03 12:00")
            .With(new Meetings.RecordOutcome("m1", MeetingOutcome.Held));

    /// <summary>With a plan. The search for an activity is put aside, so that a test sees only its own tasks.</summary>
    public static Story Planned(Pathway? pathway = null, Func<Referral, Referral>? but = null) =>
        Met(pathway, but).With(Gardening).PutSearchAside();

    public Story PutSearchAside() => With(new Tasks.Complete(Task(TaskKind.FindActivity).Id, "After the summer."));

    public static Documents.Add Letter { get; } = new(new Guid("00000000-0000-0000-0000-0000000000d1"), "Letter from the housing office",
        "housing.pdf", DocumentType.Pdf, 2_000, new string('0', 64));

    public static Plan.Agree Gardening { get; } = new(["loneliness"], "Being useful to somebody again",
        [new Goal("Work in a garden with others", 8, "Look at the community garden together")]);

    public static ActivityDetails Garden { get; } =
        new("Community garden", "Growing Together", Email: "hello@growing.example", Where: "Mill Lane, Bordon");

    /// <summary>Introduced to the garden as <c>i1</c> on Friday 3 July 2026 at 12:00, and waiting for its answer.</summary>
    public static Story Introduced(Pathway? pathway = null, Func<Referral, Referral>? but = null, ActivityDetails? to = null) =>
        Planned(pathway, but).With(new Activities.Introduce(to ?? Garden, IntroductionKind.Referral, Agreed: true), id: "i1");

    /// <summary>The garden has said yes, and the first session is planned as <c>s1</c>.</summary>
    public static Story Going(string london, Transport? transport = null, Pathway? pathway = null, Func<Referral, Referral>? but = null) =>
        Introduced(pathway, but).With(new Activities.RecordAnswer("i1", ProviderAnswer.Accepted), Actor.Provider)
            .PlanSession("s1", london, transport);

    public Story PlanSession(string id, string london, Transport? transport = null, string introduction = "i1") =>
        With(new Attendance.PlanSession(introduction, At(london), transport ?? new Transport(TransportKind.WalkedTogether)), id: id);

    public static Story Ended(
        ClosingReason reason = ClosingReason.GoalsMet, Pathway? pathway = null, Func<Referral, Referral>? but = null) =>
            Planned(pathway, but).With(new Closing.Close(reason));

    public static Intake.Receive Receive(Func<Referral, Referral>? but = null) => new(Id, Held(FirstReferral, "2026-07-01 10:00", but));

    /// <summary>Another journey, perhaps of the same person, that began before this one.</summary>
    public static readonly Guid Other = Guid.Parse("00000000-0000-0000-0000-0000000000ff");

    public static Resemblance.Likeness Alike(bool hasEnded = false, bool hasDied = false, string began = "2026-06-01 10:00") =>
        new(Other, At(began), hasEnded, [AlikeReason.NameAndBirth], hasDied);

    public static Intake.AddReferral Join(Func<Referral, Referral>? but = null) => new(Held(SecondReferral, "2026-07-01 10:00", but));

    /// <summary>As if somebody with these details were recorded as having died.</summary>
    public static Intake.Receive WithDeathOnRecord(Intake.Receive receive) =>
        receive with { Referral = receive.Referral with { DeathOnRecord = true } };

    public static HeldReferral Held(Guid id, string at, Func<Referral, Referral>? but = null) =>
        new(id, "SP-7K3M-9QX2", "org", At(at), (but ?? (r => r))(Good));

    public static Referral Good { get; } = new()
    {
        Source = ReferralSource.Gp,
        Referrer = new Referrer
        {
            Name = "Dr Ana Costa",
            Service = "Forest Surgery",
            Organisation = "Forest Surgery",
            Email = "ana@forest.example"
        },
        Person = new Person
        {
            FirstName = "Margaret",
            FamilyName = "O’Neill",
            DateOfBirth = new DateOnly(1948, 3, 28),
            Address = new Address(["1 High Street"], "GU35 9LP"),
            Contacts = [new ContactDetail(ContactKind.Email, "margaret@post.example", Allowed: true),
                new ContactDetail(ContactKind.Mobile, "+447700900123", Allowed: true)],
        },
        GpPractice = new GpPractice("J82201", "Forest Surgery"),
        Reason = "Has been on her own since her husband died.",
        Needs = ["loneliness"],
        Risks = [new Risk(Risk.None, null)],
        Consent = new Consent(true, "person", null),
    };

    public static Referral NoEmail(Referral r) => r with { Person = r.Person with { Contacts = [] } };
    public static Referral ReferrerByPhone(Referral r) => r with { Referrer = r.Referrer! with { Email = null, Phone = "+441420123456" } };
    public static Referral ByThemselves(Referral r) => r with { Source = ReferralSource.Self, Referrer = null };
    public static Referral WithRisk(Referral r) => r with { Risks = [new Risk("falls", null)] };
    public static Referral WithConcern(Referral r) => r with { Safeguarding = new Safeguarding(true, "Bruises.") };
}
