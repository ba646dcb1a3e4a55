namespace SocialPrescribing.Journeys;

/// <summary>What happens by itself before a session and after it.</summary>
public static partial class Attendance
{
    /// <summary>The person is reminded of the session.</summary>
    public sealed record WillRemind(MessageAbout.SessionAsSet Session, Reminder Reminder) : Coming.LetterToPerson
    {
        public override MessageKind Kind => MessageKind.SessionReminder;
        public override MessageAbout About => Session;
        public override string Thing => $"session/{Session}";
        protected override string What => $"reminder/{Reminder}";
    }

    /// <param name="Since">When this step of support began. A person who returns to the step is phoned again.</param>
    public sealed record WillHavePhonedBefore(string Session, DateTimeOffset? Since) : Coming
    {
        public override string Thing => $"session/{Session}";
        protected override string What => $"phone/{Since?.UtcTicks}";
    }

    /// <summary>Somebody is asked to phone the person after the session.</summary>
    public sealed record WillHavePhonedAfter(string Session) : Coming
    {
        public override string Thing => $"session/{Session}";
        protected override string What => "after";
    }

    /// <summary>Somebody is asked to find out how the first session was.</summary>
    public sealed record WillCheckIn(string Introduction) : Coming
    {
        public override string Thing => $"introduction/{Introduction}";
        protected override string What => "check-in";
    }

    /// <summary>The session begins, so nobody can arrange a lift any more.</summary>
    public sealed record WillBegin(string Session) : Coming
    {
        public override string Thing => $"session/{Session}";
        protected override string What => "begun";
    }

    /// <summary>Somebody is asked whether the person came.</summary>
    public sealed record WillAskWhoCame(string Session) : Coming
    {
        public override string Thing => $"session/{Session}";
        protected override string What => "record";
    }

    public static IEnumerable<Due> Agenda(Journey journey, Pathway pathway)
    {
        foreach (Session session in journey.Sessions.Where(s => s.IsPlanned))
        {
            Introduction? introduction = Activities.Find(journey, session.Introduction);
            MessageAbout.SessionAsSet set = session.AsSet;
            foreach (Due reminder in Meetings.Reminders(journey, r => new WillRemind(set, r), session.At, session.SetAt,
                pathway.SessionReminders, pathway))
                yield return reminder;
            foreach (Due reminder in Reminding(session))
                yield return reminder;
            if (session.Support is not SupportStep.Phoned)
                continue;
            DateTimeOffset theDayBefore =
                WorkingCalendar.London(WorkingCalendar.LondonDate(session.At).AddDays(-1), pathway.Calendar.Opens);
            yield return new Due(new WillHavePhonedBefore(session.VersionId, introduction?.SupportSince), theDayBefore,
                (key, _) => [journey.Open(key, TaskKind.PhoneBefore, session.At, session.Id)], SkipAfter: session.At);
            yield return new Due(new WillHavePhonedAfter(session.VersionId), session.EndsAt,
                (key, now) =>
                    [journey.Open(key, TaskKind.PhoneAfter, pathway.Calendar.Deadline(now, pathway.RecordSessionWorkingDays), session.Id)]);
        }
        // Every activity has a first time. It is asked about once, in whichever order sessions are recorded.
        foreach (Session first in journey.Sessions.Where(s => s.Came is true).GroupBy(s => s.Introduction)
            .Select(there => there.MinBy(s => s.At)!))
        {
            yield return new Due(new WillCheckIn(first.Introduction), first.EndsAt.AddHours(pathway.CheckInHours),
                (key, now) => [journey.Open(key, TaskKind.CheckIn, pathway.Calendar.Deadline(now, 1), first.Id)]);
        }
    }

    /// <summary>A session that is over must be recorded, even while support is paused. Its task then waits like any other.</summary>
    public static IEnumerable<Due> ToRecord(Journey journey, Pathway pathway)
    {
        foreach (Session session in journey.Sessions.Where(s => s.IsPlanned))
        {
            // This is also due in a pause, because the pause may end the day before the session.
            if (session is { Series: not null, Transport: { NeedsArranging: true, Arranged: false, ArrangeBy: { } by } }
                && !journey.Tasks.Any(t => t.Kind is TaskKind.ArrangeTransport && t.About == session.Id))
                yield return new Due(new WillAskForTransport(session.VersionId), WorkingCalendar.AddDays(by, -AskForTransportDays),
                    (key, _) => [journey.Open(key, TaskKind.ArrangeTransport, by, session.Id)]);
            // From here on nobody can arrange a lift any more.
            if (journey.Tasks.Any(t => t.Kind is TaskKind.ArrangeTransport && t.About == session.Id))
                yield return new Due(new WillBegin(session.VersionId), session.At,
                    (_, _) => journey.CloseTasks([TaskKind.ArrangeTransport], session.Id));
            DateTimeOffset ask = AskAt(session, pathway);
            yield return new Due(new WillAskWhoCame(session.VersionId), ask,
                (key, _) => [journey.Open(key, TaskKind.RecordSession,
                    pathway.Calendar.Deadline(ask, pathway.RecordSessionWorkingDays), session.Id)]);
        }
    }
}
