using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SocialPrescribing.Functions.Tests.Simulated;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Faults.Tests;

/// <summary>
/// Something that could be wrong with the program. It is planted from outside, into the real program: one answer of a port is turned
/// round where the host puts its services together, a flush is not asked for, or a trigger stands in the database.
/// </summary>
/// <param name="Name">What is broken, and how.</param>
/// <param name="Shows">What is said of it.</param>
/// <param name="Seeds">Of the usual ones, those which are to notice it, one after the other.</param>
internal sealed record PlantedBug(string Name, [StringSyntax(StringSyntaxAttribute.Regex)] string Shows, params int[] Seeds)
{
    public const string Variable = "FAULTS_PLANTED";

    private static readonly AsyncLocal<PlantedBug?> _here = new();
    private static readonly Lazy<IDisposable> _plantedHere = new(() => Plant(() => _here.Value));

    /// <summary>It is planted in each run of the tests.</summary>
    public bool IsUsual { get; init; }
    public Action<IServiceCollection>? Port { get; init; }
    /// <summary>Files whose flushes are never asked for, by the end of their names.</summary>
    public string? Unflushed { get; init; }
    /// <summary>A statement that is run before the program starts for the first time.</summary>
    public string? Sql { get; init; }

    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        new("flush: a commit is answered before it is on the disk",
            "malformed|is not in the journal|are not there", 2, 9, 6, 16)
        {
            IsUsual = true,
            Unflushed = ".db-wal",
        },
        new("checkpoint: the log is thrown away before the file is on the disk",
            "malformed|is not in the journal|are not there", 8, 1, 5, 12)
        {
            Unflushed = ".db",
        },
        new("early: whoever asks is answered before the commit",
            "was answered otherwise before|are not there|again: OK .*, and before", 1, 9, 4, 11)
        {
            Port = TurnedPort.Of<IJourneyStore>((asked, go) => asked.Is("Commit") ? Early(asked, go) : go()),
        },
        new("swallowed: what could not be written is answered as if it were done",
            "was answered otherwise before|are not there|again: OK .*, and before", 1, 9, 4, 11)
        {
            Port = TurnedPort.Of<IJourneyStore>((asked, go) => asked.Is("Commit") ? Swallowed(asked, go) : go()),
        },
        new("dedupe of requests: the record of an Idempotency-Key is not written",
            "does not have one referral|people were referred", 0, 2)
        {
            IsUsual = true,
            Port = Committing(c => c with { Claims = [.. c.Claims.Where(r => r.Kind != RecordKinds.Admission.Name)] }),
        },
        new("dedupe of commands: nobody looks whether a command came before",
            "^command .* again: Conflict", 0, 1, 2)
        {
            Port = TurnedPort.Of<IJourneyStore>((asked, go) => asked.Is("AnswerTo") ? Task.FromResult<string?>(null) : go()),
        },
        new("due: a journey that changes is not due any more",
            "The next due time should be", 0, 1, 2)
        {
            Port = Committing(c => c.Before is null ? c : c with { NextDue = null }),
        },
        new("outbox: a letter counts as sent before it is handed over",
            "is Sent .* has it 0 times", 0, 16, 22)
        {
            IsUsual = true,
            Port = Moving((status, _) => status is MessageStatus.Sending ? MessageStatus.Sent : status),
        },
        new("retry: a letter that may have gone is handed over again",
            "is Sent .* has it [2-9] times", 15, 13, 4)
        {
            Port = Moving((status, _) => status is MessageStatus.Uncertain ? MessageStatus.Queued : status),
        },
        new("recovery: a letter whose postman died is not looked for",
            "letters were not sent in the end", 0, 15, 13)
        {
            Port = TurnedPort.Of<IOutbox>((asked, go) =>
                asked.Is("Stuck") ? Task.FromResult<IReadOnlyList<QueuedMessage>>([]) : go()),
        },
        new("given up: a letter that could not go is dropped, and nobody is told",
            "and its journey was not told", 15, 23)
        {
            Port = Moving((status, reason) =>
                status is MessageStatus.Queued && reason is not null ? MessageStatus.Dropped : status),
        },
        new("queue: some letters are not queued with what they tell of",
            "letters were queued that are not in the ledger", 0, 1, 2)
        {
            IsUsual = true,
            Sql = "CREATE TRIGGER planted BEFORE INSERT ON messages WHEN abs(random()) % 8 = 0 BEGIN SELECT RAISE(IGNORE); END",
        },
        new("boards: a task that is done stays open",
            "The boards' open tasks", 0, 1, 2)
        {
            Sql = "CREATE TRIGGER planted BEFORE INSERT ON tasks WHEN NEW.closed_at IS NOT NULL BEGIN SELECT RAISE(IGNORE); END",
        },
        new("refusal: a disk that takes nothing is taken for a bug",
            ": 500 ", 1, 2, 4)
        {
            Port = TurnedPort.Of<ITransientFailures>((asked, go) => asked.Is("IsTransient") ? false : go()),
        },
        new("silence: nobody is told what is wrong with the disk",
            "^Ready said 503 .*takes no writes", 1, 2, 4)
        {
            Port = TurnedPort.Of<ITransientFailures>((asked, go) => asked.Is("Explain") ? null : go()),
        },
        new("late mail: nobody is told that mail is late",
            "An hour after the mail server went away", 15, 23)
        {
            IsUsual = true,
            Port = TurnedPort.Of<IOutbox>((asked, go) => asked.Is("Figures") ? NothingWaits(go) : go()),
        },
    ];

    /// <summary>So that the program has this bug.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        [Variable] = Name,
        ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
        ["FAULTS_NEVER_FLUSHED"] = Unflushed ?? "",
    };

    /// <summary>Whatever host is started in this process by whoever calls this has it too.</summary>
    public static void InHere(PlantedBug? bug)
    {
        _here.Value = bug;
        if (bug is not null)
            _ = _plantedHere.Value;
    }

    /// <summary>Into every host that is put together in this process from now on.</summary>
    internal static IDisposable Plant(Func<PlantedBug?> bug) => DiagnosticListener.AllListeners.Subscribe(
        new Each<DiagnosticListener>(source =>
    {
        if (source.Name is "Microsoft.Extensions.Hosting")
            source.Subscribe(new Each<KeyValuePair<string, object?>>(said =>
            {
                if (said.Key is "HostBuilding" && bug()?.Port is { } port)
                    ((IHostBuilder)said.Value!).ConfigureServices((_, services) => port(services));
            }));
    }));

    private static Action<IServiceCollection> Committing(Func<JourneyCommit, JourneyCommit> change) =>
        TurnedPort.Of<IJourneyStore>((asked, go) =>
        {
            if (asked.Is("Commit"))
                asked.Arguments[0] = change((JourneyCommit)asked.Arguments[0]!);
            return go();
        });

    private static Action<IServiceCollection> Moving(Func<MessageStatus, string?, MessageStatus> change) =>
        TurnedPort.Of<IOutbox>((asked, go) =>
        {
            if (asked.Is("Move"))
                asked.Arguments[1] = change((MessageStatus)asked.Arguments[1]!, (string?)asked.Arguments[3]);
            return go();
        });

    private static Task<CommitOutcome> Early(Asked asked, Func<object?> go)
    {
        _ = ((Task<CommitOutcome>)go()!).ContinueWith(t => t.Exception, TaskScheduler.Default);
        return Task.FromResult(Done(asked));
    }

    private static async Task<CommitOutcome> Swallowed(Asked asked, Func<object?> go)
    {
        try
        {
            return await (Task<CommitOutcome>)go()!;
        }
        catch (Exception)
        {
            return Done(asked);
        }
    }

    private static CommitOutcome Done(Asked asked) =>
        new CommitOutcome.Committed(((JourneyCommit)asked.Arguments[0]!).ExpectedVersion + 1);

    private static async Task<OutboxFigures> NothingWaits(Func<object?> go) =>
        await (Task<OutboxFigures>)go()! with { OldestQueued = null, OldestUrgent = null };

    private sealed class Each<T>(Action<T> next) : IObserver<T>
    {
        public void OnCompleted() { }
        public void OnError(Exception error) { }
        public void OnNext(T value) => next(value);
    }
}
