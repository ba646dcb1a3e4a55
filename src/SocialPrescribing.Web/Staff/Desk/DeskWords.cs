using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>How staff pages say what the programme does and will do.</summary>
public static class DeskWords
{
    public static string Stage(Stage stage) => StaffTexts.Of(stage);

    /// <summary>The place of something in a referral that could not be read: <c>/person/whenToCall</c> is <c>when to call</c>.</summary>
    public static string PlaceOf(WrittenText text) => string.Join(", ", text.Pointer.Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Where(step => step is not ("person" or "contacts" or "relatedPeople") && !step.All(char.IsAsciiDigit))
        .Select(Words.Code).DefaultIfEmpty(text.Pointer.Contains("relatedPeople", StringComparison.Ordinal)
            ? "somebody beside the person" : "a way to reach them"));

    public static bool IsAddress(WrittenText text) => text.Pointer.StartsWith("/person/address", StringComparison.Ordinal);

    /// <summary>
    /// Why a task waits although its time may have passed; null if it does not wait. It gets new time when support goes on.
    /// </summary>
    public static string? Resting(Journey journey, TaskKind kind) =>
        journey.Pause is { } pause && Tasks.Rests(kind) ? $"Rests until {Words.Date(pause.Until)}: support is paused" : null;

    /// <summary>The name that people use, with the name on their papers if that is another.</summary>
    public static string FullName(Person person) =>
        person.CalledInFull
            + $"{(person.PreferredName is { } preferred && preferred != person.FirstName ? $" ({person.FirstName})" : "")}";

    /// <summary>What a due does when its time comes. There are no words for dues that a link worker need not know.</summary>
    public static string? Due(Coming what, Journey journey, Pathway pathway) => what switch
    {
        Coming.LetterToPerson letter => IfItGoes(letter, journey, pathway),
        Contact.WillTellReferrer w => journey.Referrals.FirstOrDefault(r => r.Id == w.Referral)?.Details switch
        {
            null or { Source: ReferralSource.Self } => null,
            { Referrer.Email: null } => StaffTexts.Of(w, "noEmail"),
            _ => StaffTexts.Of(w),
        },
        Silence.WillNotice
            when journey.Tasks.Count is not 0 || journey.Meetings.Any(m => m.IsBooked) || journey.Sessions.Any(s => s.IsPlanned) => null,
        Tasks.WillEscalate w =>
            journey.Tasks.FirstOrDefault(t => t.Id == w.Task) is { } task
                ? StaffTexts.Of(w, lookUp: (_, _) => Words.Task(task.Kind))
                : null,
        _ => StaffTexts.Of(what),
    };

    /// <summary>If the letter could not be sent now, the page says so, and what happens instead.</summary>
    private static string? IfItGoes(Coming.LetterToPerson letter, Journey journey, Pathway pathway) =>
        Messages.WhyNot(journey, letter.Kind, pathway) is not { } why
            ? StaffTexts.Of(letter)
        : $"Rests, because {Why(why)}: {StaffTexts.Of(letter, "what") ?? LetterWords.What(letter.Kind)}."
            + (Messages.TaskInstead(journey, letter.Kind, letter.About, why) is null ? ""
                : " The link worker is asked to tell the person instead.");

    private static string Why(string why) =>
        StaffTexts.Find($"messageWithheld.because.{why}") ?? StaffTexts.Say($"messageWithheld.because.{Messages.Reasons.NoChannel}");

    /// <summary>What two journeys share, within a sentence.</summary>
    public static string Reason(AlikeReason reason) => StaffTexts.Of(reason);

    /// <summary>The person's answer about a future meeting.</summary>
    public static string Stands(Journey journey, Meeting meeting) =>
        Meetings.IsAskedToMove(journey, meeting) ? "The person asks for another time."
        : meeting.ConfirmedAt is null ? "Not confirmed yet." : "The person will come.";

    public static string Held(MeetingOutcome outcome) => StaffTexts.Of(outcome, "recordMeetingOutcome.outcome");

    public static string Review(ReviewOutcome outcome) => StaffTexts.Of(outcome, "recordReview.outcome");

