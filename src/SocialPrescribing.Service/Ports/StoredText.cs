using System.Text.Json;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Ports;

/// <summary>A journey's row as a store has it, for journeys that could not be read straight away.</summary>
public sealed record StoredText(Guid Id, int Version, DateTimeOffset? NextDue, ReadOnlyMemory<byte> State)
{
    /// <summary>What is counted of it, as it is stored beside it.</summary>
    public string? Facts { get; init; }
}

/// <summary>Reads what is stored, in the same way for every store. What cannot be read is a value and never an exception.</summary>
public static class StoredTexts
{
    /// <summary>Null where it cannot be read, or where a newer version wrote it: then the journal has to be asked.</summary>
    public static Journey? State(ReadOnlySpan<byte> json) =>
        Read(json) is { } journey && journey.WordsOfWriter <= StoredWords.Count ? journey : null;

    /// <summary>One line of a journal. What it holds that this version cannot read is named in it.</summary>
    public static JournalCommit Line(
        int version, DateTimeOffset at, string? actorKind, string? actor, string? commandId, ReadOnlySpan<byte> events)
    {
        bool knowsActor = Enum.TryParse(actorKind, out ActorKind kind) && Enum.IsDefined(kind);
        if (knowsActor)
        {
            try
            {
                if (JsonSerializer.Deserialize(events, JourneyJson.Default.IReadOnlyListJourneyEvent) is { } all && !all.Contains(null!))
                    return new JournalCommit(version, at, new Actor(kind, actor), commandId, all);
            }
            catch (Exception e) when (IsOfTheText(e))
            {
                // The commit as a whole cannot be read, so each event is tried by itself.
            }
        }
        JournalCommit line = Piecewise(
            new JournalCommit(version, at, new Actor(knowsActor ? kind : ActorKind.System, actor), commandId, []), events.ToArray());
        return knowsActor ? line : line with { IsWhole = false, UnknownWords = [$"ActorKind \"{actorKind}\"", .. line.UnknownWords] };
    }

    /// <summary>
    /// What is stored could not be read straight away. If a newer version wrote it and used nothing that this one does not know, it is what
    /// it says. If it is damaged and the journal is not, it is what the journal adds up to. Otherwise nobody here can say what it is.
    /// </summary>
    public static LoadedJourney Load(StoredText text, IReadOnlyList<JournalCommit> journal)
    {
        if (Tombstone.Read(text.State.Span) is { } tombstone)
            return new LoadedJourney.Erased(tombstone, text.Version, text.Facts);
        // Another commit may have come between the two looks.
        JournalCommit[] lines = [.. journal.Where(c => c.Version <= text.Version)];
        string[] unknown = [.. UnknownIn(text.State).Concat(journal.SelectMany(c => c.UnknownWords)).Distinct()];
        if (unknown.Length is 0)
        {
            if (Read(text.State.Span) is { } whole)
                return new LoadedJourney.Found(new StoredJourney(whole, text.Version, text.NextDue));
            if (lines.All(c => c.IsWhole) && lines.Select(c => c.Version).SequenceEqual(Enumerable.Range(1, text.Version))
                && Fold(lines).State is { } rebuilt && rebuilt.Id == text.Id)
                return new LoadedJourney.Found(new StoredJourney(rebuilt, text.Version, text.NextDue) { IsRebuilt = true });
        }
        return new LoadedJourney.Unreadable(text.Id, unknown,
            JourneyGlimpse.Of(text.State, lines is [{ Version: 1 } first, ..] ? EventsOf(first) : default));
    }

    /// <summary>Whether this says that a text is not what it should be, and not that the store is away.</summary>
    public static bool IsOfTheText(Exception e) =>
        e is JsonException or NotSupportedException or InvalidOperationException or FormatException or ArgumentException
            or NullReferenceException or KeyNotFoundException or OverflowException;

    /// <summary>What the journal adds up to, from nothing.</summary>
    public static (Journey? State, string? Problem) Fold(IReadOnlyList<JournalCommit> journal)
    {
        Journey? state = null;
        foreach (JournalCommit commit in journal)
        {
            foreach (JourneyEvent happened in commit.Events)
            {
                try
                {
                    state = Journey.Apply(state, new JournalEntry(commit.At, commit.By, happened));
                }
                catch (Exception e) when (IsOfTheText(e))
                {
                    return (null, $"Version {commit.Version} of the journal does not follow from what went before.");
                }
            }
        }
        return (state, null);
    }

    private static Journey? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, JourneyJson.Default.Journey);
        }
        catch (Exception e) when (IsOfTheText(e))
        {
            return null;
        }
    }

    private static IReadOnlyList<string> UnknownIn(ReadOnlyMemory<byte> state)
    {
        Journey? read = null;
        IReadOnlyList<string> words = StoredWords.UnknownIn(() => read = Read(state.Span));
        return words.Count is 0 && read?.WordsOfWriter > StoredWords.Count && UnknownMember(state.Span) is { } member ? [member] : words;
    }

    /// <summary>The first member that would be lost if the state were written again.</summary>
    private static string? UnknownMember(ReadOnlySpan<byte> state)
    {
        try
        {
            JsonSerializer.Deserialize(state, JourneyJson.Whole.Journey);
            return null;
        }
        catch (JsonException e)
        {
            return $"member \"{e.Path}\"";
        }
    }

    /// <summary>Those events that can be read, and what stands in the way of the others.</summary>
    private static JournalCommit Piecewise(JournalCommit line, byte[] events)
    {
        using JsonDocument? document = CutJson.Parse(events);
        List<JourneyEvent> read = [];
        List<string> unknown = [];
        foreach (JsonElement element in document?.RootElement is { ValueKind: JsonValueKind.Array } all
            ? all.EnumerateArray().ToArray()
            : [])
        {
            if (JourneyGlimpse.Text(element, "event") is { } kind && !StoredWords.EventKinds.Contains(kind))
            {
                unknown.Add($"event \"{kind}\"");
                continue;
            }
            JourneyEvent? happened = null;
            IReadOnlyList<string> words = StoredWords.UnknownIn(() =>
            {
                try
                {
                    happened = element.Deserialize(JourneyJson.Default.JourneyEvent);
                }
                catch (Exception e) when (IsOfTheText(e))
                {
                    happened = null;
                }
            });
            unknown.AddRange(words);
            if (words.Count is 0 && happened is not null)
                read.Add(happened);
        }
        return line with { Events = read, IsWhole = false, UnknownWords = [.. unknown.Distinct()], Text = events };
    }

    private static ReadOnlyMemory<byte> EventsOf(JournalCommit line) =>
        line.IsWhole ? JsonSerializer.SerializeToUtf8Bytes(line.Events, JourneyJson.Default.IReadOnlyListJourneyEvent) : line.Text;
}
