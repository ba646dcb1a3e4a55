using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// One kind of message: who gets it, how urgent it is, when it is no longer of use, and what its text names. The text is the
/// template with the same name.
/// </summary>
public sealed record MessageType(MessageKind Kind, Recipient To, Priority Priority)
{
    /// <summary>Whether it may be sent again if nobody knows whether it was sent.</summary>
    public bool MayRepeat { get; private init; }

    /// <summary>Dues that make it pointless once they have fired, given what the message is about.</summary>
    internal Func<MessageAbout, Pathway, IEnumerable<Coming>> GivesWayTo { get; private init; } = (_, _) => [];

    /// <summary>What it is about, from the text in which that is stored; null for a text that says nothing of the kind.</summary>
    internal Func<string, MessageAbout?> Reads { get; private init; } = _ => null;

    /// <summary>Whether later events have made it pointless.</summary>
    internal Func<Journey, MessageAbout?, DateTimeOffset, bool> IsOvertaken { get; private init; } = (_, _, _) => false;

    /// <summary>Under which key it tells of the end that the journey has now; null for what is not said at each end.</summary>
    internal Func<Journey, MessageAbout?, string>? KeyOfTheEnd { get; private init; }

    /// <summary>The task for a human if mail cannot do it, given why it cannot; none if the message was a courtesy.</summary>
    internal Func<string, TaskKind?> Instead { get; private init; } = _ => null;

    /// <summary>What its text names. Nothing else that could identify a person gets into a mail.</summary>
    public MessageTexts Template { get; private init; } = new([], []);

    private static readonly string[] Meeting = ["place", "linkWorker", "meetingLink", "calendarLink"];

