using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <content>
/// What an activity's provider says of who came. Where somebody goes alone, nobody of ours was there: then it is the record. Staff can
/// correct it, and both stand in the journal.
/// </content>
public static partial class Attendance
{
    /// <summary>The provider of a session's activity is asked who came.</summary>
    public sealed record AskRegister(string Session, int Version) : JourneyCommand
    {
        internal override string? Subject => Session;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideAskRegister(journey, this, moment);
    }

    /// <summary>What the provider marked.</summary>
    public sealed record MarkRegister(string Session, RegisterMark Says) : JourneyCommand
    {
        internal override string? Subject => Session;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideMarkRegister(journey, this, pathway, moment);
    }

    public sealed record RegisterAsked(string Session) : JourneyEvent
    {
        internal override string? Subject => Session;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            With(journey, Session, s => s with { RegisterAskedAt = entry.At });
    }

    public sealed record RegisterMarked(string Session, RegisterMark Says) : JourneyEvent
    {
        internal override string? Subject => Session;
        internal override Journey Apply(Journey journey, JournalEntry entry) => With(journey, Session, s => s with { Marked = Says });
    }

    /// <summary>
    /// Whether somebody stands on a register: their provider knows them by name already, they still go there, and nothing asks for
    /// discretion. Of everybody else a provider learns nothing here.
    /// </summary>
    public static bool IsOnRegister(Journey journey, Session session) =>
        journey is { HasEnded: false, HasDied: false, IsGuarded: false } && !session.IsCancelled
        && Activities.Find(journey, session.Introduction) is { As: IntroductionKind.Referral, CanAttend: true, Activity.Id: not null };

    private static Decision DecideAskRegister(Journey journey, AskRegister command, Moment moment) =>
        Open(journey, command.Session) is not { } session || session.Version != command.Version || !IsOnRegister(journey, session)
            ? NotPlanned
        : session.EndsAt <= moment.Instant ? Decision.Refuse("session-over", "This session is over.")
        : session.RegisterAskedAt is not null ? Decision.Of()
        : Decision.Of([new RegisterAsked(session.Id)]);

    private static Decision DecideMarkRegister(Journey journey, MarkRegister command, Pathway pathway, Moment moment)
    {
        if (journey.Sessions.FirstOrDefault(s => s.Id == command.Session) is not { RegisterAskedAt: not null } session
            || !IsOnRegister(journey, session) || Activities.Find(journey, session.Introduction) is not { } introduction)
            return NotPlanned;
        if (session.At > moment.Instant)
            return Decision.Refuse("session-to-come", "This session is still to come.");
        if (session.Marked == command.Says)
            return Decision.Of();
        RegisterMarked marked = new(session.Id, command.Says);
        bool came = command.Says is RegisterMark.Came;
        // Whoever went along, or has corrected it since, knows better than a list; and what is so already is not said twice.
        return !GoesAlone(session) || session.Came == came || !CanBeRecorded(session)
            ? Decision.Of([marked])
            : Decision.Of([marked,
                .. Recording(journey, introduction, session, new(session.Id, came, WentAlong: Companion.Nobody), byProvider: true,
                    pathway, moment)]);
    }

    /// <summary>Nobody of ours is there, or phones before and after.</summary>
    public static bool GoesAlone(Session session) => session is { Support: SupportStep.Independent, With: Companion.Nobody };

    /// <summary>Nobody has recorded it yet, or nobody but the provider.</summary>
    private static bool CanBeRecorded(Session session) => !session.IsCancelled && (session.Came is null || session.ByProvider);

    /// <summary>
    /// When a human is asked who came: at once, or where nobody goes along and the provider is asked, once they have had their time.
    /// </summary>
    private static DateTimeOffset AskAt(Session session, Pathway pathway) =>
        session.RegisterAskedAt is not null && GoesAlone(session)
            ? pathway.Calendar.Deadline(session.EndsAt, RegisterWorkingDays) : session.EndsAt;

    /// <summary>Until when a provider can say who came: the close of the working day after it.</summary>
    public static DateTimeOffset RegisterClosesAt(DateTimeOffset endsAt, Pathway pathway) =>
        pathway.Calendar.Deadline(endsAt, RegisterWorkingDays);

    private const int RegisterWorkingDays = 1;
}

[JsonConverter(typeof(CamelCaseEnum<RegisterMark>))]
public enum RegisterMark
{
    Came, DidNotCome,
    /// <summary>They had said that they would not come.</summary>
    ToldBefore,
}
