using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Pages.Desk;

/// <summary>A form on the journey page: which command it gives, how its fields become that command, and what is said once it is done.</summary>
/// <param name="Name">The command's name in the API, so that both speak of the same thing.</param>
/// <param name="Read">What is wrong with the fields goes to the form; the command is then not given.</param>
public sealed record CommandForm(string Name, Type Command, string Done, Func<SentForm, Journey, JourneyCommand> Read)
{
    private const int LongestNote = Notes.MaxLength;
    private const int LongestLine = 300;
    /// <summary>Nobody is said to have been told who has no email, or must not get one now.</summary>
    private const string PersonHears = "The person gets an email; where none may go, to tell them is among the tasks.";

    private static readonly Dictionary<string, CommandForm> All = new CommandForm[]
    {
        Form<Intake.Accept>("accept", "The referral is accepted.", (f, _) => new(About(f), f.Has("linkWorker") ? f["linkWorker"] : null)),
        Form<Intake.Decline>("decline", "The referral is declined. The referrer gets an email; where there is no address, to tell them is among the tasks.", (f, _) => new(Required(f, "reason", "Say why, in words that the referrer can read."), f.Has("byPerson"), About(f))),
        Form<Resemblance.Compare>("answerAlike", "The answer is kept.", (f, _) => new(Other(f), Choice<AlikeAnswer>(f, "says", "Choose who this is."), f.Text("note", LongestNote))),
        Form<Joining.Join>("join", "This journey is being joined to the other one, which goes on. Nobody is written to because of it.", (f, _) =>
            new(Other(f), Choice<ContactsOf>(f, "contacts", "Choose whose ways of contact hold."), f.Text("note", LongestNote))),
        Form<Parting.TakeApart>("takeApart", "The referral gets a journey of its own. What was done meanwhile stays here and is to be looked at.", (f, _) => new(About(f) ?? Guid.Empty, f.Text("note", LongestNote))),
        Form<Allocation.Allocate>("allocate", "The link worker is set.", (f, _) => new(Required(f, "linkWorker", "Choose a link worker."))),
        Form<Contact.RecordAttempt>("recordAttempt", "The contact is recorded.", (f, _) =>
            new(Choice<Channel>(f, "channel", "Choose how you tried."), Choice<AttemptOutcome>(f, "outcome", "Choose what came of it."), f.Has("at") ? LondonTime(f, "at") : null, f.Text("note", LongestNote), f.Has("identityChecked"))),
        Form<Meetings.Book>("bookMeeting", $"The meeting is booked. {PersonHears}", (f, _) => new(LondonTime(f, "at"), PlaceOf(f), Minutes(f))),
        Form<Meetings.Move>("moveMeeting", $"The meeting is moved. {PersonHears}", (f, _) => new(f["about"], LondonTime(f, "at"), PlaceOf(f), Minutes(f))),
        Form<Meetings.Cancel>("cancelMeeting", $"The meeting is cancelled. {PersonHears}", (f, _) => new(f["about"], f.Text("note", LongestNote))),
        Form<Meetings.Confirm>("confirmMeeting", "The meeting is confirmed.", (f, _) => new(f["about"])),
        Form<Meetings.AskAnotherTime>("askAnotherTime", "The wish for another time is noted. The meeting stands until it is moved.", (f, _) => new(f["about"], f.Text("note", LongestNote))),
        Form<Meetings.CannotCome>("cannotCome", "The meeting is off. Please find another time.", (f, _) => new(f["about"], f.Text("note", LongestNote))),
        Form<Meetings.RecordOutcome>("recordMeetingOutcome", "It is recorded how the meeting went.", (f, _) =>
            new(f["about"], Choice<MeetingOutcome>(f, "outcome", "Choose how the meeting went."), f.Text("barrier", LongestLine), f.Text("note", LongestNote), f.Has("identityChecked"))),
        Form<Surveys.Answer>("answerSurvey", "The answers are kept.", SurveyAnswers.Read),
        Form<Concerns.Raise>("raiseConcern", "The concern is raised. Automatic mail to the person rests, and the safeguarding lead is told.", (f, _) =>
            new(Required(f, "detail", "Say what you are worried about."), f.Has("renewLinks"))),
        Form<Concerns.Acknowledge>("acknowledgeConcern", "You have taken on the concern.", (f, _) => new(f["about"], f.Text("note", LongestNote), f.Has("settled"), f.Has("renewLinks"))),
        Form<Corrections.Correct>("correctDetails", "The details are corrected. The story says what stood there before.", CorrectionFields.Read),
        Form<UrgentWords.Read>("readUrgentWords", "It is recorded that you have read it.", (f, _) => new(f["about"], Required(f, "note", "Say what is done now, or why nothing has to be."))),
        Form<Concerns.Settle>("settleConcern", "The concern is settled.", (f, _) => new(f["about"], Required(f, "note", "Say what was done about it."))),
        Form<Preferences.Change>("changePreferences", "The wishes are kept.", ContactFields.Read),
        Form<PersonLinks.Renew>("renewLinks", "Links in earlier letters now only stop messages. The next letter has new ones.", (_, _) => new()),
        Form<Notes.Add>("addNote", "The note is kept.", (f, _) => new(Required(f, "text", "Write something first."))),
        Form<Tasks.Complete>("completeTask", "The task is done.", (f, _) => new(f["about"], f.Text("note", LongestNote))),
        Form<Closing.Close>("close", "The end is recorded. The person and the referrers get an email where one may go; where not, what is left to tell is among the tasks.", (f, _) => new(Choice<ClosingReason>(f, "reason", "Choose why support ends."), f.Text("note", LongestNote))),
        Form<Closing.KeepOpen>("keepOpen", "The journey stays open.", (f, _) => new(f.Text("note", LongestNote))),
        Form<Closing.Reopen>("reopen", "Support is taken up again. Please get in touch with the person.", (f, _) => new(f.Text("note", LongestNote))),
        Form<Plan.Agree>("agreePlan", "The plan is kept.", PlanFields.Read),
        Form<Plan.RaiseNeed>("raiseNeed", "The need is noted.", (f, _) => new(Required(f, "need", "Choose a need."), f.Text("note", LongestNote))),
        Form<Reviews.Record>("recordReview", "The review is recorded.", (f, _) => new(Choice<ReviewOutcome>(f, "outcome", "Choose what came of it."), Required(f, "note", "Say what you found."), OptionalDate(f, "nextOn"))),
        Form<Activities.Introduce>("introduce", "The person is introduced to the activity.", Introduction),
        Form<Activities.RecordAnswer>("recordProviderAnswer", "The answer is recorded.", (f, _) => new(f["about"], Choice<ProviderAnswer>(f, "says", "Choose what they say."), f.Text("reason", LongestNote))),
        Form<Activities.EndActivity>("endActivity", "The activity has ended.", (f, _) => new(f["about"], Choice<EndReason>(f, "reason", "Choose why."), f.Text("note", LongestNote))),
        Form<Activities.RegisterUnmetNeed>("registerUnmetNeed", "The unmet need is registered.", (f, _) => new(Required(f, "need", "Choose a need."), Choice<UnmetReason>(f, "reason", "Choose why."), f.Text("note", LongestNote))),
        Form<Attendance.PlanSession>("planSession", "The session is planned.", (f, _) => new(f["about"], LondonTime(f, "at"), SessionFields.Transport(f), Minutes(f))),
        Form<Attendance.MoveSession>("moveSession", "The session is moved.", (f, _) => new(f["about"], LondonTime(f, "at"), Minutes(f))),
        Form<Attendance.CancelSession>("cancelSession", "The session is off. Please tell the person.", (f, _) => new(f["about"], f.Text("note", LongestNote))),
        Form<Attendance.ArrangeTransport>("arrangeTransport", "The transport is kept.", (f, _) => new(f["about"], SessionFields.Transport(f))),
        Form<Attendance.RecordSession>("recordSession", "It is recorded how the session went.", (f, _) => SessionFields.Record(f)),
        Form<Attendance.ChangeSupport>("changeSupport", "The support is changed.", (f, _) => new(f["about"], Choice<SupportStep>(f, "to", "Choose what suits the person now."), Required(f, "reason", "Say why, for whoever looks at this journey next."))),
        Form<Pausing.Pause>("pause", "Support is paused.", (f, _) => new(Choice<PauseReason>(f, "reason", "Choose why."), RequiredDate(f, "until"), f.Text("note", LongestNote))),
        Form<Pausing.Resume>("resume", "Support goes on.", (f, _) => new(f.Text("note", LongestNote))),
    }.ToDictionary(f => f.Name);

