using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Forms;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>
/// A form on a page of the journey: which command it gives, how its fields become that command, and what is said once it is done. Its words
/// are in <c>StaffTexts.resx</c> under its name.
/// </summary>
/// <param name="Name">The command's name in the API, so that both use the same word.</param>
/// <param name="Read">Reads the fields. Problems are added to the form, and then the command is not given.</param>
/// <param name="Tab">The page of the journey that has the form.</param>
public sealed record CommandForm(string Name, Type Command, JourneyTab Tab, Func<SentForm, Journey, JourneyCommand> Read)
{
    private const int LongestNote = Notes.MaxLength;
    private const int LongestName = ReferralRules.MaxName;

    private static readonly Dictionary<string, CommandForm> All = new CommandForm[]
    {
        Form<Intake.Accept>((f, _) => new(About(f), f.Has("linkWorker") ? f["linkWorker"] : null)).OnCard(),
        Form<Intake.Decline>(
            (f, _) => new(Typed.Required(f, "reason", "Say why, in words that the referrer can read."), f.Has("byPerson"), About(f))),
        Form<Resemblance.Compare>(
            (f, _) => new(Other(f), Typed.Choice<AlikeAnswer>(f, "says", "Choose who this is."), f.Text("note", LongestNote))),
        Form<Joining.Join>((f, _) =>
            new(Other(f), Typed.Choice<ContactsOf>(f, "contacts", "Choose whose ways of contact hold."), f.Text("note", LongestNote))),
        Form<Parting.TakeApart>(JourneyTab.Details, (f, _) => new(About(f) ?? Guid.Empty, f.Text("note", LongestNote))),
        Form<Allocation.Allocate>(JourneyTab.Details, (f, _) => new(Typed.Required(f, "linkWorker", "Choose a link worker."))).OnCard(),
        Form<Contact.RecordAttempt>(JourneyTab.Contacts, (f, _) =>
            new(Typed.Choice<ContactMethod>(f, "channel", "Choose how you tried."),
                Typed.Choice<AttemptOutcome>(f, "outcome", "Choose what came of it."), f.Has("at") ? LondonTime(f, "at") : null,
                f.Text("note", LongestNote), f.Has("identityChecked"), MinutesTaken(f), Present(f)))
            .OnCard().OnBoard((_, _) => true),
        Form<Contact.RecordConversation>(JourneyTab.Contacts, (f, _) =>
            new(Typed.Choice<ContactMethod>(f, "channel", "Choose how you spoke."),
                Typed.Required(f, "with", "Say with whom.", LongestName),
                f.Has("at") ? LondonTime(f, "at") : null, MinutesTaken(f), f.Text("note", LongestNote), Present(f))),
        Form<Meetings.Book>(JourneyTab.Contacts, (f, _) => new(LondonTime(f, "at"), PlaceOf(f), Minutes(f))).OnCard(),
        Form<Meetings.Move>(JourneyTab.Contacts, (f, _) => new(f["about"], LondonTime(f, "at"), PlaceOf(f), Minutes(f))).OnCard(),
        Form<Meetings.Cancel>(JourneyTab.Contacts, (f, _) => new(f["about"], f.Text("note", LongestNote))),
        Form<Meetings.Confirm>(JourneyTab.Contacts, (f, _) => new(f["about"])),
        Form<Meetings.AskAnotherTime>(JourneyTab.Contacts, (f, _) => new(f["about"], f.Text("note", LongestNote))),
        Form<Meetings.CannotCome>(JourneyTab.Contacts, (f, _) => new(f["about"], f.Text("note", LongestNote))),
        Form<Meetings.RecordOutcome>(JourneyTab.Contacts, (f, _) =>
            new(f["about"], Typed.Choice<MeetingOutcome>(f, "outcome", "Choose how the meeting went."), f.Text("barrier", LongestName),
                f.Text("note", LongestNote), f.Has("identityChecked"), MinutesTaken(f), f.Text("sex", LongestName),
                f.Text("ethnicity", LongestName), f["carer"] switch { "yes" => true, "no" => false, _ => null },
                f["carer"] is Equality.RatherNotSay ? true : null, f.Text("disability", LongestName)))
            .OnCard().OnBoard((_, _) => true),
        Form<Surveys.Answer>(JourneyTab.Measures, SurveyAnswers.Read),
        Form<Concerns.Raise>((f, _) =>
            new(Typed.Required(f, "detail", "Say what you are worried about."), f.Has("renewLinks"))),
        Form<Concerns.Acknowledge>((f, _) => new(f["about"], f.Text("note", LongestNote), f.Has("settled"), f.Has("renewLinks"))),
        Form<Corrections.Correct>(JourneyTab.Details, CorrectionFields.Read),
        Form<UrgentWords.Read>((f, _) => new(f["about"], Typed.Required(f, "note", "Say what is done now, or why nothing has to be."))),
        Form<Concerns.Settle>((f, _) => new(f["about"], Typed.Required(f, "note", "Say what was done about it."))),
        Form<Preferences.Change>(JourneyTab.Details, ContactFields.Read),
        Form<AddressProtection.ChangeProtection>(JourneyTab.Details, (f, _) =>
            new(f.Has("withheld"), Typed.Required(f, "reason", "Say who told you."))),
        Form<PersonLinks.Renew>(JourneyTab.Details, (_, _) => new()),
        Form<Notes.Add>(JourneyTab.Contacts, (f, _) => new(Typed.Required(f, "text", "Write something first."), f.Has("important"))),
        Form<Notes.Pin>(JourneyTab.Contacts, (f, _) => new(f["about"])),
        Form<Notes.Unpin>(JourneyTab.Contacts, (f, _) => new(f["about"])),
        Form<Documents.Remove>(JourneyTab.Details, (f, _) =>
            new(Typed.Required(f, "document", "Choose a document.", LongestName), Typed.Required(f, "reason", "Say why it is taken out."))),
        Form<Tasks.Complete>((f, _) => new(f["about"], f.Text("note", LongestNote))),
        Form<Tasks.PutOff>(
            (f, _) => new(f["about"], Typed.RequiredDate(f, "on"), Typed.Required(f, "reason", "Say why it is put off."))),
        Form<Tasks.Give>((f, _) => new(f["about"], Typed.Required(f, "to", "Choose who does it."), f.Text("note", LongestNote))),
        Form<Closing.Close>(
            (f, j) => new(Typed.Choice<ClosingReason>(f, "reason", "Choose why support ends."), f.Text("note", LongestNote),
                GoalFields.Read(f, j))),
        Form<Closing.KeepOpen>((f, _) => new(f.Text("note", LongestNote))),
        Form<Closing.Reopen>((f, _) => new(f.Text("note", LongestNote))),
        Form<Plan.Agree>(JourneyTab.Plan, PlanFields.Read),
        Form<Plan.RaiseNeed>(JourneyTab.Plan, (f, _) => new(Typed.Required(f, "need", "Choose a need."), f.Text("note", LongestNote))),
        Form<Reviews.Record>(JourneyTab.Plan,
            (f, j) =>
                new(Typed.Choice<ReviewOutcome>(f, "outcome", "Choose what came of it."), Typed.Required(f, "note", "Say what you found."),
                    Typed.OptionalDate(f, "nextOn"), GoalFields.Read(f, j))).OnCard(),
        Form<Goals.Score>(JourneyTab.Measures, (f, j) => new(GoalFields.Read(f, j) ?? [])),
        Form<Suiting.RecordWishes>(JourneyTab.Activities, WishFields.Read),
        Form<Choosing.OfferActivities>(JourneyTab.Activities, OfferFields.Read),
        Form<Choosing.AnswerOffer>(JourneyTab.Activities, (f, _) => OfferFields.Answer(f)),
        Form<Choosing.DismissActivity>(JourneyTab.Activities, (f, _) =>
            new(About(f) ?? Guid.Empty, f.Text("name", LongestName) ?? "",
                Typed.Choice<DismissReason>(f, "reason", "Choose why."), f.Text("note", LongestNote))),
        Form<Choosing.PutBackActivity>(JourneyTab.Activities, (f, _) => new(About(f) ?? Guid.Empty)),
        Form<Activities.Introduce>(JourneyTab.Activities, Introduction),
        Form<Activities.RecordAnswer>(JourneyTab.Activities,
            (f, _) => new(f["about"], Typed.Choice<ProviderAnswer>(f, "says", "Choose what they say."), f.Text("reason", LongestNote)))
            .OnCard(),
        Form<Activities.EndActivity>(JourneyTab.Activities,
            (f, _) => new(f["about"], Typed.Choice<EndReason>(f, "reason", "Choose why."), f.Text("note", LongestNote))),
        Form<Activities.RegisterUnmetNeed>(JourneyTab.Activities,
            (f, _) =>
                new(Typed.Required(f, "need", "Choose a need."), Typed.Choice<UnmetReason>(f, "reason", "Choose why."),
                    f.Text("note", LongestNote))),
        Form<Attendance.PlanSession>(JourneyTab.Activities,
            (f, _) => new(f["about"], LondonTime(f, "at"), SessionFields.Transport(f), Minutes(f))).OnCard(),
        Form<Attendance.PlanSeries>(JourneyTab.Activities,
            (f, _) => new(f["about"], SeriesOffer.Ticked(f), SessionFields.Transport(f), Minutes(f), SessionFields.GoesAlong(f))),
        Form<Attendance.MoveSession>(JourneyTab.Activities,
            (f, _) => new(f["about"], LondonTime(f, "at"), Minutes(f), f.Has("fromHereOn"))),
        Form<Attendance.CancelSession>(JourneyTab.Activities,
            (f, _) => new(f["about"], f.Text("note", LongestNote), f.Has("fromHereOn"))),
        Form<Attendance.ArrangeTransport>(JourneyTab.Activities,
            (f, _) => new(f["about"], SessionFields.Transport(f), f.Has("fromHereOn"))).OnCard(),
        Form<Attendance.ChangeCompanion>(JourneyTab.Activities,
            (f, _) => new(f["about"], SessionFields.GoesAlong(f), f.Has("fromHereOn"))),
        Form<Attendance.ChooseVolunteer>(JourneyTab.Activities,
            (f, _) => new(f["about"], Typed.Required(f, "volunteer", "Choose who goes along.", LongestName),
                f.Text("toKnow", LongestNote), f.Has("fromHereOn"))).OnCard(),
        Form<Attendance.RecordSession>(JourneyTab.Activities, (f, _) => SessionFields.Record(f))
            .OnCard().OnBoard((journey, session) => journey.Sessions.Any(s => s.Id == session && s.IsPlanned)),
        Form<Attendance.ChangeSupport>(JourneyTab.Activities,
            (f, _) =>
                new(f["about"], Typed.Choice<SupportStep>(f, "to", "Choose what suits the person now."),
                    Typed.Required(f, "reason", "Say why, for whoever looks at this next."))).OnCard(),
        Form<Pausing.Pause>(
            (f, _) =>
                new(Typed.Choice<PauseReason>(f, "reason", "Choose why."), Typed.RequiredDate(f, "until"), f.Text("note", LongestNote))),
        Form<Pausing.Resume>((f, _) => new(f.Text("note", LongestNote))),
    }.ToDictionary(f => f.Name);

