using System.Text.Json;
using System.Text.Json.Nodes;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using static SocialPrescribing.Web.Phrases.Texts;

namespace SocialPrescribing.Web.People;

/// <param name="Title">The key of a text.</param>
public sealed record HeldPart(string Title, IReadOnlyList<(string Term, string Value)> Facts);

/// <summary>
/// What is held about a person, for themselves (UK GDPR, article 15): to read, and as a file. Others may see a page behind a link, even
/// those from whom the person is not safe. So it never shows concerns, risks and safeguarding. If there are any, or discretion was asked
/// for, it also leaves out where the person is or goes, how they are reached, who referred them, and everybody's own words. The page says
/// the same about this to everybody, so that nobody can tell from it that there is something.
/// </summary>
public sealed class HeldData(
    Journey journey, IReadOnlyList<JournalCommit> journal, IReadOnlyList<QueuedMessage> messages, Func<string, string> nameOf)
{
    /// <summary>If something is guarded, every part that is shown is listed here by name.</summary>
    public IEnumerable<HeldPart> Parts => (journey.IsGuarded ? new HeldPart[]
    {
        new("Held.You", [.. WhoTheyAre(), .. Language()]),
        new("Held.Contact", [OptOuts]),
        new("Held.Why", [.. journey.Referrals.SelectMany(r => Received(r).Concat(NeedsIn(r)).Concat(ConsentIn(r)))]),
        new("Held.Answers", [.. Answers]),
    } : new HeldPart[]
    {
        new("Held.You", [.. WhoTheyAre(), .. You()]),
        new("Held.Contact", [.. Contact()]),
        new("Held.Why", [.. journey.Referrals.SelectMany(Why)]),
        new("Held.Plan",
            [.. journey.Plans.SelectMany(PlanOf), .. Reviewed(), .. Goals.Of(journey).SelectMany(Stands),
                .. journey.RaisedNeeds.Select(n => (Say("Fact.needs"), NeedWords(n.Need))), .. HeldWishes.Of(journey.Wishes)]),
        new("Held.Meetings",
            [.. journey.Meetings.OrderBy(m => m.At).Select(m => (Words.When(m.At), Join(Words.Place(m.Place), How(journey, m))))]),
        new("Held.Activities", [.. journey.Introductions.SelectMany(ActivityOf), .. HeldWishes.Of(journey)]),
        new("Held.Answers", [.. Answers]),
        new("Held.Calls",
            [.. journey.Attempts.OrderBy(a => a.At)
                .Select(a => (Words.DateAndTime(a.At), $"{Say($"Channel.{a.Channel}")}: {Say($"Reached.{a.Outcome}")}"))]),
        new("Held.Messages", [.. SentMessages.Select(m => (Words.DateAndTime(m.MovedAt ?? m.QueuedAt), Called(m.Kind)))]),
        new("Held.Documents", [.. Documents.Select(d => (Words.DateAndTime(d.At), Join(d.Title, DocumentWords.Of(d))))]),
        new("Held.Notes", [.. Notes.Select(n => ($"{Words.DateAndTime(n.At)}, {n.By}", n.Text))]),
    }).Where(part => part.Facts.Count > 0);

    /// <summary>The same for programs, as it is stored. The names of its parts are English.</summary>
    public JsonObject File(DateTimeOffset now)
    {
        JsonObject file = HeldFile.Of(journey);
        file.Insert(0, "heldAt", now.UtcDateTime);
        // Needs are codes and nobody's own words. But this code tells from whom the person is not safe.
        foreach (JsonArray needs in (file["referrals"] as JsonArray ?? []).Select(r => r?["details"]?["needs"]).OfType<JsonArray>())
            for (int i = needs.Count - 1; i >= 0; i--)
                if (!IsTold(needs[i]!.GetValue<string>()))
                    needs.RemoveAt(i);
        if (!journey.IsGuarded)
        {
            file["messages"] = new JsonArray(
                [.. SentMessages.Select(
                    m => new JsonObject { ["kind"] = JsonNamingPolicy.CamelCase.ConvertName(m.Kind.ToString()),
                        ["at"] = (m.MovedAt ?? m.QueuedAt).UtcDateTime })]);
            file["documents"] = new JsonArray(
                [.. Documents.Select(d => new JsonObject
                {
                    ["at"] = d.At.UtcDateTime,
                    ["title"] = d.Title,
                    ["fileName"] = d.FileName,
                    ["type"] = JsonNamingPolicy.CamelCase.ConvertName(d.Type.ToString()),
                    ["bytes"] = d.Bytes,
                })]);
            file["notes"] =
                new JsonArray([.. Notes.Select(n => new JsonObject { ["at"] = n.At.UtcDateTime, ["by"] = n.By, ["text"] = n.Text })]);
        }
        return file;
    }

    private static string Called(MessageKind kind) => Say(
        Journeys.Messages.RecipientOf(kind) switch
        {
            Recipient.Person => "Sent.ToYou",
            Recipient.Referrer => "Sent.ToReferrer",
            // What goes to whoever works here is not listed (SentMessages).
            Recipient.Provider or Recipient.Volunteer or Recipient.Staff or Recipient.Lead or Recipient.SafeguardingLead
                or Recipient.SafeguardingLeadAndLead => "Sent.ToProvider",
        },
        BuiltInLetters.InShort(kind));

    private IEnumerable<QueuedMessage> SentMessages => messages.Where(m => m.Status is MessageStatus.Sent
        && MessageType.Of(m.Kind).Audience is not Recipient.Staff);

    /// <summary>The names of documents. As for notes, those that may be about somebody else are left out.</summary>
    private IEnumerable<Document> Documents =>
        journey.Documents.Where(d => !journey.MayBeSomebodyElses(d.At));

    private IEnumerable<(string, string)> Answers =>
        journey.Surveys.Where(s => s.Answers is not null).OrderBy(s => s.GivenAt).SelectMany(AnswersIn);

    /// <summary>
    /// What staff wrote in their own words. Notes from a time in which a later removed referral was here are left out, because they may
    /// be about somebody else.
    /// </summary>
    private IEnumerable<(DateTimeOffset At, string By, string Text)> Notes =>
        from commit in journal
        where commit.By.Kind is ActorKind.Staff && !journey.MayBeSomebodyElses(commit.At)
        from happened in commit.Events
        let text = happened.WordsForThePerson()
        where !string.IsNullOrWhiteSpace(text)
        select (commit.At, nameOf(commit.By.Id ?? ""), text);

    private IEnumerable<(string, string)> WhoTheyAre()
    {
        yield return (Say("Fact.name"), journey.Person.FullName);
        yield return (Say("Fact.born"), Words.Date(journey.Person.DateOfBirth));
        if (journey.Person.NhsNumber is { } number)
            yield return (Say($"Fact.{NhsNumber.KindOf(number)}"), number);
    }

    private IEnumerable<(string, string)> Language() => [(Say("Fact.language"), CultureName(journey.Preferences.Language))];

    private (string, string) OptOuts => (Say("Fact.optOut"), Say($"OptOut.{journey.Preferences.OptOut}"));

    private IEnumerable<(string, string)> You()
    {
        Person person = journey.Person;
        foreach ((string term, string? value) in ((string, string?)[])
        [
            ("knownAs", person.PreferredName), ("pronouns", person.Pronouns), ("sex", EqualityWords.Sex(person.Sex)),
            ("ethnicity", EqualityWords.Ethnicity(person.Ethnicity)), ("disability", EqualityWords.Disability(person.Disability)),
            ("language", CultureName(journey.Preferences.Language)),
            ("address", person.Address is { } a ? Join([.. a.Lines, a.Postcode]) : null),
            ("noFixedAbode", person.NoFixedAbode ? Say("Yes") : null),
            ("whenToCall", person.WhenToCall),
            ("household", person.Household), ("carer", person.Carer is false ? null : EqualityWords.CarerOf(person)),
            ("helps", person.CommunicationNeeds),
            ("adjustments", Join([.. person.Adjustments.Select(Words.Code)])),
            ("mobility", person.Mobility), ("surgery", journey.GpPractice?.Name ?? journey.GpPractice?.OdsCode),
            ("linkWorker", journey.LinkWorker is { } id ? nameOf(id) : null),
            ("paused", journey.Pause is { } rest ? Words.Date(rest.Until) : null),
            ("support", journey.Ended is { } ended ? Words.Date(ended.At) : null),
        ])
            if (!string.IsNullOrWhiteSpace(value))
                yield return (Say($"Fact.{term}"), value);
    }

    private IEnumerable<(string, string)> Contact()
    {
        foreach (ContactDetail contact in journey.Preferences.Contacts)
            yield return (Say($"Contact.{contact.Kind}"),
                $"{(contact.Kind is ContactKind.Mobile or ContactKind.Landline ? Words.Telephone(contact.Value) : contact.Value)} ("
                    + $"{Say(contact.Allowed ? "May.Yes" : "May.No")}{(contact.Note is { } note ? $"; {note}" : null)})");
        if (journey.EarlierEmail is { } earlier)
            yield return (Say("Fact.earlierEmail"), earlier);
        yield return OptOuts;
    }

    private static IEnumerable<(string, string)> Why(HeldReferral referral) =>
        [.. Received(referral), .. Told(referral), .. NeedsIn(referral), .. WhatMatters(referral), .. ConsentIn(referral)];

    private static IEnumerable<(string, string)> Received(HeldReferral referral) =>
        [(Say("Fact.received"), $"{Words.Date(referral.ReceivedAt)}, {referral.Reference}")];

    private static IEnumerable<(string, string)> Told(HeldReferral referral)
    {
        if (referral.Details.Referrer is { } by)
            yield return (Say("Fact.by"), Join(by.Name, by.Service, by.Organisation));
        if (!string.IsNullOrWhiteSpace(referral.Details.Reason))
            yield return (Say("Fact.reason"), referral.Details.Reason);
        foreach (WrittenText text in (referral.Details.AsWritten ?? []).Where(t => t.IsOfThePerson))
            yield return (Say("Fact.alsoWritten"), text.Text);
    }

    private static IEnumerable<(string, string)> NeedsIn(HeldReferral referral)
    {
        if (referral.Details.Needs.Where(IsTold).ToList() is { Count: > 0 } needs)
            yield return (Say("Fact.needs"), Join([.. needs.Select(NeedWords)]));
    }

    private static IEnumerable<(string, string)> WhatMatters(HeldReferral referral)
    {
        if (!string.IsNullOrWhiteSpace(referral.Details.WhatMattersMost))
            yield return (Say("Fact.matters"), referral.Details.WhatMattersMost);
    }

    private static IEnumerable<(string, string)> ConsentIn(HeldReferral referral)
    {
        if (referral is { AskedForConsent: true, Details.Consent: { ToShare: true } consent })
            yield return (Say("Fact.consent"), consent.On is { } on ? Words.Date(on) : Say("Yes"));
    }

    private static IEnumerable<(string, string)> PlanOf(AgreedPlan plan)
    {
        yield return (Say("Fact.agreed"), Words.Date(plan.On));
        yield return (Say("Fact.matters"), plan.WhatMatters);
        if (plan.Needs.Count > 0)
            yield return (Say("Fact.needs"), Join([.. plan.Needs.Select(NeedWords)]));
        foreach (Goal goal in plan.Goals)
            yield return (Say("Fact.goal"), Join(goal.Text, goal.NextStep));
        if (plan.Strengths.Count > 0)
            yield return (Say("Fact.strengths"), Join([.. plan.Strengths]));
    }

    private IEnumerable<(string, string)> Reviewed()
    {
        foreach (Review review in journey.Reviews)
            yield return (Say("Fact.review"), Words.Date(review.At));
        if (journey is { NextReviewOn: { } next, HasEnded: false })
            yield return (Say("Fact.nextReview"), Words.Date(next));
    }

    /// <summary>What they said about a goal and what came of it; nothing if nobody has asked yet.</summary>
    private static IEnumerable<(string, string)> Stands(GoalProgress goal)
    {
        string?[] said =
        [
            .. goal.Points.Select(p => Say("Goal.Scored", Words.Date(p.At), p.Score)),
            goal.Mark is GoalMark.UnderWay ? null : Say($"Goal.{goal.Mark}"),
        ];
        if (said.Any(s => s is not null))
            yield return (Say("Fact.goalStands"), Join([goal.Goal.Text, .. said]));
    }

    private IEnumerable<(string, string)> ActivityOf(Introduction introduction)
    {
        yield return (Say("Fact.told"), $"{introduction.Activity.Name} ({introduction.Activity.Provider}), {Words.Date(introduction.At)}");
        if (!string.IsNullOrWhiteSpace(introduction.Share))
            yield return (Say("Fact.shared"), introduction.Share);
        if (introduction.As is IntroductionKind.Referral)
            yield return (Say("Fact.answer"), Say($"Provider.{introduction.Answer}"));
        foreach (Session session in journey.Sessions.Where(s => s.Introduction == introduction.Id).OrderBy(s => s.At))
            yield return (Say("Fact.visit"),
                Join(Words.When(session.At), session.IsPlanned ? Words.TransportForPerson(session.Transport) : null,
                    session is { IsPlanned: true, GoesAlong: not null } ? Words.SupportForPerson(session) : null, How(session),
                    session.Marked is { } mark ? Say($"Marked.{mark}") : null));
    }

    private static IEnumerable<(string, string)> AnswersIn(Survey survey) =>
        from question in SurveyAnswers.QuestionsOf(survey)
        where survey.Answers!.ContainsKey(question.Id)
        select ($"{Words.Date(survey.GivenAt!.Value)}: {Wording(question)}",
            question.Choices.FirstOrDefault(c => c.Value == survey.Answers![question.Id]) is { } choice
                ? Label(choice)
                : $"{survey.Answers![question.Id]}");

    private static string How(Journey journey, Meeting meeting) => Say(meeting switch
    {
        { IsCancelled: true } => "Was.Cancelled",
        { Outcome: { } outcome } => $"Was.{outcome}",
        _ when Meetings.IsAskedToMove(journey, meeting) => "Was.Asked",
        { ConfirmedAt: not null } => "Was.Confirmed",
        _ => "Was.Booked",
    });

    private static string? How(Session session) => session switch
    {
        { IsCancelled: true } => Say("Was.Cancelled"),
        { Came: true, Confidence: { } confidence } => Join(Say("Was.Came"), Say("Was.Confidence", confidence)),
        { Came: true } => Say("Was.Came"),
        { Came: false } => Say("Was.NotCame"),
        _ => null,
    };

    private static bool IsTold(string need) => need != Needs.DomesticAbuse;

    /// <summary>Needs that a pathway has added have no text of their own.</summary>
    private static string NeedWords(string need) => Needs.Standard.Contains(need) ? Say($"Need.{need}") : Words.Code(need);

    private static string CultureName(string tag) => LanguageOf(tag) == Welsh ? "Cymraeg" : LanguageNames.Of(tag);

    private static string Join(params string?[] parts) => string.Join("\n", parts.Where(p => !string.IsNullOrWhiteSpace(p)));
}