    private static readonly Dictionary<MessageKind, MessageType> Types = new MessageType[]
    {
        // Once support has ended, it is no longer news that the referral has come.
        ToPerson(MessageKind.Received, Priority.News, (journey, _, _) => journey.HasEnded) with
        {
            Reads = MessageAbout.Referral.Read,
            Template = May("linkWorker", "nextStep", "nextBy", "reference"),
        },
        OfAMeeting(MessageKind.MeetingBooked, IsNotBooked) with { Template = Must("when").AndMay(Meeting) with { HasCalendar = true } },
        OfAMeeting(MessageKind.MeetingMoved, IsNotBooked) with
        {
            Template = Must("when").AndMay(["oldWhen", .. Meeting]) with { HasCalendar = true },
        },
        OfAMeeting(MessageKind.MeetingCancelled,
            (journey, about, now) => !(about.In(journey)?.At > now)) with
        {
            Template = Must("when").AndMay("linkWorker") with { HasCalendar = true },
        },
        // If mail was down and both reminders are waiting, only the one of the day is sent.
        OfAMeeting(MessageKind.MeetingReminder, IsNotBooked) with
        {
            GivesWayTo = (about, pathway) => about is not MessageAbout.MeetingAsSet meeting ? []
                : pathway.MeetingReminders.Where(r => r.IsSameDay).Select(r => new Meetings.WillRemind(meeting, r)),
            Template = Must("when").AndMay(Meeting),
        },
        OfAMeeting(MessageKind.MeetingReminderToday, IsNotBooked) with { Template = Must("when").AndMay(Meeting) },
        ToPerson(MessageKind.SessionReminder, Priority.Dated).About(MessageAbout.SessionAsSet.Read,
            (journey, about, now) => about.In(journey) is not { IsPlanned: true, At: var at } || at <= now) with
        {
            // Without a reminder the person may miss their lift, so somebody tells them.
            Instead = _ => TaskKind.TellPerson,
            Template = Must("activity", "when").AndMay("place", "transport", "support", "linkWorker"),
        },
        ToPerson(MessageKind.SurveyInvitation, Priority.CanWait).About(MessageAbout.Survey.Read, IsNotOpen) with
        {
            Instead = why => why is Messages.Reasons.NoChannel or Messages.Reasons.Refused or Messages.Reasons.SomebodyFirst
                ? TaskKind.TellPerson : null,
            Template = Must("surveyLink").AndMay("closesOn", "linkWorker"),
        },
        ToPerson(MessageKind.SurveyReminder, Priority.CanWait).About(MessageAbout.Survey.Read, IsNotOpen) with
        {
            Template = Must("surveyLink").AndMay("closesOn", "linkWorker"),
        },
        ToPerson(MessageKind.WeTriedToReachYou, Priority.News, (journey, _, _) => journey.ContactedAt is not null || journey.HasEnded) with
        {
            Instead = ByPhone,
            Template = May("linkWorker", "nextBy", "reference"),
        },
        // Support may have been taken up again before the mail went out.
        ToPerson(MessageKind.Goodbye, Priority.News, (journey, _, _) => journey.Ended is null) with
        {
            KeyOfTheEnd = (journey, _) => $"closing/goodbye{journey.EndingSuffix}",
            Instead = ByPhone,
            Template = May("linkWorker", "nextBy", "whyEnded"),
        },
        // A newer list may have come meanwhile, or a reason why no letter may name a place.
        ToPerson(MessageKind.ActivityList, Priority.News).About(MessageAbout.List.Read,
            (journey, about, _) => journey.HasEnded || journey.IsGuarded || journey.Lists is not [.., var list] || list.Id != about.Id) with
        {
            Instead = ByPhone,
            Template = Must("choiceLink", "choice1").AndMay("choice2", "choice3", "choice4", "choice5", "linkWorker"),
        },
        ToPerson(MessageKind.DetailsChanged, Priority.News),
        ToPerson(MessageKind.ConfirmAddress, Priority.News).About(MessageAbout.Address.Read,
            (journey, about, _) => journey.AwaitedEmail?.Change != about.Change) with
        {
            Template = Must("confirmLink"),
        },

        // A referral that was taken out of this journey is reported by its own.
        ToReferrer(MessageKind.ReferrerReceived, instead: null,
            (journey, about, _) => journey.HasEnded || about.In(journey) is not { DeclinedAt: null }) with
        {
            Template = Must("reference").AndMay("nextStep", "nextBy"),
        },
        ToReferrer(MessageKind.ReferrerCouldNotReach, TaskKind.TellReferrer,
            (journey, about, _) => journey.ContactedAt is not null || journey.HasEnded || about.In(journey) is null) with
        {
            Template = Must("reference").AndMay("nextStep", "nextBy"),
        },
        ToReferrer(MessageKind.ReferrerDeclined, TaskKind.TellReferrer,
            (journey, about, _) => about.In(journey) is not { DeclinedAt: not null }) with
        {
            Template = Must("reference", "reason").AndMay("nextStep"),
        },
        ToReferrer(MessageKind.ReferrerClosed, TaskKind.TellReferrer,
            (journey, about, _) => journey.Ended is null || about.In(journey) is null) with
        {
            KeyOfTheEnd = (journey, about) => $"closing/referrer{journey.EndingSuffix}/{about}",
            Template = Must("reference", "outcome").AndMay("outcomeReason", "summaryLink") with { Says = ["There is no action for you."] },
        },
        new(MessageKind.ReferrerList, Recipient.Referrer, Priority.Dated)
        {
            Reads = MessageAbout.Link.Read,
            Template = Must("listLink"),
        },

        new MessageType(MessageKind.ProviderIntroduction, Recipient.Provider, Priority.News)
            .About(MessageAbout.Introduction.Read, IsAnswered) with
        {
            Instead = _ => TaskKind.TellProvider,
            Template = Must("activity", "reference", "providerLink").AndMay("linkWorker"),
        },
        new MessageType(MessageKind.ProviderNudge, Recipient.Provider, Priority.News).About(MessageAbout.Introduction.Read, IsAnswered) with
        {
            Template = Must("activity", "reference", "providerLink").AndMay("linkWorker"),
        },
        new(MessageKind.ConfirmActivity, Recipient.Provider, Priority.CanWait)
        {
            Reads = MessageAbout.Entry.Read,
            Template = Must("activityName", "confirmLink").AndMay("providerName", "times", "place"),
        },
        new(MessageKind.RegisterOfTheDay, Recipient.Provider, Priority.Dated)
        {
            Reads = MessageAbout.Register.Read,
            Template = Must("activityName", "when", "registerLink").AndMay("providerName"),
        },

        // It names no person and no place, because others may see it. The page behind the link says the rest.
        new MessageType(MessageKind.VolunteerGoes, Recipient.Volunteer, Priority.Dated).About(MessageAbout.GoingAlong.Read,
            (journey, about, now) => !Attendance.GoesAsTold(journey, about, now)) with
        {
            Instead = _ => TaskKind.TellVolunteer,
            Template = Must("when", "volunteerLink").AndMay("more"),
        },
        new MessageType(MessageKind.VolunteerOff, Recipient.Volunteer, Priority.Dated).About(MessageAbout.GoingAlong.Read,
            (journey, about, now) => !Attendance.IsOffAsTold(journey, about, now)) with
        {
            Instead = _ => TaskKind.TellVolunteer,
            Template = Must("when").AndMay("more"),
        },

        new(MessageKind.Digest, Recipient.Staff, Priority.CanWait)
        {
            Reads = MessageAbout.Day.Read,
            Template = Must("tasks").AndMay("boardLink"),
        },
        new(MessageKind.QuarterReport, Recipient.Staff, Priority.CanWait)
        {
            Reads = MessageAbout.Quarter.Read,
            Template = Must("period", "reportLink").AndMay("result1", "result2", "result3"),
        },
        new(MessageKind.Invitation, Recipient.Staff, Priority.Dated) { Reads = MessageAbout.Link.Read, Template = Must("setUpLink") },
        new(MessageKind.ForgottenPassword, Recipient.Staff, Priority.Dated)
        {
            Reads = MessageAbout.Link.Read,
            Template = Must("setUpLink"),
        },
        new MessageType(MessageKind.Escalation, Recipient.Lead, Priority.News)
            .About(MessageAbout.Task.Read, (journey, about, _) => about.In(journey) is null) with
        {
            MayRepeat = true,
            Template = Must("reference", "taskKind", "lateSince", "journeyLink").AndMay("boardLink"),
        },
        OfAConcern(MessageKind.Concern, Recipient.SafeguardingLead),
        OfAConcern(MessageKind.ConcernAgain, Recipient.SafeguardingLeadAndLead),
        OfWords(MessageKind.ReadNow, Recipient.SafeguardingLead),
        OfWords(MessageKind.ReadNowAgain, Recipient.SafeguardingLeadAndLead),
    }.ToDictionary(type => type.Kind);

