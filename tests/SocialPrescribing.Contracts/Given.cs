using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Contracts;

/// <summary>Invented people and what happens to them, as commits.</summary>
public static class Given
{
    public static Pathway Pathway { get; } = new();

    /// <summary>A Monday morning.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static Referral Referral(string firstName = "Ann", string familyName = "Example", string? reason = "Alone since spring.") =>
        new()
        {
            Source = ReferralSource.Gp,
            Referrer =
            new Referrer { Name = "Dr Blue", Service = "General practice", Organisation = "Hill Surgery", Email = "blue@surgery.example" },
            Person = new Person
            {
                FirstName = firstName,
                FamilyName = familyName,
                DateOfBirth = new DateOnly(1951, 7, 14),
                NhsNumber = NumberOf($"{firstName} {familyName}"),
                Address = new Address(["1 High Street"], "LS1 4AP"),
                Contacts =
                [new ContactDetail(ContactKind.Email, $"{firstName.Replace(' ', '.').ToLowerInvariant()}@example.org", Allowed: true)],
            },
            GpPractice = new GpPractice("A81001", null),
            Reason = reason,
            Needs = ["loneliness"],
            Risks = [new Risk(Risk.None, null)],
            Consent = new Consent(true, "the person", new DateOnly(2026, 2, 27)),
        };

    /// <summary>Always gives the same name the same NHS number, and each name another.</summary>
    private static string NumberOf(string name)
    {
        int start = name.Aggregate(17, (sum, letter) => (sum * 31 + letter) % 90_000_000);
        return Enumerable.Range(start, 1_000).SelectMany(n => Enumerable.Range(0, 10).Select(check => $"9{n:D8}{check}"))
            .First(n => NhsNumber.TryParse(n, out _));
    }

    /// <summary>The commit that begins a journey.</summary>
    public static JourneyCommit Begin(
        Guid? journey = null, DateTimeOffset? at = null, Referral? referral = null, params RecordWrite[] claims)
    {
        DateTimeOffset now = at ?? Start;
        HeldReferral held = new(Guid.CreateVersion7(), "SP-7K3M-9QX2", "org-1", now, referral ?? Referral());
        Intake.Receive command = new(journey ?? Guid.CreateVersion7(), held);
        return Step(null, command, Actor.Referrer("org-1"), $"referral-{held.Id:N}", now) with { Claims = claims };
    }

    /// <summary>The commit of a command. Fails if the command is refused.</summary>
    public static JourneyCommit Step(StoredJourney? before, JourneyCommand command, Actor actor, string commandId, DateTimeOffset at)
    {
        (Decision decision, Journey? after) = Journey.Step(before?.State, command, Pathway, new Moment(at, actor, commandId));
        return new JourneyCommit
        {
            Before = before?.State,
            After = after!,
            ExpectedVersion = before?.Version ?? 0,
            At = at,
            By = actor,
            Events = Assert.IsType<Decision.Accepted>(decision).Events,
            NextDue = Agenda.Next(after!, Pathway),
            CommandId = commandId,
            Answer = $"answer to {commandId}",
        };
    }

    public static async Task<StoredJourney> Committed(this IJourneyStore store, JourneyCommit commit)
    {
        Assert.Equal(new CommitOutcome.Committed(commit.ExpectedVersion + 1), await store.Commit(commit, CancellationToken.None));
        return (await store.Find(commit.After.Id, CancellationToken.None))!;
    }

    public static async Task<StoredJourney> Committed(
        this IJourneyStore store, StoredJourney before, JourneyCommand command, string commandId, DateTimeOffset? at = null) =>
        await store.Committed(Step(before, command, Actor.Staff("staff-1"), commandId, at ?? Start.AddHours(1)));

    /// <summary>An id that sorts by the number, so that a test knows the order.</summary>
    public static Guid Numbered(int number) => new($"{number:D8}-0000-7000-8000-000000000000");

    public static string Written(Journey journey) => JsonSerializer.Serialize(journey, JourneyJson.Default.Journey);

    public static string Written(IReadOnlyList<JourneyEvent> events) =>
        JsonSerializer.Serialize(events, JourneyJson.Default.IReadOnlyListJourneyEvent);

    public static QueuedMessage Message(
        string key, int priority = 2, DateTimeOffset? queuedAt = null, DateTimeOffset? notBefore = null, Guid owner = default) =>
        new(owner, key, MessageKind.Digest, "about", null, priority, queuedAt ?? Start, NotBefore: notBefore);

    /// <summary>Reads a list page by page to its end.</summary>
    public static async Task<List<T>> Pages<T>(Func<string?, Task<Page<T>>> read, Func<int, Task>? between = null)
    {
        List<T> all = [];
        string? mark = null;
        for (int page = 0; page < 1_000; page++)
        {
            Page<T> found = await read(mark);
            all.AddRange(found.Items);
            if ((mark = found.Continue) is null)
                return all;
            Assert.NotEmpty(found.Items);
            if (between is not null)
                await between(page);
        }
        throw new InvalidOperationException("The list has no end.");
    }
}

/// <summary>Wakes nobody.</summary>
public sealed class QuietRuntime : IJourneyRuntime
{
    public ValueTask Nudge(Guid journey, DateTimeOffset? due, CancellationToken cancellation) => ValueTask.CompletedTask;
    public ValueTask NudgePostman(CancellationToken cancellation) => ValueTask.CompletedTask;
}
