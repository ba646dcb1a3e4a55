using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Ports;

/// <summary>A journey as it was read, with the version that a commit must still find.</summary>
/// <param name="NextDue">As the due index has it.</param>
public sealed record StoredJourney(Journey State, int Version, DateTimeOffset? NextDue)
{
    /// <summary>What was stored could not be read, and this is what the journal adds up to. The next commit writes it.</summary>
    public bool IsRebuilt { get; init; }
    /// <summary>What is counted of it, as it is stored beside it; null where nothing is. Lists leave it out.</summary>
    public string? Facts { get; init; }
}

/// <summary>One change of one journey: everything in it is written, or nothing is.</summary>
public sealed record JourneyCommit
{
    public required Journey After { get; init; }
    /// <summary>Null for a journey that begins.</summary>
    public Journey? Before { get; init; }
    /// <summary>The version that was read; 0 for a journey that begins. The commit makes it one more.</summary>
    public required int ExpectedVersion { get; init; }
    /// <summary>In UTC: the journal keeps the instant alone.</summary>
    public required DateTimeOffset At { get; init; }
    public required Actor By { get; init; }
    public required IReadOnlyList<JourneyEvent> Events { get; init; }
    /// <summary>When the journey wants to be advanced next; null once nothing is to come.</summary>
    public DateTimeOffset? NextDue { get; init; }
    /// <summary>
    /// With <see cref="Answer"/>: kept, so that the same command repeated gets the same answer. Null for the system's own steps.
    /// </summary>
    public string? CommandId { get; init; }
    public string? Answer { get; init; }
    /// <summary>Register records that stand or fall with the commit. A record that is there already with the same text is no conflict,
    /// so that a store that cannot write all at once may write these first and resume after a crash.</summary>
    public IReadOnlyList<RecordWrite> Claims { get; init; } = [];
    /// <summary>Register records that tell of the commit: never there before it, and there once it has been answered. One that is there
    /// already stays as it is. A store that cannot write all at once writes these last, and again by <see cref="IJourneyStore.Repair"/>
    /// after a crash.</summary>
    public IReadOnlyList<RecordWrite> Entries { get; init; } = [];
    /// <summary>What is counted of the journey then: written with it. Null leaves what is stored as it is.</summary>
    public FactsRow? Facts { get; init; }

    /// <exception cref="ArgumentException">A record is too long.</exception>
    public void Check()
    {
        foreach (RecordWrite record in Claims.Concat(Entries))
            record.Check();
    }
}

/// <summary>What became of a commit. A conflict is a value: load again and decide again.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome() { }
    public sealed record Committed(int Version) : CommitOutcome;
    /// <summary>Somebody else changed the journey first, or gave a command under this id.</summary>
    public sealed record JourneyChanged : CommitOutcome;
    /// <summary>Somebody else holds this record.</summary>
    public sealed record ClaimTaken(string Kind, string Key) : CommitOutcome;
}

/// <param name="Events">Those that can be read.</param>
public sealed record JournalCommit(int Version, DateTimeOffset At, Actor By, string? CommandId, IReadOnlyList<JourneyEvent> Events)
{
    /// <summary>False where something of it cannot be read.</summary>
    public bool IsWhole { get; init; } = true;
    /// <summary>Words that a newer version wrote and this one does not know.</summary>
    public IReadOnlyList<string> UnknownWords { get; init; } = [];
    /// <summary>The events as they are stored, where they could not be read.</summary>
    public ReadOnlyMemory<byte> Text { get; init; }
}
