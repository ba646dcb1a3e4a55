using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// One kind of message: who gets it, what goes before what, and when it says nothing any more. Its text is the template of its name.
/// </summary>
public sealed record MessageType(MessageKind Kind, Recipient To, Priority Priority)
{
    /// <summary>Whether it may go out twice when it is unknown whether it went out once.</summary>
    public bool MayRepeat { get; private init; }

    /// <summary>What makes it pointless once it has fired, given what the message is about.</summary>
    internal Func<string, Pathway, IEnumerable<Coming>> GivesWayTo { get; private init; } = (_, _) => [];

    /// <summary>Whether what has happened since makes it pointless.</summary>
    internal Func<Journey, string?, DateTimeOffset, bool> IsOvertaken { get; private init; } = (_, _, _) => false;

    /// <summary>What a human does where mail cannot, given why it cannot; nothing where the message was a courtesy.</summary>
    internal Func<string, TaskKind?> Instead { get; private init; } = _ => null;

    /// <summary>Telling the person by phone is of no use after the meeting.</summary>
    internal bool IsOfAMeeting { get; private init; }

    private static readonly Dictionary<MessageKind, MessageType> Types = new MessageType[]
    {
        // What became of the referral meanwhile says more than that it has come.
        ToPerson(MessageKind.Received, Priority.News, (journey, _, _) => journey.HasEnded),
        OfAMeeting(MessageKind.MeetingBooked, IsNotBooked),
        OfAMeeting(MessageKind.MeetingMoved, IsNotBooked),
        OfAMeeting(MessageKind.MeetingCancelled, (journey, about, now) => !journey.Meetings.Any(m => about == m.VersionId && m.At > now)),
        // If mail was down and both reminders are waiting, only the one of the day is sent.
        OfAMeeting(MessageKind.MeetingReminder, IsNotBooked) with
        {
            GivesWayTo = (meeting, pathway) =>
                pathway.MeetingReminders.Where(r => r.IsSameDay).Select(r => new Meetings.WillRemind(meeting, r)),
        },
        OfAMeeting(MessageKind.MeetingReminderToday, IsNotBooked),
        ToPerson(MessageKind.SessionReminder, Priority.Dated, IsNotPlanned) with
        {
            // Without a reminder the person may miss their lift, so somebody tells them.
            Instead = _ => TaskKind.TellPerson,
        },
        ToPerson(MessageKind.SurveyInvitation, Priority.CanWait, IsNoOpenSurvey) with
        {
            Instead = why => why is Messages.Reasons.NoChannel or Messages.Reasons.Refused or Messages.Reasons.SomebodyFirst
                ? TaskKind.TellPerson : null,
        },
        ToPerson(MessageKind.SurveyReminder, Priority.CanWait, IsNoOpenSurvey),
        ToPerson(MessageKind.WeTriedToReachYou, Priority.News, (journey, _, _) => journey.ContactedAt is not null || journey.HasEnded) with
            { Instead = ByPhone },
        // Taken up again before the mail went.
        ToPerson(MessageKind.Goodbye, Priority.News, (journey, _, _) => journey.Ended is null) with { Instead = ByPhone },
        ToPerson(MessageKind.DetailsChanged, Priority.News, (_, _, _) => false),
        ToPerson(MessageKind.ConfirmAddress, Priority.News, (journey, about, _) => journey.AwaitedEmail?.Change != about),

        // One that was taken out of this journey is told from its own.
        ToReferrer(MessageKind.ReferrerReceived, instead: null,
            (journey, about, _) => journey.HasEnded || Referral(journey, about) is not { DeclinedAt: null }),
        ToReferrer(MessageKind.ReferrerCouldNotReach, TaskKind.TellReferrer,
            (journey, about, _) => journey.ContactedAt is not null || journey.HasEnded || Referral(journey, about) is null),
        ToReferrer(MessageKind.ReferrerDeclined, TaskKind.TellReferrer,
            (journey, about, _) => Referral(journey, about) is not { DeclinedAt: not null }),
        ToReferrer(MessageKind.ReferrerClosed, TaskKind.TellReferrer,
            (journey, about, _) => journey.Ended is null || Referral(journey, about) is null),
        new(MessageKind.ReferrerList, Recipient.Referrer, Priority.Dated),

        new(MessageKind.ProviderIntroduction, Recipient.Provider, Priority.News) { IsOvertaken = IsAnswered,
            Instead = _ => TaskKind.TellProvider },
        new(MessageKind.ProviderNudge, Recipient.Provider, Priority.News) { IsOvertaken = IsAnswered },
        new(MessageKind.ConfirmActivity, Recipient.Provider, Priority.CanWait),

        new(MessageKind.Digest, Recipient.Staff, Priority.CanWait),
        new(MessageKind.Invitation, Recipient.Staff, Priority.Dated),
        new(MessageKind.ForgottenPassword, Recipient.Staff, Priority.Dated),
        new(MessageKind.Escalation, Recipient.Lead, Priority.News)
        {
            MayRepeat = true,
            IsOvertaken = (journey, about, _) => !journey.Tasks.Any(t => t.Id == about),
        },
        Safety(MessageKind.Concern, Recipient.SafeguardingLead, IsAcknowledged),
        Safety(MessageKind.ConcernAgain, Recipient.SafeguardingLeadAndLead, IsAcknowledged),
        Safety(MessageKind.ReadNow, Recipient.SafeguardingLead, IsRead),
        Safety(MessageKind.ReadNowAgain, Recipient.SafeguardingLeadAndLead, IsRead),
    }.ToDictionary(type => type.Kind);