    public static CommandForm? Find(string name) => All.GetValueOrDefault(name);

    private static CommandForm Form<TCommand>(string name, string done, Func<SentForm, Journey, TCommand> read) where TCommand : JourneyCommand =>
        new(name, typeof(TCommand), done, read);

    private static Guid? About(SentForm form) => Guid.TryParse(form["about"], out Guid id) ? id : null;

    /// <summary>The other journey of a pair; what follows it in the form's name says which form it is.</summary>
    private static Guid Other(SentForm form) => Guid.TryParse(form["about"].Split('-')[0], out Guid id) ? id : Guid.Empty;

    private static Activities.Introduce Introduction(SentForm form, Journey journey)
    {
        IntroductionKind how = Choice<IntroductionKind>(form, "as", "Choose how.");
        bool agreed = form.Has("agreed");
        if (how is IntroductionKind.Referral && !agreed)
            form.Problem("agreed", "Ask the person first whether the provider may be asked, or choose to tell them where to go.");
        string? email = form.Text("email", LongestLine);
        if (email is not null && !EmailAddress.IsPlausible(email))
            form.Problem("email", "This is not an email address.");
        bool listed = Guid.TryParse(form["activity"], out Guid entry);
        ActivityDetails activity = new(
            listed ? null : Required(form, "name", "Choose an activity, or say which one it is.", LongestLine),
            listed ? null : Required(form, "provider", "Say who runs it.", LongestLine),
            listed ? entry : null,
            Email: email, Phone: form.Text("phone", LongestLine), Where: form.Text("where", LongestLine));
        return new(activity, how, form.Has("need") ? form["need"] : null, agreed, form.Text("share", LongestNote));
    }

