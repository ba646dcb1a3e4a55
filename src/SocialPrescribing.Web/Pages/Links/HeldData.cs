using System.Text.Json;
using System.Text.Json.Nodes;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using static SocialPrescribing.Web.Texts;

namespace SocialPrescribing.Web.Pages.Links;

/// <param name="Title">A key of the texts.</param>
public sealed record HeldPart(string Title, IReadOnlyList<(string Term, string Value)> Facts);

/// <summary>
/// What is held about a person, for themselves (UK GDPR, article 15): to read, and as a file. A link page may be seen by others, also by those from whom the person is
/// not safe: concerns, risks, safeguarding and everything about domestic abuse never stand here, and where there is any, neither do notes and reasons in free text, which may speak of
/// it. The page says the same about this to everybody, so that nobody reads from it that there is something.
/// </summary>
public sealed class HeldData(Journey journey, IReadOnlyList<JournalCommit> journal, IReadOnlyList<QueuedMessage> messages, Func<string, string> nameOf)
{
    /// <summary>Parts of the journey that go into the file. What is added to a journey later is not told before somebody has thought about it.</summary>
    private static readonly string[] Told =
        ["receivedAt", "person", "preferences", "earlierEmail", "acceptedAt", "contactedAt", "attempts", "referrals", "meetings", "plans", "raisedNeeds", "reviews", "nextReviewOn", "introductions", "sessions", "pause", "surveys", "ended", "closedAt"];

    /// <summary>What others wrote of the person in their own words, and where they may have written of whom the person is afraid of.</summary>
    private static readonly string[] OwnWords = ["communicationNeeds", "adjustments", "mobility", "household"];

    private bool IsGuarded => journey.Concerns.Count > 0 || journey.Needs.Contains(Needs.DomesticAbuse)
        || journey.Referrals.Any(r => r.Details.Safeguarding is { Concern: true } || r.Details.Needs.Contains(Needs.DomesticAbuse) || r.Details.Risks.Any(risk => risk.Kind != Risk.None));

    public IEnumerable<HeldPart> Parts => new HeldPart[]
    {
        new("Held.You", [.. You()]),
        new("Held.Contact", [.. Contact()]),
        new("Held.Why", [.. journey.Referrals.SelectMany(Why)]),
        new("Held.Plan", [.. journey.Plans.SelectMany(PlanOf), .. Reviewed(), .. journey.RaisedNeeds.Where(n => IsTold(n.Need)).Select(n => (Say("Fact.needs"), NeedWords(n.Need)))]),
        new("Held.Meetings", [.. journey.Meetings.OrderBy(m => m.At).Select(m => (Words.When(m.At), Join(Words.Place(m.Place), How(journey, m))))]),
        new("Held.Activities", [.. Activities.SelectMany(ActivityOf)]),
        new("Held.Answers", [.. journey.Surveys.Where(s => s.Answers is not null).OrderBy(s => s.AnsweredAt).SelectMany(AnswersIn)]),
        new("Held.Calls", [.. journey.Attempts.OrderBy(a => a.At).Select(a => (Words.DateAndTime(a.At), $"{Say($"Channel.{a.Channel}")}: {Say($"Reached.{a.Outcome}")}"))]),
        new("Held.Messages", [.. SentMessages.Select(m => (Words.DateAndTime(m.MovedAt ?? m.QueuedAt), Say($"Sent.{m.Kind}")))]),
        new("Held.Notes", [.. Notes.Select(n => ($"{Words.DateAndTime(n.At)}, {n.By}", n.Text))]),
    }.Where(part => part.Facts.Count > 0);

