using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Retention;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Contracts;

/// <summary>A person whose every word is marked, from the referral to the end, and the services that erase them.</summary>
internal sealed class ErasedLife : IDisposable
{
    public const string FamilyName = "Qmarkedson";
    private const string Phone = "+447700900777", Number = "9434765919";

    /// <summary>Words that must be nowhere after erasing. The first also stands in letters.</summary>
    public static IReadOnlyList<string> Marks { get; } = ["qmarked", Phone[1..], Number, "1934-11-23", "ZE2 9QA"];

    public static Secrets Secrets { get; } = new(new byte[32], [new LinkKey("01", new byte[32])]);

    private readonly TestedStore _store;
    private readonly StringBuilder _log = new();
    private readonly List<LoadedJourney.Erased> _listed = [];
    private readonly FakeTimeProvider _clock = new(Given.Start);
    private readonly string _mail;
    private readonly bool _isFirst;
    private int _given;

    public ErasedLife(TestedStore store)
    {
        (_store, _isFirst, _mail) = (store, true, Path.Combine(Path.GetTempPath(), $"sp-mail-{Guid.NewGuid():N}"));
        Documents = new MemoryDocuments(_clock);
    }

    /// <summary>Goes on after a restart, with the same mail folder and documents.</summary>
    public ErasedLife(TestedStore store, ErasedLife before)
    {
        (_store, _mail, _clock, Documents) = (store, before._mail, before._clock, before.Documents);
    }

    public DateTimeOffset Now => _clock.GetUtcNow();
    public Clocks Clocks => new(_clock, _clock);
    public MemoryDocuments Documents { get; }
    public JourneyService Journeys =>
        new(_store.Journeys, _store.Register, new QuietRuntime(), Given.Pathway, Clocks, Secrets, Documents);
    public Erasing Erasing => new(
        _store.Journeys, _store.Register, _store.Outbox, Documents, Secrets, Clocks, new Lines(_log),
        new MailFolder(_mail), new ListInMemory(_listed));

    /// <summary>All that was logged.</summary>
    public string Logged => _log.ToString();

    /// <summary>The list of erased records, which is kept outside every backup.</summary>
    public IReadOnlyList<LoadedJourney.Erased> Listed => _listed;

    public async Task<Guid> Refer(string firstName, string familyName, Referral? referral = null)
    {
        referral ??= Given.Referral(firstName, familyName, reason: $"{familyName} is alone since spring.");
        HashSet<Guid> before = [.. await _store.Journeys.All(null, default).ToListAsync()];
        Assert.IsType<IntakeResult.Received>(
            await new ReferralIntake(_store.Journeys, _store.Register, Journeys, Given.Pathway, Clocks, Secrets)
                .Receive(referral, null, Encoding.UTF8.GetBytes($"{firstName} {_given++}"), null, default));
        _clock.Advance(TimeSpan.FromSeconds(1));
        return (await _store.Journeys.All(null, default).ToListAsync()).Single(id => !before.Contains(id));
    }

