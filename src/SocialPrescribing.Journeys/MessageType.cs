using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>The kinds of message, a row each.</summary>
public sealed partial record MessageType
{
    private static readonly MessageChannel[] OnlyMail = [MessageChannel.Email], MailOrPhone = [.. OnlyMail, MessageChannel.Phone],
        AnyWay = [.. MailOrPhone, MessageChannel.Post];

    private static readonly string[] Meeting = ["place", "linkWorker", "meetingLink", "calendarLink"];

    private static readonly Dictionary<MessageKind, MessageType> Types = new MessageType[]
    {
        // Once support has ended, it is no longer news that the referral has come.
        ToPerson(MessageKind.Received, Priority.News) with
        {
            EndsWithSupport = true,
            Reads = MessageAbout.Referral.Read,
            Stops = OptOut.Everything,
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
            Template = Must("when").AndMay("linkWorker", "newTime") with { HasCalendar = true },
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
            // Without a reminder the person may miss their lift, so somebody tells them. A person who goes alone needs no reminder by
            // phone. A call each time would undo the independence they have reached. But nobody lets them go to a closed door.
            Channels = AnyWay,
            IsWorthATask = (journey, about, why) => why is Messages.Reasons.ActivityChanged ||
                (about as MessageAbout.SessionAsSet)?.In(journey) is not { Support: SupportStep.Independent },
            MayGoToWhoIsFirst = true,
            Template = Must("activity", "when").AndMay("place", "transport", "support", "linkWorker"),
        },
        ToPerson(MessageKind.SurveyInvitation, Priority.CanWait).About(MessageAbout.Survey.Read, IsNotOpen) with
        {
            Channels = AnyWay,
            IsWorthATask = (_, _, why) =>
                why is Messages.Reasons.NoChannel or Messages.Reasons.Refused or Messages.Reasons.SomebodyFirst,
            Stops = OptOut.Surveys,
            Template = Must("surveyLink").AndMay("closesOn", "linkWorker"),
        },
        ToPerson(MessageKind.SurveyReminder, Priority.CanWait).About(MessageAbout.Survey.Read, IsNotOpen) with
        {
            Stops = OptOut.Surveys,
            Template = Must("surveyLink").AndMay("closesOn", "linkWorker"),
        },
        ToPerson(MessageKind.WeTriedToReachYou, Priority.News, (journey, _, _) => journey.ContactedAt is not null) with
        {
            EndsWithSupport = true,
            Channels = AnyWay,
            IsWorthATask = IsNoReasonForSilence,
            MayGoToWhoIsFirst = true,
            NextBy = (journey, pathway) =>
                journey.LastLetterAt is { } letter ? WorkingCalendar.AddDays(letter, pathway.LastLetterDays) : null,
            Template = May("linkWorker", "nextBy", "reference"),
        },
        // Support may have been taken up again before the mail went out.
        ToPerson(MessageKind.Goodbye, Priority.News, (journey, _, _) => journey.Ended is null) with
        {
            KeyOfTheEnd = (journey, _) => $"closing/goodbye{journey.EndingSuffix}",
            Channels = AnyWay,
            IsWorthATask = IsNoReasonForSilence,
            MayGoToWhoIsFirst = true,
            // Whoever never spoke with us has told no story.
            NextBy = (journey, pathway) =>
                journey is { ContactedAt: not null, Ended: { } end } && Closing.CanComeBack(end.Reason)
                    ? WorkingCalendar.AddMonths(end.At, pathway.ReopenMonths) : null,
            Template = May("linkWorker", "nextBy", "whyEnded", "thanks"),
        },
        // A newer list may have come meanwhile, or a reason why no letter may name a place.
        ToPerson(MessageKind.ActivityList, Priority.News).About(MessageAbout.List.Read,
            (journey, about, _) => journey.IsGuarded || journey.Lists is not [.., var list] || list.Id != about.Id) with
        {
            EndsWithSupport = true,
            Channels = AnyWay,
            IsWorthATask = IsNoReasonForSilence,
            Template = Must("choiceLink", "choice1").AndMay("choice2", "choice3", "choice4", "choice5", "linkWorker"),
        },
        ToPerson(MessageKind.DetailsChanged, Priority.News) with { Address = (journey, _) => journey.EarlierEmail },
        ToPerson(MessageKind.ConfirmAddress, Priority.News).About(MessageAbout.Address.Read,
            (journey, about, _) => journey.AwaitedEmail?.Change != about.Change) with
        {
            Address = (journey, _) => journey.AwaitedEmail?.Email,
            IsToNewAddress = true,
            Template = Must("confirmLink"),
        },

        // A referral that was taken out of this journey is reported by its own.
        ToReferrer(MessageKind.ReferrerReceived, OnlyMail,
            (journey, about, _) => about.In(journey) is not { DeclinedAt: null }) with
        {
            EndsWithSupport = true,
            Template = Must("reference").AndMay("nextStep", "nextBy"),
        },
        ToReferrer(MessageKind.ReferrerCouldNotReach, MailOrPhone,
            (journey, about, _) => journey.ContactedAt is not null || about.In(journey) is null) with
        {
            EndsWithSupport = true,
            Template = Must("reference").AndMay("nextStep", "nextBy"),
        },
        ToReferrer(MessageKind.ReferrerDeclined, MailOrPhone,
            (journey, about, _) => about.In(journey) is not { DeclinedAt: not null }) with
        {
            TellsTheEnd = true,
            Template = Must("reference", "reason").AndMay("nextStep"),
        },
        ToReferrer(MessageKind.ReferrerClosed, MailOrPhone,
            (journey, about, _) => journey.Ended is null || about.In(journey) is null) with
        {
            KeyOfTheEnd = (journey, about) => $"closing/referrer{journey.EndingSuffix}/{about}",
            TellsTheEnd = true,
            Template = Must("reference", "outcome").AndMay("outcomeReason", "summaryLink", "comeBack") with
            {
                Says = ["There is no action for you."],
            },
            OfTheRecord = ("referrer-record-closed", Must("reference", "outcome").AndMay("outcomeReason") with
            {
                Says = ["There is no action for you."],
            }),
        },
        new(MessageKind.ReferrerList, Recipient.Referrer, Priority.Dated)
        {
            Reads = MessageAbout.Link.Read,
            Address = null,
            Opens = LinkPurpose.ReferrerList,
            Template = Must("listLink"),
        },

        new MessageType(MessageKind.ProviderIntroduction, Recipient.Provider, Priority.News)
            .About(MessageAbout.Introduction.Read, IsAnswered) with
        {
            EndsWithSupport = true,
            Channels = MailOrPhone,
            Template = Must("activity", "reference", "providerLink").AndMay("linkWorker"),
        },
        new MessageType(MessageKind.ProviderNudge, Recipient.Provider, Priority.News).About(MessageAbout.Introduction.Read, IsAnswered) with
        {
            EndsWithSupport = true,
            Template = Must("activity", "reference", "providerLink").AndMay("linkWorker"),
        },
        new(MessageKind.ConfirmActivity, Recipient.Provider, Priority.CanWait)
        {
            Reads = MessageAbout.Entry.Read,
            Address = null,
            Template = Must("activityName", "confirmLink").AndMay("providerName", "times", "place"),
        },
        new(MessageKind.RegisterOfTheDay, Recipient.Provider, Priority.Dated)
        {
            Reads = MessageAbout.Register.Read,
            Address = null,
            Template = Must("activityName", "when", "registerLink").AndMay("providerName"),
        },

        // It names no person and no place, because others may see it. The page behind the link says the rest.
        new MessageType(MessageKind.VolunteerGoes, Recipient.Volunteer, Priority.Dated).About(MessageAbout.GoingAlong.Read,
            (journey, about, now) => !Attendance.GoesAsTold(journey, about, now)) with
        {
            Channels = MailOrPhone,
            Template = Must("when", "volunteerLink").AndMay("more"),
        },
        new MessageType(MessageKind.VolunteerOff, Recipient.Volunteer, Priority.Dated).About(MessageAbout.GoingAlong.Read,
            (journey, about, now) => !Attendance.IsOffAsTold(journey, about, now)) with
        {
            Channels = MailOrPhone,
            Template = Must("when").AndMay("more"),
        },

        new(MessageKind.Digest, Recipient.Staff, Priority.CanWait)
        {
            Reads = MessageAbout.Day.Read,
            IsOfYesterday = (about, now) => about is not MessageAbout.Day { On: var on } || on < WorkingCalendar.LondonDate(now),
            Template = Must("tasks").AndMay("boardLink"),
        },
        new(MessageKind.QuarterReport, Recipient.Staff, Priority.CanWait)
        {
            Reads = MessageAbout.Quarter.Read,
            Template = Must("period", "reportLink").AndMay("result1", "result2", "result3"),
        },
        OfAnAccount(MessageKind.Invitation, LinkPurpose.SetPassword),
        OfAnAccount(MessageKind.ForgottenPassword, LinkPurpose.ForgottenPassword),
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
