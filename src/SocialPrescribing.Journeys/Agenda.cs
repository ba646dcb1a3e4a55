namespace SocialPrescribing.Journeys;

/// <summary>Something that falls due by itself.</summary>
/// <param name="Then">The events when it fires, given its key and the moment at which it really fires.</param>
/// <param name="SkipAfter">From this moment on it is too late: the due is recorded as skipped and does nothing else. Null:
/// never too late.</param>
/// <param name="Errand">What the service must do with other journeys first.</param>
public sealed record Due(
    Coming What, DateTimeOffset At, Func<string, DateTimeOffset, IEnumerable<JourneyEvent>> Then, DateTimeOffset? SkipAfter = null,
    Errand? Errand = null)
{
    public string Key => field ??= What.Key;
}

/// <summary>What a due will do, as a value that pages can read.</summary>
public abstract record Coming
{
    /// <summary>Each concept has its own, in this programme and nowhere else.</summary>
    private protected Coming() { }

    /// <summary>A letter to the person. Whether it may go is asked when its time comes.</summary>
    public abstract record LetterToPerson : Coming
    {
        private protected LetterToPerson() { }
        public abstract MessageKind Kind { get; }
        public abstract MessageAbout About { get; }
    }

    /// <summary>What it is about: a meeting with its version, an introduction, a survey.</summary>
    public abstract string Thing { get; }

    /// <summary>What happens to that thing. It contains everything that makes it another due, such as the version of a meeting.</summary>
    protected abstract string What { get; }

    /// <summary>Names it for good, and is stored. A key fires once.</summary>
    public string Key => $"{Thing}/{What}";
}

