using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <content>
/// What a provider says about who came. If somebody goes alone, none of us was there, so it becomes the record. Staff can correct it, and
/// both stay in the journal.
/// </content>
public static partial class Attendance
{
    /// <summary>The provider of a session's activity is asked who came.</summary>
    [GivenBy(Givers.NotStaff)]
    public sealed record AskRegister(string Session, int Version) : JourneyCommand
    {
        internal override string? Subject => Session;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideAskRegister(journey, this, moment);
    }

    /// <summary>What the provider marked.</summary>
    [GivenBy(Givers.NotStaff)]
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
    /// Whether a provider sees the person on their register: the provider already knows them by name, they still go there, and nothing asks
    /// for discretion. A provider learns nothing about anybody else here.
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
        // Somebody who went along, or corrected it since, knows better than a list. And what is already recorded is not recorded again.
        return !GoesAlone(session) || session.Came == came || !CanBeRecorded(session)
            ? Decision.Of([marked])
            : Decision.Of([marked,
                .. Recording(journey, introduction, session, new(session.Id, came, WentAlong: Companion.Nobody), byProvider: true,
                    pathway, moment)]);
    }

    /// <summary>None of us is there, or phones before and after.</summary>
    public static bool GoesAlone(Session session) => session is { Support: SupportStep.Independent, With: Companion.Nobody };

    /// <summary>Nobody has recorded it yet, except perhaps the provider.</summary>
    private static bool CanBeRecorded(Session session) => !session.IsCancelled && (session.Came is null || session.ByProvider);

    /// <summary>
    /// When a human is asked who came: at once. If nobody goes along and the provider is asked, only after the provider's time is over.
    /// </summary>
    private static DateTimeOffset AskAt(Session session, Pathway pathway) =>
        session.RegisterAskedAt is not null && GoesAlone(session)
            ? pathway.Calendar.Deadline(session.EndsAt, RegisterWorkingDays) : session.EndsAt;

    /// <summary>The end of the provider's time to say who came: the close of the working day after it.</summary>
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