    /// <summary>The same for programs, as it is stored; names of its parts are English.</summary>
    public JsonObject File(DateTimeOffset now)
    {
        JsonObject state = JsonSerializer.SerializeToNode(journey, JourneyJson.Default.Journey)!.AsObject();
        JsonObject file = new() { ["heldAt"] = now.UtcDateTime };
        foreach (string part in Told)
            if (state.Remove(part, out JsonNode? value))
                file[part] = value;
        foreach (JsonObject referral in file["referrals"]!.AsArray().OfType<JsonObject>())
        {
            JsonObject details = referral["details"]!.AsObject();
            foreach (string kept in (string[])["risks", "safeguarding", .. IsGuarded ? (string[])["reason", "whatMattersMost"] : []])
                details.Remove(kept);
            foreach (string kept in IsGuarded ? OwnWords : [])
                details["person"]!.AsObject().Remove(kept);
            // Of other people a link shows nothing.
            details["person"]!.AsObject().Remove("relatedPeople");
            referral.Remove("deathOnRecord");
            if (IsGuarded)
                referral.Remove("declineReason");
        }
        foreach (string kept in IsGuarded ? OwnWords : [])
            file["person"]!.AsObject().Remove(kept);
        file["person"]!.AsObject().Remove("relatedPeople");
        HashSet<string> hidden = [.. journey.Introductions.Except(Activities).Select(i => i.Id)];
        RemoveWhere(file["introductions"], i => hidden.Contains(i["id"]!.GetValue<string>()));
        RemoveWhere(file["sessions"], s => hidden.Contains(s["introduction"]!.GetValue<string>()));
        RemoveWhere(file["raisedNeeds"], n => !IsTold(n["need"]!.GetValue<string>()));
        foreach (JsonArray needs in new[] { file["referrals"], file["plans"] }.OfType<JsonArray>().SelectMany(a => a).Select(n => (n!["details"] ?? n)["needs"]).OfType<JsonArray>())
            RemoveWhere(needs, n => !IsTold(n.GetValue<string>()));
        // A provider writes to us and not to the person, and the page does not show it either.
        foreach (JsonObject introduction in (file["introductions"] as JsonArray ?? []).OfType<JsonObject>())
            introduction.Remove("answerReason");
        file["messages"] = new JsonArray([.. SentMessages.Select(m => new JsonObject { ["kind"] = JsonNamingPolicy.CamelCase.ConvertName(m.Kind.ToString()), ["at"] = (m.MovedAt ?? m.QueuedAt).UtcDateTime })]);
        file["notes"] = new JsonArray([.. Notes.Select(n => new JsonObject { ["at"] = n.At.UtcDateTime, ["by"] = n.By, ["text"] = n.Text })]);
        return file;
    }

    private IEnumerable<Introduction> Activities => journey.Introductions.Where(i => i.Need is null || IsTold(i.Need));

    private IEnumerable<QueuedMessage> SentMessages => messages.Where(m => m.Status is MessageStatus.Sent
        && Journeys.Messages.RecipientOf(m.Kind) is Recipient.Person or Recipient.Referrer or Recipient.Provider
        && !(m.Kind is MessageKind.ProviderIntroduction or MessageKind.ProviderNudge && !Activities.Any(i => i.Id == m.About)));

    /// <summary>What staff wrote, each in their own words.</summary>
    private IEnumerable<(DateTimeOffset At, string By, string Text)> Notes =>
        from commit in IsGuarded ? [] : journal
        where commit.By.Kind is ActorKind.Staff
        from happened in commit.Events
        let text = happened switch
        {
            Journeys.Notes.Added e => e.Text,
            Journeys.Contact.Attempted e => e.Note,
            Meetings.OutcomeRecorded e => string.IsNullOrWhiteSpace(e.Barrier) ? e.Note : Join(e.Note, e.Barrier),
            Meetings.Cancelled e => e.Note,
            Reviews.Held e => e.Note,
            Plan.NeedRaised e when IsTold(e.Need) => e.Note,
            Attendance.SessionRecorded e => e.Note,
            Attendance.SessionCancelled e => e.Note,
            Attendance.SupportChanged e => e.Reason,
            Journeys.Activities.ActivityEnded e => e.Note,
            Pausing.Paused e => e.Note,
            Closing.SupportEnded e => e.Note,
            Closing.Kept e => e.Note,
            Tasks.Closed e => e.Note,
            _ => null,
        }
        where !string.IsNullOrWhiteSpace(text)
        select (commit.At, nameOf(commit.By.Id ?? ""), text);

    private IEnumerable<(string, string)> You()
    {
        Person person = journey.Person;
        yield return (Say("Fact.name"), $"{person.FirstName} {person.FamilyName}");
        yield return (Say("Fact.born"), Words.Date(person.DateOfBirth));
        foreach ((string term, string? value) in ((string, string?)[])
        [
            ("knownAs", person.PreferredName), ("pronouns", person.Pronouns), ("nhsNumber", person.NhsNumber), ("sex", person.Sex), ("ethnicity", person.Ethnicity),
            ("language", CultureName(journey.Preferences.Language)), ("address", person.Address is { } a ? Join([.. a.Lines, a.Postcode]) : null), ("noFixedAbode", person.NoFixedAbode ? Say("Yes") : null),
            ("household", person.Household), ("carer", person.Carer is true ? Say("Yes") : null), ("helps", person.CommunicationNeeds), ("adjustments", Join([.. person.Adjustments.Select(Words.Code)])),
            ("mobility", person.Mobility), ("surgery", journey.GpPractice?.Name ?? journey.GpPractice?.OdsCode), ("linkWorker", journey.LinkWorker is { } id ? nameOf(id) : null),
            ("paused", journey.Pause is { } rest ? Words.Date(rest.Until) : null), ("support", journey.Ended is { } ended ? Words.Date(ended.At) : null),
        ])
            if (!string.IsNullOrWhiteSpace(value) && !(IsGuarded && term is "helps" or "adjustments" or "mobility" or "household"))
                yield return (Say($"Fact.{term}"), value);
    }