    public static string As(IntroductionKind kind) => StaffTexts.Of(kind, "introduce.as");

    /// <summary>The state of an introduction.</summary>
    public static string Answer(Introduction introduction) => introduction switch
    {
        { EndedAt: { } ended, EndReason: { } reason } => StaffTexts.Say("introduce.stands.ended", Words.Date(ended), Words.Of(reason)),
        { As: IntroductionKind.Signposting } => StaffTexts.Say("introduce.stands.told", Words.Date(introduction.At)),
        _ => StaffTexts.Say($"introduce.stands.{introduction.Answer}", Words.Date(introduction.AnsweredAt ?? introduction.At)),
    };

    public static string By(TransportKind kind) => StaffTexts.Of(kind, "Field.transport");

    public static string With(Companion companion) => StaffTexts.Of(companion, "recordSession.wentAlong");

    /// <summary>Who goes along to a session at this step of support, within a sentence.</summary>
    public static string Along(SupportStep support) => StaffTexts.Of(support, "recordSession.planned");

    public static string Along(Session session) => session.GoesAlong is { } who ? With(who) : Along(session.Support);

    /// <summary>How a session went, within a sentence.</summary>
    public static string Session(Session session) => session switch
    {
        { IsCancelled: true } => "called off",
        { Came: false, WhyNot: { } why } => $"did not come ({Words.Of(why)})",
        { Came: false } => "did not come",
        _ => (session.WentAlong is { } along and not Companion.Nobody ? $"came with {With(along)}" : "came alone")
            + (session.Confidence is { } confidence ? $", confidence {confidence} of 10" : ""),
    };

    /// <summary>Who somebody is to the person: <c>Parent, mother</c>.</summary>
    public static string Role(RelatedPerson related) =>
        Words.Sentence(related.Role) + (related.Relationship is { } relationship ? $", {relationship}" : "");

    public static string Kind(ContactKind kind) => Words.Sentence(kind);

    /// <summary>What a contact may be used for, and what it may not.</summary>
    public static string Uses(ContactDetail contact)
    {
        bool isPhone = contact.Kind is ContactKind.Mobile or ContactKind.Landline;
        List<string> uses = [isPhone ? contact.Allowed ? "calls welcome" : "do not call" : contact.Allowed ? "may be used" : "do not use"];
        if (contact.Kind is ContactKind.Mobile)
            uses.Add(contact.Text ? "texts welcome" : "no texts");
        if (isPhone)
            uses.Add(contact.Voicemail ? "may leave a message" : "leave no message");
        if (contact.Preferred)
            uses.Add("preferred");
        if (contact.Note is { } note)
            uses.Add($"“{note}”");
        if (!ContactRules.IsUsable(contact))
            uses.Add(isPhone ? "no number that we know: as it was written" : "no address that we know: as it was written");
        return string.Join(", ", uses);
    }

    public static string Source(Concern concern) =>
        StaffTexts.Say($"raiseConcern.source.{concern.Source}", string.Join(", ", concern.Flags.Select(f => StaffTexts.Of(f))));

    /// <summary>Whose words may be urgent, within a sentence.</summary>
    public static string Wrote(UrgentSource source) => StaffTexts.Of(source);

    /// <summary>How a <c>datetime-local</c> field writes a time.</summary>
    private const string TypedTime = "yyyy-MM-dd'T'HH:mm";

    /// <summary>A time in the form of such a field, if it is one.</summary>
    public static string? Time(string? typed) =>
        DateTime.TryParseExact(typed, TypedTime, System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.None, out _) ? typed : null;

    /// <summary>A moment as a <c>datetime-local</c> field shows it, on the London clock.</summary>
    public static string Typed(DateTimeOffset at) =>
        WorkingCalendar.LondonTime(at).ToString(TypedTime, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A day as a <c>date</c> field shows it.</summary>
    public static string Typed(DateOnly on) => on.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    public static int Age(Person person, DateOnly today)
    {
        int years = today.Year - person.DateOfBirth.Year;
        return today < person.DateOfBirth.AddYears(years) ? years - 1 : years;
    }
}