    private static readonly Dictionary<Type, CommandForm> ByCommand = All.Values.ToDictionary(f => f.Command);

    public static IEnumerable<string> Names => All.Keys;

    /// <summary>
    /// It has few fields: they stand in <see cref="WorkForm"/>, and so on the card of a task that it does. A plan and an introduction need
    /// more room and are on pages of their own. The forms for concerns, for the end and for other journeys are on the same page already.
    /// </summary>
    public bool IsOnCard { get; private init; }

    /// <summary>
    /// Whether a task about this can be recorded on the board, for everyday work: the fields for that stand in <see cref="QuickForm"/>.
    /// Null for never.
    /// </summary>
    public Func<Journey, string?, bool>? IsOnBoard { get; private init; }

    /// <exception cref="KeyNotFoundException">The command has no form on a page of the journey.</exception>
    internal static CommandForm Of(Type command) => ByCommand[command];

    private CommandForm OnCard() => this with { IsOnCard = true };

    private CommandForm OnBoard(Func<Journey, string?, bool> when) => this with { IsOnBoard = when };

    private static string NameOf(Type command) =>
        (string)typeof(JourneyCommand).GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Single(a => a.DerivedType == command).TypeDiscriminator!;

    public string Done => StaffTexts.Form(Name, "done")!;