    private IEnumerable<(string, string)> Contact()
    {
        foreach (ContactDetail contact in journey.Preferences.Contacts)
            yield return (Say($"Contact.{contact.Kind}"), $"{(contact.Kind is ContactKind.Mobile or ContactKind.Landline ? Words.Telephone(contact.Value) : contact.Value)} ({Say(contact.Allowed ? "May.Yes" : "May.No")})");
        if (journey.EarlierEmail is { } earlier)
            yield return (Say("Fact.earlierEmail"), earlier);
        yield return (Say("Fact.optOut"), Say($"OptOut.{journey.Preferences.OptOut}"));
        if (journey.Preferences.Discretion)
            yield return (Say("Fact.discretion"), Say("Yes"));
    }

    private IEnumerable<(string, string)> Why(HeldReferral referral)
    {
        yield return (Say("Fact.received"), $"{Words.Date(referral.ReceivedAt)}, {referral.Reference}");
        if (referral.Details.Referrer is { } by)
            yield return (Say("Fact.by"), Join(by.Name, by.Service, by.Organisation));
        if (!IsGuarded && !string.IsNullOrWhiteSpace(referral.Details.Reason))
            yield return (Say("Fact.reason"), referral.Details.Reason);
        if (referral.Details.Needs.Where(IsTold).ToList() is { Count: > 0 } needs)
            yield return (Say("Fact.needs"), Join([.. needs.Select(NeedWords)]));
        if (!IsGuarded && !string.IsNullOrWhiteSpace(referral.Details.WhatMattersMost))
            yield return (Say("Fact.matters"), referral.Details.WhatMattersMost);
        if (referral is { AskedForConsent: true, Details.Consent: { ToShare: true } consent })
            yield return (Say("Fact.consent"), consent.On is { } on ? Words.Date(on) : Say("Yes"));
    }

    private static IEnumerable<(string, string)> PlanOf(AgreedPlan plan)
    {
        yield return (Say("Fact.agreed"), Words.Date(plan.On));
        yield return (Say("Fact.matters"), plan.WhatMatters);
        if (plan.Needs.Where(IsTold).ToList() is { Count: > 0 } needs)
            yield return (Say("Fact.needs"), Join([.. needs.Select(NeedWords)]));
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

    private IEnumerable<(string, string)> ActivityOf(Introduction introduction)
    {
        yield return (Say("Fact.told"), $"{introduction.Activity.Name} ({introduction.Activity.Provider}), {Words.Date(introduction.At)}");
        if (!string.IsNullOrWhiteSpace(introduction.Share))
            yield return (Say("Fact.shared"), introduction.Share);
        if (introduction.As is IntroductionKind.Referral)
            yield return (Say("Fact.answer"), Say($"Provider.{introduction.Answer}"));
        foreach (Session session in journey.Sessions.Where(s => s.Introduction == introduction.Id).OrderBy(s => s.At))
            yield return (Say("Fact.visit"), Join(Words.When(session.At), session.IsPlanned ? Words.TransportForPerson(session.Transport) : null, How(session)));
    }

    private static IEnumerable<(string, string)> AnswersIn(Survey survey) =>
        from question in SurveyAnswers.QuestionsOf(survey)
        where survey.Answers!.ContainsKey(question.Id)
        select ($"{Words.Date(survey.AnsweredAt!.Value)}: {Wording(question)}", question.Choices.FirstOrDefault(c => c.Value == survey.Answers![question.Id]) is { } choice ? Label(choice) : $"{survey.Answers![question.Id]}");

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

    /// <summary>Needs that a pathway has added have no words of their own.</summary>
    private static string NeedWords(string need) => Needs.Standard.Contains(need) ? Say($"Need.{need}") : Words.Code(need);

    private static string CultureName(string tag) => LanguageOf(tag) == Welsh ? "Cymraeg" : Desk.DeskWords.Language(tag);

    private static string Join(params string?[] parts) => string.Join("\n", parts.Where(p => !string.IsNullOrWhiteSpace(p)));

    private static void RemoveWhere(JsonNode? array, Func<JsonNode, bool> isHidden)
    {
        if (array is JsonArray items)
            for (int i = items.Count - 1; i >= 0; i--)
                if (isHidden(items[i]!))
                    items.RemoveAt(i);
    }
}