    public static MessageType Of(MessageKind kind) => Types[kind];

    private static MessageType ToPerson(
        MessageKind kind, Priority priority, Func<Journey, MessageAbout?, DateTimeOffset, bool>? isOvertaken = null) =>
        new(kind, Recipient.Person, priority) { IsOvertaken = isOvertaken ?? ((_, _, _) => false) };

    private static MessageType OfAMeeting(MessageKind kind, Func<Journey, MessageAbout.MeetingAsSet, DateTimeOffset, bool> isOvertaken) =>
        ToPerson(kind, Priority.Dated).About(MessageAbout.MeetingAsSet.Read, isOvertaken) with { Instead = _ => TaskKind.TellPerson };

    private static MessageType ToReferrer(
        MessageKind kind, TaskKind? instead, Func<Journey, MessageAbout.Referral, DateTimeOffset, bool> isOvertaken) =>
        new MessageType(kind, Recipient.Referrer, Priority.News).About(MessageAbout.Referral.Read, isOvertaken) with
        {
            Instead = _ => instead,
        };

    private static MessageType OfAConcern(MessageKind kind, Recipient to) => Safety(kind, to, "raisedAt")
        .About(MessageAbout.Concern.Read, (journey, about, _) => about.In(journey) is not { AcknowledgedAt: null });

    private static MessageType OfWords(MessageKind kind, Recipient to) => Safety(kind, to, "noticedAt")
        .About(MessageAbout.Words.Read, (journey, about, _) => about.In(journey) is not { ReadAt: null });

    private static MessageType Safety(MessageKind kind, Recipient to, string since) =>
        new(kind, to, Priority.Safety)
        {
            MayRepeat = true,
            Template = Must("reference", since, "journeyLink").AndMay("boardLink"),
        };

    /// <summary>Without what it is about, it says nothing.</summary>
    private MessageType About<TAbout>(Func<string, TAbout?> reads, Func<Journey, TAbout, DateTimeOffset, bool> isOvertaken)
        where TAbout : MessageAbout => this with
        {
            Reads = reads,
            IsOvertaken = (journey, about, now) => about is not TAbout its || isOvertaken(journey, its, now),
        };

    private static MessageTexts Must(params string[] placeholders) => new(placeholders, []);

    private static MessageTexts May(params string[] placeholders) => new([], placeholders);

    private static TaskKind? ByPhone(string why) =>
        why is Messages.Reasons.Concern or Messages.Reasons.DeathOnRecord or Messages.Reasons.OfTheRecord ? null : TaskKind.TellPerson;

    private static bool IsNotBooked(Journey journey, MessageAbout.MeetingAsSet about, DateTimeOffset now) =>
        about.In(journey) is not { IsBooked: true, At: var at } || at <= now;

    private static bool IsNotOpen(Journey journey, MessageAbout.Survey about, DateTimeOffset now) =>
        about.In(journey)?.IsOpenAt(now) is not true;

    private static bool IsAnswered(Journey journey, MessageAbout.Introduction about, DateTimeOffset now) =>
        journey.HasEnded || about.In(journey) is not { Answer: ProviderAnswer.None, EndedAt: null };
}

/// <summary>What the text of a message must contain, even if an admin rewrites it.</summary>
/// <param name="Must">Placeholders that every version of the text must have. They need a value.</param>
/// <param name="May">Placeholders that may be left out or empty.</param>
public sealed record MessageTexts(IReadOnlyList<string> Must, IReadOnlyList<string> May)
{
    /// <summary>Words that the text must keep.</summary>
    public IReadOnlyList<string> Says { get; init; } = [];

    /// <summary>A calendar file with the meeting is attached.</summary>
    public bool HasCalendar { get; init; }

    internal MessageTexts AndMay(params string[] placeholders) => this with { May = placeholders };
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
    /// <summary>The same, if they asked for it themselves.</summary>
    ForgottenPassword,
    /// <summary>A link to a page that lists who comes to one meeting of an activity. Its provider marks who came.</summary>
    RegisterOfTheDay,
    /// <summary>What the service did in the quarter that is over.</summary>
    QuarterReport,
    /// <summary>A few activities to choose from.</summary>
    ActivityList,
    /// <summary>When a volunteer goes along, when that has changed, and shortly before.</summary>
    VolunteerGoes,
    /// <summary>A volunteer need not go along after all.</summary>
    VolunteerOff,
}

public enum Recipient { Person, Referrer, Provider, Volunteer, Staff, Lead, SafeguardingLead, SafeguardingLeadAndLead }