    public static MessageType Of(MessageKind kind) => Types[kind];

    private static MessageType ToPerson(MessageKind kind, Priority priority, Func<Journey, string?, DateTimeOffset, bool> isOvertaken) =>
        new(kind, Recipient.Person, priority) { IsOvertaken = isOvertaken };

    private static MessageType OfAMeeting(MessageKind kind, Func<Journey, string?, DateTimeOffset, bool> isOvertaken) =>
        new(kind, Recipient.Person, Priority.Dated) { IsOvertaken = isOvertaken, IsOfAMeeting = true, Instead = _ => TaskKind.TellPerson };

    private static MessageType ToReferrer(MessageKind kind, TaskKind? instead, Func<Journey, string?, DateTimeOffset, bool> isOvertaken) =>
        new(kind, Recipient.Referrer, Priority.News) { IsOvertaken = isOvertaken, Instead = _ => instead };

    private static MessageType Safety(MessageKind kind, Recipient to, Func<Journey, string?, DateTimeOffset, bool> isOvertaken) =>
        new(kind, to, Priority.Safety) { MayRepeat = true, IsOvertaken = isOvertaken };

    private static TaskKind? ByPhone(string why) =>
        why is Messages.Reasons.Concern or Messages.Reasons.DeathOnRecord or Messages.Reasons.OfTheRecord ? null : TaskKind.TellPerson;

    private static bool IsNotBooked(Journey journey, string? about, DateTimeOffset now) =>
        !journey.Meetings.Any(m => about == m.VersionId && m.IsBooked && m.At > now);

    private static bool IsNotPlanned(Journey journey, string? about, DateTimeOffset now) =>
        !journey.Sessions.Any(s => about == s.VersionId && s.IsPlanned && s.At > now);

    private static bool IsNoOpenSurvey(Journey journey, string? about, DateTimeOffset now) =>
        !journey.Surveys.Any(s => s.Id == about && s.IsOpenAt(now));

    private static bool IsAnswered(Journey journey, string? about, DateTimeOffset now) =>
        journey.HasEnded || !journey.Introductions.Any(i => i.Id == about && i is { Answer: ProviderAnswer.None, EndedAt: null });

    private static bool IsAcknowledged(Journey journey, string? about, DateTimeOffset now) =>
        !journey.Concerns.Any(c => c.Id == about && c.AcknowledgedAt is null);

    private static bool IsRead(Journey journey, string? about, DateTimeOffset now) =>
        !journey.UrgentTexts.Any(t => t.Id == about && t.ReadAt is null);

    private static HeldReferral? Referral(Journey journey, string? about) =>
        journey.Referrals.FirstOrDefault(r => r.Id.ToString("N") == about);
}

[JsonConverter(typeof(CamelCaseEnum<MessageKind>))]
public enum MessageKind
{
    Received, MeetingBooked, MeetingMoved, MeetingCancelled, MeetingReminder, MeetingReminderToday,
    SessionReminder, SurveyInvitation, SurveyReminder, WeTriedToReachYou, Goodbye,
    ReferrerReceived, ReferrerCouldNotReach, ReferrerDeclined, ReferrerClosed,
    ProviderIntroduction, ProviderNudge, ConfirmActivity,
    Digest, Escalation, Concern, ConcernAgain,
    /// <summary>A link to a referrer's own list, which they asked for.</summary>
    ReferrerList,
    /// <summary>Goes to the address that was used before.</summary>
    DetailsChanged,
    /// <summary>To an address that the person typed, before it is used.</summary>
    ConfirmAddress,
    /// <summary>Somebody must read a text now. The mail never quotes it.</summary>
    ReadNow, ReadNowAgain,
    /// <summary>A link with which somebody who works here chooses a password.</summary>
    Invitation,
    /// <summary>The same, for which they asked themselves.</summary>
    ForgottenPassword,
}

public enum Recipient { Person, Referrer, Provider, Staff, Lead, SafeguardingLead, SafeguardingLeadAndLead }