/// <summary>
/// What will happen by itself, and when. It is worked out from the journey and its pathway each time and never stored. So nothing must be
/// cancelled when something moves, and a wake-up that comes twice, late or for nothing is harmless.
/// </summary>
public static class Agenda
{
    public sealed record Fired(string Key) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) => Without(journey, Key);
    }

    public sealed record Skipped(string Key) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) => Without(journey, Key);
    }

    /// <summary>The due does not come again, whether it did something or came too late.</summary>
    private static Journey Without(Journey journey, string key) => journey with { Fired = [.. journey.Fired, key] };

    /// <summary>Everything that is still to come, not sorted.</summary>
    public static IEnumerable<Due> Of(Journey journey, Pathway pathway) =>
        Parts(journey, pathway).SelectMany(part => part).Where(due => !journey.Fired.Contains(due.Key));

    /// <summary>When to advance the journey next; null once it is closed.</summary>
    public static DateTimeOffset? Next(Journey journey, Pathway pathway) => First(journey, pathway)?.At;

    /// <summary>
    /// Fires everything that is due by now, in the order in which it fell due. Each due sees what the earlier ones have changed.
    /// </summary>
    public static IReadOnlyList<JourneyEvent> Fire(Journey journey, Pathway pathway, DateTimeOffset now) =>
        Advance(journey, pathway, now).Events;

    /// <summary>Dues whose time has come and that first need something done with other journeys.</summary>
    public static IEnumerable<Due> Errands(Journey journey, Pathway pathway, DateTimeOffset now) =>
        WithErrands(journey, pathway).Where(due => due.At <= now && !journey.Fired.Contains(due.Key));

    /// <summary>The same as <see cref="Fire"/>, with the journey as it is afterwards and the time to advance it next.</summary>
    /// <param name="done">
    /// The keys of the dues whose errands are done. A due with another errand stops here. Null if the caller does no errands.
    /// </param>
    public static (IReadOnlyList<JourneyEvent> Events, Journey After, DateTimeOffset? Next) Advance(
        Journey journey, Pathway pathway, DateTimeOffset now, IReadOnlySet<string>? done = null)
    {
        List<JourneyEvent> events = [];
        Due? due;
        while ((due = First(journey, pathway)) is not null && due.At <= now)
        {
            if (due.Errand is not null && done?.Contains(due.Key) is false)
                break;
            bool tooLate = due.SkipAfter is { } limit && now >= limit;
            List<JourneyEvent> then = [.. tooLate ? [new Skipped(due.Key)] : due.Then(due.Key, now).Append(new Fired(due.Key))];
            foreach (JourneyEvent happened in (IEnumerable<JourneyEvent>)[
                .. then, .. Attendance.TellVolunteers(journey, then, pathway, now, due.Key),
                .. Attendance.PhoneCalls(journey, then, pathway, now, due.Key)])
            {
                events.Add(happened);
                journey = Journey.Apply(journey, new JournalEntry(now, Actor.System, happened));
            }
        }
        return (events, journey, due?.At);
    }

    /// <summary>
    /// The first due; of several at the same time, the one whose key sorts first. Times are compared before the key is looked up, because
    /// this is called at every step of every journey.
    /// </summary>
    private static Due? First(Journey journey, Pathway pathway)
    {
        Due? first = null;
        foreach (IEnumerable<Due> part in Parts(journey, pathway))
            foreach (Due due in part)
                if ((first is null || due.At < first.At || (due.At == first.At && string.CompareOrdinal(due.Key, first.Key) < 0))
                    && !journey.Fired.Contains(due.Key))
                    first = due;
        return first;
    }

    private static IEnumerable<Due> WithErrands(Journey journey, Pathway pathway) =>
        Resemblance.Agenda(journey).Concat(Joining.Agenda(journey, pathway)).Concat(Parting.Agenda(journey, pathway));

    /// <summary>The dues of each concept for this journey, fired or not.</summary>
    private static IEnumerable<IEnumerable<Due>> Parts(Journey journey, Pathway pathway)
    {
        // Somebody must still deal with a concern, an unread urgent text or an open task, even after the journey has ended.
        yield return Concerns.Agenda(journey, pathway);
        yield return UrgentWords.Agenda(journey, pathway);
        yield return Tasks.Agenda(journey, pathway);
        yield return Resemblance.Agenda(journey);
        yield return Joining.Agenda(journey, pathway);
        yield return Parting.Agenda(journey, pathway);
        if (journey.Joining is not null || journey.IsClosed)
            yield break;
        if (!journey.HasEnded)
        {
            yield return Activities.Agenda(journey, pathway);
            yield return Meetings.ToRecord(journey, pathway);
            yield return Attendance.ToRecord(journey, pathway);
            yield return Silence.Agenda(journey, pathway);
            if (journey.IsPaused)
            {
                yield return Pausing.Agenda(journey, pathway);
                yield break;
            }
        }
        yield return Surveys.Agenda(journey, pathway);
        yield return Closing.Agenda(journey, pathway);
        if (journey.HasEnded)
            yield break;
        yield return Contact.Agenda(journey, pathway);
        yield return Meetings.Agenda(journey, pathway);
        yield return Attendance.Agenda(journey, pathway);
        yield return Reviews.Agenda(journey, pathway);
    }
}

/// <summary>If nobody has been in touch with the person for a while and nothing is planned, the link worker is asked to keep
/// in touch.</summary>
public static class Silence
{
    public sealed record Noticed : JourneyEvent
    {
        public override bool FollowsByItself() => true;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with { LastTouchAt = entry.At };
    }

    /// <summary>Somebody is asked to keep in touch, if nothing is planned.</summary>
    public sealed record WillNotice(DateTimeOffset Since) : Coming
    {
        public override string Thing => "silence";
        protected override string What => $"{Since.UtcTicks}";
    }

    /// <summary>There is also a due if something is planned, so that every open journey has a next time.</summary>
    public static IEnumerable<Due> Agenda(Journey journey, Pathway pathway)
    {
        DateTimeOffset at = WorkingCalendar.AddDays(journey.LastTouchAt, pathway.SilenceDays);
        yield return new Due(new WillNotice(journey.LastTouchAt), at, (key, _) => IsPlanned(journey)
            ? [new Noticed()]
            : [new Noticed(), journey.Open(key, TaskKind.KeepInTouch, pathway.Calendar.Deadline(at, pathway.KeepInTouchWorkingDays))]);
    }

    private static bool IsPlanned(Journey journey) => journey.IsPaused
        || journey.Sessions.Any(s => s.IsPlanned)
        || journey.Tasks.Any(t => TaskType.Of(t.Kind).IsAboutThePerson) || journey.Meetings.Any(m => m.IsBooked);
}