    public static CommandForm? Find(string name) => All.GetValueOrDefault(name);

    private static CommandForm Form<TCommand>(Func<SentForm, Journey, TCommand> read) where TCommand : JourneyCommand =>
        Form(JourneyTab.ToDo, read);

    private static CommandForm Form<TCommand>(JourneyTab tab, Func<SentForm, Journey, TCommand> read) where TCommand : JourneyCommand =>
        new(NameOf(typeof(TCommand)), typeof(TCommand), tab, read);

    private static Guid? About(SentForm form) => Guid.TryParse(form["about"], out Guid id) ? id : null;

    /// <summary>The other journey of a pair. What follows its id in the form's name says which form it is.</summary>
    private static Guid Other(SentForm form) => Guid.TryParse(form["about"].Split('-')[0], out Guid id) ? id : Guid.Empty;

    private static Activities.Introduce Introduction(SentForm form, Journey journey)
    {
        IntroductionKind how = Typed.Choice<IntroductionKind>(form, "as", "Choose how.");
        bool agreed = form.Has("agreed");
        if (how is IntroductionKind.Referral && !agreed)
            form.Problem("agreed", "Ask the person first whether the provider may be asked, or choose to tell them where to go.");
        string? email = form.Text("email", LongestName);
        if (email is not null && !EmailAddress.IsPlausible(email))
            form.Problem("email", "This is not an email address.");
        bool listed = Guid.TryParse(form["activity"], out Guid entry);
        ActivityDetails activity = new(
            listed ? null : Typed.Required(form, "name", "Choose an activity, or say which one it is.", LongestName),
            listed ? null : Typed.Required(form, "provider", "Say who runs it.", LongestName),
            listed ? entry : null,
            Email: email, Phone: form.Text("phone", LongestName), Where: form.Text("where", LongestName));
        return new(activity, how, form.Has("need") ? form["need"] : null, agreed, form.Text("share", LongestNote));
    }

