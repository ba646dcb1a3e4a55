using System.Text;
using System.Text.Json;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Service.Tests;

/// <summary>A service in memory to which referrals come, with an organisation's key or by the page.</summary>
internal sealed class WhoIsWho
{
    public const string Number = "943 476 5919";
    public const string AnotherNumber = "654 100 3238";

    private readonly TestService _service = new();
    private int _sent;

    public MemoryStore Store => _service.Store;
    public JourneyService Journeys => _service.Journeys;

    /// <summary>Nia O'Brien, born on 28 February 1950, as a practice refers her; a test says what is different.</summary>
    public static Referral Nia(Func<Person, Person>? but = null, string reason = "Invented") => new()
    {
        Source = ReferralSource.Gp,
        Referrer = new Referrer
        {
            Name = "Dr Amal Reid",
            Service = "General practice",
            Organisation = "Mill Lane Surgery",
            Email = "reid@surgery.example"
        },
        Person = WithSomewhere((but ?? (p => p))(new Person
        {
            FirstName = "Nia",
            FamilyName = "O'Brien",
            DateOfBirth = new DateOnly(1950, 2, 28),
            NhsNumber = Number,
            Address = new Address(["1 Invented Row"], "GU35 9AB"),
            Contacts = [new ContactDetail(ContactKind.Email, "nia@post.example", Allowed: true)],
        })),
        GpPractice = new GpPractice("A12345", null),
        Reason = reason,
        Risks = [new Risk(Risk.None, null)],
        Consent = new Consent(true, "self", null),
    };

    private static Person WithSomewhere(Person person) => person with { NoFixedAbode = person.Address is null };

    /// <summary>The journey in which the referral is now.</summary>
    public async Task<Journey> Refer(Referral referral, string? organisation = "surgery")
    {
        IntakeResult.Received received = Assert.IsType<IntakeResult.Received>(await Send(referral, organisation));
        return (await All()).Single(j => j.Referrals.Any(r => r.Id == received.Receipt.Id));
    }

    public Task<IntakeResult> Send(Referral referral, string? organisation = "surgery")
    {
        (Referral right, IReadOnlyList<Problem> problems, _) = ReferralRules.Check(referral, new Pathway(), new DateOnly(2027, 1, 1));
        Assert.Empty(problems);
        // Nobody comes in the very moment in which somebody else came, unless a test says so.
        _service.Move(TimeSpan.FromSeconds(1));
        return _service.Intake.Receive(right, organisation, Encoding.UTF8.GetBytes($"request {_sent++}"), null, default);
    }

    public Task<Journey> ReferFile(string name)
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "people", $"{name}.json")));
        (Referral? referral, IReadOnlyList<Problem> problems) =
            ReferralReader.Read(file.RootElement, new Pathway(), new DateOnly(2027, 1, 1));
        Assert.Empty(problems);
        return Refer(referral!);
    }

    public async Task<CommandResult> Try(Guid journey, JourneyCommand command, string? id = null) =>
        await Journeys.Do(journey, command, Actor.Staff("sam"), id ?? Guid.NewGuid().ToString("N"), null, default);

    public async Task<Journey> Give(Guid journey, JourneyCommand command)
    {
        CommandResult result = await Try(journey, command);
        Assert.True(result is CommandResult.Done, $"{result}");
        return await State(journey);
    }

    public async Task<Journey> State(Guid journey) => (await Store.Find(journey, default))!.State;

    /// <summary>In the order in which they came.</summary>
    public async Task<List<Journey>> All()
    {
        List<Journey> journeys = [];
        await foreach (Guid id in Store.All(default))
            journeys.Add(await State(id));
        return [.. journeys.OrderBy(j => j.ReceivedAt).ThenBy(j => j.Id)];
    }

    /// <summary>Some minutes go by, and everybody is woken.</summary>
    public async Task Later(int minutes = 5)
    {
        _service.Move(TimeSpan.FromMinutes(minutes));
        foreach (Journey journey in await All())
            await Journeys.Advance(journey.Id, default);
    }

    public Task<bool> Fill() => new AlikeEntries(Store, Store, TestService.Keys).Fill(default);

    public Task<WatchReport> Watch() => _service.Watch.Look(default);

    public async Task<IEnumerable<string>> MailOf(Guid journey) => (await Store.Of(journey, default)).Select(m => m.Key);
}