    internal static string Required(SentForm form, string field, string problem, int most = LongestNote)
    {
        if (!form.Has(field))
            form.Problem(field, problem);
        return form.Text(field, most) ?? "";
    }

    internal static int Number(SentForm form, string field, int least, int most, string problem)
    {
        if (int.TryParse(form[field], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
            return number;
        form.Problem(field, problem);
        return least;
    }

    internal static DateOnly? OptionalDate(SentForm form, string field) => form.Has(field) ? RequiredDate(form, field) : null;

    internal static DateOnly RequiredDate(SentForm form, string field)
    {
        if (DateOnly.TryParseExact(form[field], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) && date.Year is > 2000 and < 2200)
            return date;
        form.Problem(field, "Give a day, such as 12/03/2027.");
        return default;
    }

    internal static T Choice<T>(SentForm form, string field, string problem) where T : struct, Enum
    {
        if (Enum.TryParse(form[field], ignoreCase: false, out T value) && Enum.IsDefined(value))
            return value;
        form.Problem(field, problem);
        return default;
    }

    /// <summary>What was typed is a time on a London clock, wherever the browser is.</summary>
    private static DateTimeOffset LondonTime(SentForm form, string field)
    {
        if (DateTime.TryParseExact(form[field], ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local) && local.Year is > 2000 and < 2200)
            return WorkingCalendar.London(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        form.Problem(field, "Give a day and a time, such as 12/03/2027 10:30.");
        return default;
    }

    private static Place PlaceOf(SentForm form) => new(Choice<PlaceKind>(form, "place", "Choose where it is."), form.Text("where", ReferralRules.MaxName));

    private static int Minutes(SentForm form)
    {
        if (int.TryParse(form["minutes"], NumberStyles.None, CultureInfo.InvariantCulture, out int minutes))
            return minutes;
        form.Problem("minutes", "Say how many minutes it takes, in digits.");
        return 0;
    }
}