    /// <summary>A typed time is on London's clock, wherever the browser is.</summary>
    private static DateTimeOffset LondonTime(SentForm form, string field)
    {
        if (DateTime.TryParseExact(form[field], ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture,
            DateTimeStyles.None, out DateTime local) && local.Year is > 2000 and < 2200)
            return WorkingCalendar.London(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        form.Problem(field, "Give a day and a time, such as 12/03/2027 10:30.");
        return default;
    }

    private static Place PlaceOf(SentForm form) =>
        new(Typed.Choice<PlaceKind>(form, "place", "Choose where it is."), form.Text("where", ReferralRules.MaxName));

    /// <summary>Null if nobody said.</summary>
    internal static int? MinutesTaken(SentForm form) => !form.Has("minutes") ? null
        : Typed.Number(form, "minutes", 0, Contact.LongestMinutes,
            $"Say how many minutes it took, in digits: 0 to {Contact.LongestMinutes}.");

    /// <summary>People who were ticked, and those who were typed with commas between them.</summary>
    private static string[]? Present(SentForm form)
    {
        string[] people =
        [
            .. form.Values.Where(v => v.Key.StartsWith("present-", StringComparison.Ordinal)).Select(v => v.Value),
            .. (form.Text("presentOther", LongestName) ?? "")
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        ];
        return people.Length is 0 ? null : people;
    }

    private static int Minutes(SentForm form)
    {
        if (int.TryParse(form["minutes"], NumberStyles.None, CultureInfo.InvariantCulture, out int minutes))
            return minutes;
        form.Problem("minutes", "Say how many minutes it takes, in digits.");
        return 0;
    }
}