    /// <summary>Takes the person from the referral to the end, with everything that leaves data somewhere.</summary>
    public async Task<Guid> Live()
    {
        Referral sent = Given.Referral("Qmarkedann", FamilyName, "Qmarked reason.");
        Guid id = await Refer("Qmarkedann", FamilyName, sent with
        {
            Person = sent.Person with
            {
                PreferredName = "Qmarkedie",
                NhsNumber = Number,
                DateOfBirth = new DateOnly(1934, 11, 23),
                Address = new Address(["1 Qmarked Street"], "ZE2 9QA"),
                Contacts =
                [
                    new ContactDetail(ContactKind.Email, "qmarked@mail.example", Allowed: true),
                    new ContactDetail(ContactKind.Mobile, Phone, Allowed: true),
                ],
            },
            Referrer = sent.Referrer! with { Name = "Dr Qmarked Blue", Email = "qmarked.blue@surgery.example" },
        });
        await Give(id, new Intake.Accept(LinkWorker: "staff-1"));
        await Give(id, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached, Note: "Qmarked note."));
        await Give(id, new Meetings.Book(Now.AddDays(2), new Place(PlaceKind.CommunityPlace, "Qmarked café")));
        byte[] content = Encoding.UTF8.GetBytes("Qmarked document.");
        DocumentKey document = new(id, Guid.NewGuid());
        await Documents.Write(document, content, default);
        await Give(id, new SocialPrescribing.Journeys.Documents.Add(
            document.Content, "Qmarked letter", "qmarked.pdf", DocumentType.Pdf, content.Length, HexDigest.Of(content.AsSpan())));
        await new AccessLog(_store.Register, Clocks).Record(
            id, new StaffMember("0123456789ab", "tom@service.example", "Tom", StaffRole.LinkWorker, true), LookedBy.Page, default);
        FolderMailer mailer = new(_mail, _clock, "service@example.org");
        foreach (QueuedMessage message in await _store.Outbox.Of(id, default))
        {
            await mailer.Deliver($"{id:N}/{message.Key}",
                new Letter("qmarked@mail.example", "The service", "Hello", "<p>Dear Qmarkedann</p>", "Dear Qmarkedann"), default);
            if (await _store.Outbox.Move(message, MessageStatus.Sending, Now, null, Now, default) is { } sending)
                await _store.Outbox.Move(sending, MessageStatus.Failed, null, "qmarked@mail.example is full", Now, default);
        }
        await Give(id, new Closing.Close(ClosingReason.Withdrew, "Qmarked end."));
        return id;
    }

    public async Task Give(Guid journey, JourneyCommand command)
    {
        CommandResult result = await Journeys.Do(journey, command, Actor.Staff("staff-1"), $"given-{_given++}", null, default);
        Assert.True(result is CommandResult.Done, (result as CommandResult.Refused)?.Code);
    }

    public async Task Agree(Guid person)
    {
        Journey journey = (await _store.Journeys.Find(person, default))!.State;
        Assert.Null(await Erasing.Ask(journey, ErasureReason.PersonAsked, "lead-1", default));
        Assert.Null(await Erasing.Agree(journey, "lead-2", default));
    }

    public async Task Erase(Guid person)
    {
        await Agree(person);
        await Erasing.GoOn(default);
    }

    /// <summary>Lets the watch run so many rounds.</summary>
    public async Task Rounds(int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            await Erasing.GoOn(default);
            await _store.Journeys.Repair(Now.AddHours(1), default);
            _clock.Advance(TimeSpan.FromMinutes(5));
        }
    }

    public Task<PeopleFound> Find(string typed) => new PersonSearch(_store.Journeys, _store.Register, Secrets).Find(typed, default);

    public async Task<IReadOnlyList<string>> Export() => await MovingContract.Lines(
        new Export(_store.Journeys, _store.Register, _store.Outbox, Documents, Given.Pathway, Secrets, Clocks));

    /// <summary>The text of all files in the mail folder and among the documents.</summary>
    public string Files()
    {
        StringBuilder all = new();
        if (Directory.Exists(_mail))
            foreach (string file in Directory.EnumerateFiles(_mail))
                all.Append(File.ReadAllText(file));
        foreach (KeptDocument kept in Documents.List(100, null, default).Result.Items)
        {
            using StreamReader reader = new(Documents.Open(kept.Key, default).Result!);
            all.Append(reader.ReadToEnd());
        }
        return all.ToString();
    }

    private sealed class ListInMemory(List<LoadedJourney.Erased> listed) : IErasedList
    {
        public Task Add(LoadedJourney.Erased erased, CancellationToken cancellation)
        {
            listed.Add(erased);
            return Task.CompletedTask;
        }
    }

    private sealed class Lines(StringBuilder all) : ILogger<Erasing>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel level) => true;

        public void Log<TState>(
            LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            all.AppendLine(formatter(state, exception) + exception);
    }

    public void Dispose()
    {
        if (_isFirst && Directory.Exists(_mail))
            Directory.Delete(_mail, recursive: true);
    }
}
