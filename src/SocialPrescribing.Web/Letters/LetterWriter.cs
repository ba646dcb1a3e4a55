using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Reports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Letters;

/// <summary>Fills the templates from the journey as it is when the message is sent.</summary>
public sealed class LetterWriter(
    MessageTemplates templates, SignedLinks links, IJourneyStore store, StaffDirectory staff, ActivityConfirmations confirmations,
    MeetingLists lists, Volunteers volunteers, TestReferrals tests, MeetingCalendar calendar, ReportDesk reports,
    ActivityDirectory directory, InForce<Pathway> pathways, ServiceProfile profile, Clocks clocks) : ILetterWriter
{
    public async Task<WritingOutcome> Write(
        QueuedMessage message, Journey? journey, string address, StaffMember? reader, CancellationToken cancellation)
    {
        if (message.What is MessageAbout.SessionAsSet told && told.In(journey!) is { } planned
            && await directory.WhyNot(journey!, planned, pathways.Now, cancellation) is not null)
            return new WritingOutcome.ForAHuman();
        bool forPerson = Messages.RecipientOf(message.Kind) is Recipient.Person;
        string language = forPerson ? journey!.Preferences.Language : "en";
        Texts.Begin(Texts.LanguageOf(language));
        MessageType type = MessageType.Of(message.Kind);
        TemplateKind template = TemplateKind.For(message.Kind, journey);
        Dictionary<string, string?> values = new()
        {
            ["serviceName"] = profile.Name,
            ["servicePhone"] = Words.Phone(profile.Phone),
            ["boardLink"] = Page("board"),
            ["staffName"] = reader?.Name,
        };
        List<LetterLine>? tasks = message.What is MessageAbout.Day ? await TasksOf(reader!, cancellation) : null;
        if (journey is not null)
            await Fill(values, message, template, journey, address, cancellation);
        if (message.What is MessageAbout.Entry && await confirmations.AllOf(message, cancellation) is { Count: > 0 } asked)
        {
            Fill(values, asked[0].Activity);
            values["confirmLink"] = ConfirmLink(asked[0].Activity, address);
            tasks = [.. asked.Skip(1).Select(other => other.Activity)
                .Select(other => new LetterLine(Described(other.Details), new Uri(ConfirmLink(other, address))))];
        }
        if (message.What is MessageAbout.Register { Meeting: var day } && await lists.Open(day, cancellation) is { } list)
        {
            Fill(values, list.Stored);
            values["when"] = Words.When(day.At);
            values["registerLink"] = Page("w/" + links.ToProvider(LinkPurpose.Register, day.Activity, day.Time, address));
        }

        if (message.What is MessageAbout.Link { Id: var link } && type.Opens is { } purpose)
        {
            string to = links.Create(new LinkTarget(purpose, link, ""));
            values["listLink"] = Page("refer/mine/" + to);
            values["setUpLink"] = Page("set-up/" + to);
        }

        if (message.What is MessageAbout.Quarter { From: var from })
            await Fill(values, Period.QuarterOf(from), cancellation);

        if (LetterValues.FirstLacking(template, values, tasks) is { } lacking)
            return new WritingOutcome.Gone(lacking);
        bool isFirst = forPerson && IsFirst(journey!);
        bool isDiscreet = forPerson && (journey!.Preferences.Discretion || type.IsToNewAddress);
        // A discreet letter has no address for answers: the address would name the service.
        string? replyTo = isDiscreet || template.Audience is Recipient.Staff || profile.ReplyTo is "" ? null : profile.ReplyTo;
        RenderedMessage rendered = templates.Render(template.Name, language, values,
            new RenderOptions(isDiscreet,
                profile.DiscreetName, tasks, isFirst, TakesReplies: replyTo is not null, OnPaper: address.Length is 0,
                AsksAboutMore: message.What is MessageAbout.Entry && tasks is [_, ..]));
        return new WritingOutcome.Written(new Letter(address, rendered.FromName, rendered.Subject, rendered.Html, rendered.Text,
            template.HasCalendar && message.What is MessageAbout.MeetingAsSet about && about.In(journey!) is { } meeting
                ? calendar.Of(journey!, meeting) : null,
            StopPath(type.Stops) is { } stop
                ? new Uri(Page("p/" + links.ToPerson(LinkPurpose.Preferences, journey!, "", address) + stop)) : null, replyTo));
    }

    /// <summary>Where one click in a mail program stops letters.</summary>
    private static string? StopPath(OptOut stops) => stops switch
    {
        OptOut.Everything => "/stop",
        OptOut.Surveys => "/stop" + Parts.Pages.OfSurveys,
        OptOut.Nothing => null,
    };

    /// <summary>The figures of a quarter, as they may be shared: mail leaves the house.</summary>
    private async Task Fill(Dictionary<string, string?> values, Period quarter, CancellationToken cancellation)
    {
        ReportQuery query = new(quarter, new FactFilter(), IsShared: true);
        ReportView view = await reports.Of(query, null, seesColleagues: false, cancellation);
        values["period"] = view.Period;
        values["reportLink"] = Page(query.Path("reports/pack"));
        string[] first = ["volume", "waiting", "going-alone"];
        for (int i = 0; i < first.Length; i++)
            values[string.Create(CultureInfo.InvariantCulture, $"result{i + 1}")] =
                view.Say(view.Reports.Single(r => r.Id == first[i]).Sentences[0]);
    }

    private async Task Fill(
        Dictionary<string, string?> values, QueuedMessage message, TemplateKind template, Journey journey, string address,
        CancellationToken cancellation)
    {
        string Link(LinkPurpose purpose, string subject) => links.ToPerson(purpose, journey, subject, address);
        HeldReferral referral = (message.What as MessageAbout.Referral)?.In(journey) ?? journey.Referrals[0];
        ReferralStatus status = ReferralStatus.Of(journey, referral, pathways.Now);
        values["reference"] = referral.Reference;
        values["nextStep"] = Words.Next(status.Next);
        values["nextBy"] = status.Next?.By is { } by ? Words.Date(by) : null;
        values["journeyLink"] = Page($"journeys/{journey.Id:N}");
        switch (Messages.RecipientOf(message.Kind))
        {
            case Recipient.Person:
                values["nextStep"] = Words.NextForPerson(status.Next);
                values["whyEnded"] = journey.Ended?.Reason
                    is ClosingReason.NoContact or ClosingReason.NoLongerEligible or ClosingReason.MovedToOtherService
                        or ClosingReason.InHospitalOrCare
                    ? Texts.Say($"Goodbye.{journey.Ended.Reason}") : null;
                // Whoever never spoke with us has given us no time, and would read that as a reproach.
                values["thanks"] = journey.ContactedAt is null ? null : Texts.Say("Goodbye.Thanks");
                // Another time is offered only to somebody who is still supported. Whoever leaves gets a goodbye with this letter.
                values["newTime"] = journey.HasEnded ? null : Texts.Say("MeetingCancelled.NewTime");
                RelatedPerson? related = RelatedPeople.InPlaceOf(journey, message.Kind, pathways.Now);
                values["preferredName"] =
                    IsFirst(journey) || MessageType.Of(message.Kind).IsToNewAddress ? null : related?.Name ?? journey.Person.KnownAs;
                values["inPlaceOf"] = related is null ? null : journey.Person.CalledInFull;
                values["linkWorker"] = await staff.SupporterOf(journey, DayOf(message, journey), cancellation);
                values["preferencesLink"] = Page("p/" + Link(LinkPurpose.Preferences, "") + (IsFirst(journey) ? "/stop" : ""));
                if (message.What is MessageAbout.Address typed)
                    values["confirmLink"] = Page("e/" + Link(LinkPurpose.ConfirmAddress, typed.Change));
                break;
            case Recipient.Referrer:
                values["outcome"] = journey.Ended is { } ended
                    ? ReferralStatus.MayKnow(journey, referral, ended.Reason) ? Words.OutcomeForReferrer(ended.Reason)
                        : StaffTexts.Say("ClosingReason.Elsewhere") : null;
                values["outcomeReason"] = status.StatusReason;
                values["comeBack"] = journey.Ended is { Reason: var reason } && Closing.CanComeBack(reason)
                    && ReferralStatus.MayKnow(journey, referral, reason)
                    ? Texts.Say("ReferrerClosed.ComeBack") : null;
                values["reason"] = referral.DeclineReason;
                values["summaryLink"] = template.May.Contains("summaryLink") && ClosingSummaries.MayBeSent(journey, referral)
                    ? Page("o/" + links.ToReferrer(journey.Id, referral, address)) : null;
                break;
        }
        switch (message.What)
        {
            case MessageAbout.MeetingAsSet about when about.In(journey) is { } meeting:
                values["when"] = Words.When(meeting.At);
                if (template.May.Contains("oldWhen")
                    && await MeetingTimes.Of(store, journey.Id, meeting.Id, meeting.Version - 1, cancellation) is { } before)
                    values["oldWhen"] = Words.When(before);
                values["place"] = Words.PlaceFor(journey, meeting.Place);
                values["meetingLink"] = Page("m/" + Link(LinkPurpose.Meeting, about.Text));
                values["calendarLink"] = Page("c/" + Link(LinkPurpose.Calendar, meeting.Id) + ".ics");
                break;
            case MessageAbout.SessionAsSet about when about.In(journey) is { } session:
                ActivityDetails activity = journey.Introductions.First(i => i.Id == session.Introduction).Activity;
                values["activity"] = journey.IsGuarded ? Texts.Say("Guarded.Visit") : activity.Name;
                values["when"] = Words.When(session.At);
                values["place"] = journey.IsGuarded ? Texts.Say("Guarded.Place") : activity.Where;
                values["transport"] = Words.TransportFor(journey, session.Transport);
                values["support"] = Words.SupportForPerson(session);
                break;
            case MessageAbout.GoingAlong { More: var more } about
                when journey.Sessions.FirstOrDefault(s => s.Id == about.Session) is { } along:
                values["when"] = Words.When(along.At);
                values["more"] = more is 0 ? null : more is 1 ? "one more time after that" : $"{more} more times after that";
                values["volunteerLink"] = Page("g/" + links.ToVolunteer(journey.Id, $"{about.Session}/{about.Volunteer}", address));
                break;
            case MessageAbout.Introduction about when about.In(journey) is { } introduction:
                values["activity"] = introduction.Activity.Name;
                values["providerLink"] = Page("a/" + links.Create(new LinkTarget(LinkPurpose.Provider, journey.Id, introduction.Id)));
                values["linkWorker"] = await staff.SupporterOf(journey, DayOf(message, journey), cancellation);
                break;
            case MessageAbout.List about when about.In(journey) is { } list:
                values["choiceLink"] = Page("l/" + Link(LinkPurpose.ActivityList, list.Id));
                for (int i = 0; i < list.Activities.Count; i++)
                    values[string.Create(CultureInfo.InvariantCulture, $"choice{i + 1}")] = OfferWords.InOneLine(list.Activities[i]);
                break;
            case MessageAbout.Survey about when about.In(journey) is { } survey:
                values["surveyLink"] = Page("s/" + Link(LinkPurpose.Survey, survey.Id));
                values["closesOn"] = Words.Date(survey.ClosesAt);
                break;
            case MessageAbout.Concern about when about.In(journey) is { } concern:
                values["raisedAt"] = Words.When(concern.RaisedAt);
                break;
            case MessageAbout.Words about when about.In(journey) is { } urgent:
                values["noticedAt"] = Words.When(urgent.NoticedAt);
                break;
            case MessageAbout.Task about when about.In(journey) is { } task:
                values["taskKind"] = Words.Task(task.Kind);
                values["lateSince"] = Words.When(task.Due);
                break;
        }
        if (MessageType.Of(message.Kind).NextBy(journey, pathways.Now) is { } until)
            values["nextBy"] = Words.Date(until);
    }

    /// <summary>The day on which the person meets whom the letter names.</summary>
    private DateTimeOffset DayOf(QueuedMessage message, Journey journey) => message.What switch
    {
        MessageAbout.MeetingAsSet about => about.In(journey)?.At,
        MessageAbout.SessionAsSet about => about.In(journey)?.At,
        _ => null,
    } ?? clocks.Now;

    private void Fill(Dictionary<string, string?> values, ListedActivity activity)
    {
        values["activityName"] = activity.Details.Name;
        values["providerName"] = activity.Details.Provider.Name;
        values["times"] = ActivityWords.When(activity.Details, ActivityTimes.Breaks(
            activity.Details, WorkingCalendar.LondonDate(clocks.Now), pathways.Now.SchoolHolidays));
        values["place"] = activity.Details.Place?.Name;
    }

    private string ConfirmLink(ListedActivity activity, string address) =>
        Page("d/" + links.ToProvider(LinkPurpose.ConfirmActivity, activity.Id, "", address));

    private static string Described(ListingDetails details) => string.Join(", ",
        new[] { details.Name, ActivityWords.When(details), details.Place?.Name }.Where(t => !string.IsNullOrEmpty(t)));

    /// <summary>A digest names tasks and references, never people, because others may see the mail.</summary>
    private async Task<List<LetterLine>> TasksOf(StaffMember reader, CancellationToken cancellation)
    {
        DateTimeOffset tomorrow = WorkingCalendar.London(WorkingCalendar.LondonDate(clocks.Now).AddDays(1), TimeOnly.MinValue);
        List<LetterLine> lines = [];
        IReadOnlySet<Guid> left = await tests.AllCached(cancellation);
        if (reader.SupportsPeople)
        {
            IReadOnlyList<StaffMember> all = await staff.All(cancellation);
            lines.AddRange((await DiaryDays.Today(clocks.Now, reader.Id, store, cancellation))
                .Concat(await DiaryDays.Covered(clocks.Now, reader, all, store, cancellation)).Where(e => !left.Contains(e.Journey.Id))
                .Select(e => new LetterLine((e.LinkWorker == reader.Id ? "In your diary today: "
                        : $"{all.First(s => s.Id == e.LinkWorker).Name} is not here today, see who goes: ")
                    + $"{(e.Meeting is null ? "a visit" : "a meeting")} at "
                    + $"{Words.Time(e.At)} ({e.Journey.Referrals[0].Reference})", new Uri(Page($"journeys/{e.Journey.Id:N}")))));
        }
        foreach (TaskRow task in (await store.Tasks(new TaskQuery(reader.Id, DueBefore: tomorrow), cancellation)).Items
            .Where(t => !left.Contains(t.Journey)))
        {
            string reference = (await store.Find(task.Journey, cancellation))?.State.Referrals[0].Reference ?? "";
            string when = task.Due < clocks.Now ? "late since " + Words.Date(task.Due) : "due " + Words.DateAndTime(task.Due);
            lines.Add(new LetterLine($"{Words.Task(task.Kind)} ({reference}), {when}", new Uri(Page($"journeys/{task.Journey:N}"))));
        }
        if (reader.Role is StaffRole.Lead && await confirmations.Notes(cancellation) is > 0 and int notes)
            lines.Add(
                new LetterLine(
                    notes is 1
                        ? "A provider has written something about their activity in the directory"
                        : $"{notes} providers have written something about their activities in the directory", null));
        if (reader.Role is StaffRole.Lead && await volunteers.RunningOut(cancellation) is > 0 and int checks)
            lines.Add(new LetterLine(
                checks is 1 ? "The DBS check of a volunteer runs out, or none is on record"
                    : $"The DBS checks of {checks} volunteers run out, or none is on record", new Uri(Page("volunteers"))));
        return lines is [] ? [new LetterLine("Nothing is open any more. Have a good day.", null)] : lines;
    }

    /// <summary>
    /// Anybody can type anybody's name and address into a page. Until a human has accepted such a referral, a letter repeats nothing that
    /// was typed, and its only link stops such letters. This does not apply to an organisation with a key.
    /// </summary>
    private static bool IsFirst(Journey journey) => journey is { AcceptedAt: null, Referrals: [{ Organisation: null }, ..] };

    private string Page(string path) => $"{profile.PublicUrl.ToString().TrimEnd('/')}/{path}";
}
