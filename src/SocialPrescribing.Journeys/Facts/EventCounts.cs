namespace SocialPrescribing.Journeys;

/// <summary>
/// Counts what only the journal says: how long things took, what was in the way, what nobody offers, when a referrer was told. It counts
/// event by event, starting from the earlier facts.
/// </summary>
internal sealed class EventCounts
{
    private readonly SortedDictionary<(DateOnly Month, string Kind), CountedContacts> _contacts;
    private readonly List<CountedMiss> _missedMeetings;
    private readonly List<CountedUnmetNeed> _unmet;

    public EventCounts(JourneyFacts? earlier)
    {
        _contacts = new(Comparer<(DateOnly Month, string Kind)>.Create((one, other) =>
            one.Month != other.Month ? one.Month.CompareTo(other.Month) : string.CompareOrdinal(one.Kind, other.Kind)));
        foreach (CountedContacts counted in earlier?.Contacts ?? [])
            _contacts[(counted.Month, counted.Kind)] = counted;
        _missedMeetings = [.. (earlier?.Missed ?? []).Where(m => m.What is FactKinds.Meeting)];
        _unmet = [.. earlier?.Unmet ?? []];
        DeclinedByPerson = earlier?.DeclinedByPerson is true;
        ReferrerTold = earlier?.ReferrerTold;
    }

    public IReadOnlyList<CountedContacts> Contacts => [.. _contacts.Values];
    public IReadOnlyList<CountedMiss> MissedMeetings => _missedMeetings;
    public IReadOnlyList<CountedUnmetNeed> Unmet => _unmet;
    public bool DeclinedByPerson { get; private set; }
    public DateOnly? ReferrerTold { get; private set; }

    /// <param name="before">The state that the event changed; null for the first.</param>
    public void Add(JournalEntry entry, Journey? before, Journey after)
    {
        switch (entry.Event)
        {
            case Contact.Attempted e:
                Count(e.At, FactKinds.Of(e.Channel), e.Outcome is AttemptOutcome.Reached, e.Minutes ?? 0);
                break;
            case Contact.ConversationHeld e:
                Count(e.At, FactKinds.Conversation, reached: false, e.Minutes ?? 0);
                break;
            case Meetings.OutcomeRecorded e when after.Meetings.FirstOrDefault(m => m.Id == e.Meeting) is { } meeting:
                if (e.Outcome is MeetingOutcome.Held)
                    Count(meeting.At, FactKinds.Meeting, reached: true, e.Minutes ?? meeting.Minutes);
                else
                    _missedMeetings.Add(new CountedMiss(
                        WorkingCalendar.LondonDate(meeting.At), FactKinds.Meeting,
                        Meetings.BarriersIn(e.Barrier) is { Length: > 0 } why ? why : null));
                break;
            // If a provider marked it, none of us was there. So a later correction by staff is counted once.
            case Attendance.SessionRecorded { Came: true, WentAlong: Companion.LinkWorker or Companion.Volunteer } e
                when after.Sessions.FirstOrDefault(s => s.Id == e.Session) is { } session:
                Count(session.At, FactKinds.Session, reached: true, e.Minutes ?? session.Minutes);
                break;
            case Activities.UnmetNeed e:
                _unmet.Add(new CountedUnmetNeed(e.Need, e.Reason, WorkingCalendar.LondonDate(entry.At)));
                break;
            case Intake.Declined e:
                DeclinedByPerson = e.ByPerson;
                break;
            case Closing.Reopened:
                ReferrerTold = null;
                break;
            case Messages.Queued { Kind: var kind } when MessageType.Of(kind).TellsTheEnd:
                ReferrerTold = WorkingCalendar.LondonDate(entry.At);
                break;
            case Messages.Withheld { Kind: var kind } when MessageType.Of(kind).TellsTheEnd:
                ReferrerTold = null;
                break;
            case Tasks.Closed e when before?.Tasks.FirstOrDefault(t => t.Id == e.Task)
                is { Kind: TaskKind.TellReferrer, Message: { } news } && MessageType.Of(news).TellsTheEnd:
                ReferrerTold = WorkingCalendar.LondonDate(entry.At);
                break;
        }
    }

    private void Count(DateTimeOffset at, string kind, bool reached, int minutes)
    {
        DateOnly month = FactKinds.MonthOf(at);
        CountedContacts before = _contacts.GetValueOrDefault((month, kind)) ?? new CountedContacts(month, kind, 0, 0, 0);
        _contacts[(month, kind)] = before with
        {
            Count = before.Count + 1,
            Reached = before.Reached + (reached ? 1 : 0),
            Minutes = before.Minutes + minutes,
        };
    }
}
