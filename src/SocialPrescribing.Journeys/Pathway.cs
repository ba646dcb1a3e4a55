namespace SocialPrescribing.Journeys;

/// <summary>
/// Every timing and limit of the programme. Defaults are those of a typical service; <see cref="PathwayFile"/> reads a service's own.
/// </summary>
public sealed record Pathway
{
    public WorkingCalendar Calendar { get; init; } = new(Nation.England, new TimeOnly(9, 0), new TimeOnly(17, 0));

    /// <summary>When schools are closed here. Deadlines do not move, but some activities do not take place then.</summary>
    public IReadOnlyList<DaySpan> SchoolHolidays { get; init; } = [];

    /// <summary>In years. Younger people are refused. 0 to 120.</summary>
    public int MinimumAge { get; init; } = 18;
    /// <summary>From this age on with a parent or carer who is contacted first; -1 for never.</summary>
    public int MinimumAgeWithParent { get; init; } = -1;
    /// <summary>How somebody who is contacted before the person hears what a letter would say.</summary>
    public ContactFirstBy ContactFirstBy { get; init; } = ContactFirstBy.Phone;
    /// <summary>Codes beyond <see cref="Needs.Standard"/>.</summary>
    public IReadOnlyList<string> ExtraNeeds { get; init; } = [];

    public int TriageWorkingDays { get; init; } = 2;
    /// <summary>The same for a referral that says <c>soon</c>. Working days, 0 to 30.</summary>
    public int TriageSoonWorkingDays { get; init; } = 1;
    /// <summary>For a referral that says <c>urgent</c>; 0 is the same working day. Working days, 0 to 30.</summary>
    public int TriageUrgentWorkingDays { get; init; }
    /// <summary>From the referral to the first contact.</summary>
    public int FirstContactWorkingDays { get; init; } = 5;
    /// <summary>The same for a referral that says <c>soon</c>. Working days, 0 to 60.</summary>
    public int FirstContactSoonWorkingDays { get; init; } = 1;
    /// <summary>For a referral that says <c>urgent</c>; 0 is the same working day. Working days, 0 to 60.</summary>
    public int FirstContactUrgentWorkingDays { get; init; }
    /// <summary>From the referral until the referrer hears that the person has not been reached yet.</summary>
    public int TellReferrerNotReachedWorkingDays { get; init; } = 10;
    /// <summary>On how many days somebody tries before the last letter.</summary>
    public int ContactAttempts { get; init; } = 3;
    public int AttemptEveryWorkingDays { get; init; } = 5;
    /// <summary>Calendar days from the last letter until an end is proposed.</summary>
    public int LastLetterDays { get; init; } = 10;

    /// <summary>From the referral to the first meeting.</summary>
    public int FirstMeetingWorkingDays { get; init; } = 15;
    public IReadOnlyList<Reminder> MeetingReminders { get; init; } = [Reminder.HoursBefore(48), Reminder.SameDay(new TimeOnly(8, 0))];
    public int MeetingOutcomeWorkingDays { get; init; } = 1;
    public int MissedMeetingsBeforeClosing { get; init; } = 3;
    public int BookAheadDays { get; init; } = 120;
    public int PlanWorkingDays { get; init; } = 5;

    /// <summary>How many days after the plan it is reviewed, unless the plan says otherwise.</summary>
    public IReadOnlyList<int> ReviewDays { get; init; } = [42, 84];
    /// <summary>From one review to the next, after the plan's own dates.</summary>
    public int ReviewEveryDays { get; init; } = 42;
    public int ReviewWorkingDays { get; init; } = 5;

    public int ProviderNudgeWorkingDays { get; init; } = 3;
    public int ProviderAnswerWorkingDays { get; init; } = 5;
    /// <summary>Calendar days without an answer that count as no.</summary>
    public int ProviderDeclineDays { get; init; } = 14;
    /// <summary>Calendar days on a waiting list until somebody asks about it.</summary>
    public int WaitingListDays { get; init; } = 28;
    public int FindActivityWorkingDays { get; init; } = 5;
    /// <summary>From the provider's yes until the first session is planned.</summary>
    public int PlanSessionWorkingDays { get; init; } = 3;

    /// <summary>How many points each reason has when activities are sorted for somebody.</summary>
    public MatchingPoints Matching { get; init; } = new();

    public IReadOnlyList<Reminder> SessionReminders { get; init; } = [Reminder.HoursBefore(24)];
    /// <summary>How many calendar days before a session a lift, taxi or community transport must be arranged.</summary>
    public int ArrangeTransportDays { get; init; } = 2;
    public int RecordSessionWorkingDays { get; init; } = 1;
    /// <summary>Hours after the end of the first session.</summary>
    public int CheckInHours { get; init; } = 48;
    /// <summary>From this confidence on a session counts as confident; 0 to 10.</summary>
    public int ConfidentFrom { get; init; } = 7;
    public int ConfidentInARow { get; init; } = 2;
    /// <summary>Up to this confidence a step up is suggested; -1 for never.</summary>
    public int NotConfidentUpTo { get; init; } = 3;
    public int ConsiderStepWorkingDays { get; init; } = 3;
    /// <summary>Sessions on one step without progress until the plan is reviewed.</summary>
    public int SessionsBeforeReview { get; init; } = 4;
    public int MissedSessionsBeforeReview { get; init; } = 3;
    /// <summary>How many sessions alone make somebody independent.</summary>
    public int AloneForIndependent { get; init; } = 3;

    public int LongestPauseDays { get; init; } = 180;
    /// <summary>The least time for tasks that waited during a pause or while support had ended. Working days, 0 to 30.</summary>
    public int AfterPauseWorkingDays { get; init; } = 2;
    public int ReopenMonths { get; init; } = 6;
    /// <summary>How long a record is kept after the last contact. Years, 1 to 100.</summary>
    public int RetentionYears { get; init; } = 8;
    /// <summary>If somebody was not of age at the end, their record is kept until this birthday; one more if they were 17.</summary>
    public int RetentionYoungUntil { get; init; } = 25;
    /// <summary>The time for a new link worker to say hello. Working days, 0 to 30.</summary>
    public int IntroduceYourselfWorkingDays { get; init; } = 5;

    /// <summary>Only a service that has registered with the University of Warwick may ask SWEMWBS.</summary>
    public Registration Swemwbs { get; init; } = Registration.Off;
    /// <summary>Measures whose wording comes from the operator, by licence.</summary>
    public IReadOnlyList<LicensedMeasure> LicensedMeasures { get; init; } = [];
    public IReadOnlyList<SurveyPlan> Surveys { get; init; } = SurveyPlan.Standard;
    public int SurveyWindowDays { get; init; } = 14;
    /// <summary>Days after the invitation; at most two.</summary>
    public IReadOnlyList<int> SurveyReminderDays { get; init; } = [5, 10];
    /// <summary>London time at which invitations go out.</summary>
    public TimeOnly SurveySendAt { get; init; } = new(10, 0);

    /// <summary>A satisfaction of this or less raises a concern.</summary>
    public int RedFlagSatisfiedAtMost { get; init; } = 1;
    /// <summary>A fall by this many points or more since the last answer raises a concern.</summary>
    public int RedFlagFall { get; init; } = 4;
    public int ConcernAgainWorkingHours { get; init; } = 4;

    /// <summary>Words in free text that a human must read at once.</summary>
    public HarmWords HarmWords { get; init; } = HarmWords.Standard;
    /// <summary>The time to read a text with such words. Working hours, 1 to 8.</summary>
    public int ReadNowWorkingHours { get; init; } = 1;
    /// <summary>After this time somebody is told again. Working hours, 1 to 40.</summary>
    public int ReadAgainWorkingHours { get; init; } = 2;

    /// <summary>Templates with which a note may begin.</summary>
    public IReadOnlyList<NoteTemplate> NoteTemplates { get; init; } = NoteTemplate.Usual;
    public int SilenceDays { get; init; } = 21;
    /// <summary>How many working days after its due date a task counts as late, so that the lead is told.</summary>
    public int LateAfterWorkingDays { get; init; } = 1;
    /// <summary>Working days until the lead is told again.</summary>
    public int LateAgainWorkingDays { get; init; } = 5;
    /// <summary>How many working days before a journey ends by itself the lead is told.</summary>
    public int ClosingNoticeWorkingDays { get; init; } = 5;
    /// <summary>The caseload that a link worker can carry, as the sum of the weights below; 0 for no limit. 0 to 1,000.</summary>
    public int CaseloadLimit { get; init; }
    /// <summary>The weight of a person whom somebody is trying to reach. 0 to 10.</summary>
    public int CaseloadContacting { get; init; } = 1;
    /// <summary>The weight of a person who has been reached but not met. 0 to 10.</summary>
    public int CaseloadMeeting { get; init; } = 2;
    /// <summary>The weight of a person who has been met but has no plan. 0 to 10.</summary>
    public int CaseloadPlanning { get; init; } = 2;
    /// <summary>The weight of a person with a plan. 0 to 10.</summary>
    public int CaseloadAttending { get; init; } = 2;
    /// <summary>The weight of a person with a plan who goes alone. 0 to 10.</summary>
    public int CaseloadAlone { get; init; } = 1;

    /// <summary>A person's weight in their link worker's caseload; 0 before they are accepted and once support has ended.</summary>
    public int WeightOf(Journey journey) => journey.Stage switch
    {
        Stage.Contacting => CaseloadContacting,
        Stage.Meeting => CaseloadMeeting,
        Stage.Planning => CaseloadPlanning,
        Stage.Attending => journey.IndependentAt is null ? CaseloadAttending : CaseloadAlone,
        Stage.Triage or Stage.AfterCare or Stage.Closed => 0,
    };

    /// <summary>The time to tell a referrer who has no email address.</summary>
    public int TellReferrerWorkingDays { get; init; } = 5;

    // How long the tasks that open on the way may take.
    /// <summary>From accepting a referral until the lead has chosen a link worker. Working days, 0 to 30.</summary>
    public int AllocateWorkingDays { get; init; } = 1;
    /// <summary>The least time for the first contact, if a referral comes late. Working days, 0 to 30.</summary>
    public int ContactAtLeastWorkingDays { get; init; } = 1;
    /// <summary>
    /// The least time to arrange a first meeting, also if the person was reached late or a meeting was cancelled. Working days, 0 to 30.
    /// </summary>
    public int ArrangeAtLeastWorkingDays { get; init; } = 2;
    /// <summary>The time to agree on another one after the person asks for it. Working days, 0 to 30.</summary>
    public int RebookWorkingDays { get; init; } = 1;
    /// <summary>From a first missed meeting until somebody phones; 0 is the same day. Working days, 0 to 30.</summary>
    public int PhoneAfterMissedWorkingDays { get; init; }
    /// <summary>From a second missed meeting until somebody calls and asks what got in the way. Working days, 0 to 30.</summary>
    public int WelfareCallWorkingDays { get; init; } = 1;
    /// <summary>From "I would like someone to call me soon" until somebody does. Working hours, 1 to 40.</summary>
    public int CallPersonWorkingHours { get; init; } = 4;
    /// <summary>The time to phone, text or post what cannot be mailed; before the meeting, if it is about one. Working days, 0
    /// to 30.</summary>
    public int TellPersonWorkingDays { get; init; } = 1;
    /// <summary>The time to get in touch after a silence. Working days, 0 to 30.</summary>
    public int KeepInTouchWorkingDays { get; init; } = 2;
    /// <summary>From acknowledging a concern until it is settled. Working days, 0 to 30.</summary>
    public int SettleConcernWorkingDays { get; init; } = 1;

    /// <summary>From a referral until it is accepted or declined, in working days.</summary>
    public int TriageDays(Urgency urgency) =>
        urgency switch
        {
            Urgency.Urgent => TriageUrgentWorkingDays,
            Urgency.Soon => TriageSoonWorkingDays,
            Urgency.Routine => TriageWorkingDays,
        };

    /// <summary>From a referral to the first contact, in working days.</summary>
    public int FirstContactDays(Urgency urgency) =>
        urgency switch
        {
            Urgency.Urgent => FirstContactUrgentWorkingDays,
            Urgency.Soon => FirstContactSoonWorkingDays,
            Urgency.Routine => FirstContactWorkingDays,
        };

    /// <summary>The least age for this person, in years.</summary>
    public int MinimumAgeOf(Person person) =>
        MinimumAgeWithParent >= 0 && RelatedPeople.First(person) is { Role: RelatedRole.Parent or RelatedRole.Carer }
            ? Math.Min(MinimumAge, MinimumAgeWithParent) : MinimumAge;

    /// <summary>What a survey of this service may ask.</summary>
    public IReadOnlyList<Measure> MeasuresOnOffer() =>
        [.. Swemwbs is Registration.Registered ? Measures.Shipped : Measures.All, .. LicensedMeasures.Select(l => l.Measure)];

    /// <summary>The needs that every service has, then this service's own.</summary>
    public IEnumerable<string> KnownNeeds() => Needs.Standard.Concat(ExtraNeeds);

    public bool KnowsNeed(string need) => KnownNeeds().Contains(need);
}

/// <summary>When a meeting's reminder goes out: <c>48h</c> before it, or <c>sameDay 08:00</c> London time.</summary>
public sealed record Reminder
{
    private const string SameDayWord = "sameDay";

    private readonly int _hours;
    private readonly TimeOnly? _sameDay;

    private readonly string _text;

    private Reminder(int hours, TimeOnly? sameDay)
    {
        (_hours, _sameDay) = (hours, sameDay);
        _text = sameDay is { } time
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{SameDayWord} {time:HH\\:mm}")
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{hours}h");
    }

    public static Reminder HoursBefore(int hours) => new(hours, null);
    public static Reminder SameDay(TimeOnly time) => new(0, time);
    public bool IsSameDay => _sameDay is not null;

    public DateTimeOffset Before(DateTimeOffset meeting) =>
        _sameDay is { } time ? WorkingCalendar.London(WorkingCalendar.LondonDate(meeting), time) : meeting.AddHours(-_hours);

    public static bool TryParse(string text, out Reminder reminder)
    {
        reminder = SameDay(default);
        if (text.EndsWith('h')
            && int.TryParse(text.AsSpan(0, text.Length - 1), System.Globalization.NumberStyles.None, null, out int hours)
            && hours is >= 1 and <= 336)
            reminder = HoursBefore(hours);
        else if (text.StartsWith($"{SameDayWord} ", StringComparison.Ordinal)
            && TimeOnly.TryParseExact(text.AsSpan(8), "HH:mm", System.Globalization.CultureInfo.InvariantCulture,
                System.Globalization.DateTimeStyles.None, out TimeOnly time))
            reminder = SameDay(time);
        else
            return false;
        return true;
    }

    public override string ToString() => _text;
}

/// <summary>A questionnaire that the pathway asks at a certain point.</summary>
/// <param name="Id">Short name in the journal and in links: lower case letters, digits and hyphens.</param>
public sealed record SurveyPlan(string Id, SurveyAnchor Anchor, Delay After, IReadOnlyList<string> Measures)
{
    private static readonly string[] _all = ["ons4", "ucla3", "loneliness"];

    public static IReadOnlyList<SurveyPlan> Standard { get; } =
    [
        new("baseline", SurveyAnchor.FirstMeeting, Delay.Days(1), _all),
        new("week-6", SurveyAnchor.PlanAgreed, Delay.Days(42), _all),
        new("week-12", SurveyAnchor.PlanAgreed, Delay.Days(84), _all),
        new("after-3-months", SurveyAnchor.SupportEnded, Delay.Months(3), _all),
        new("after-6-months", SurveyAnchor.SupportEnded, Delay.Months(6), _all),
        new("after-12-months", SurveyAnchor.SupportEnded, Delay.Months(12), _all),
    ];
}

/// <summary>The moment from which a survey's time counts.</summary>
public enum SurveyAnchor { FirstMeeting, PlanAgreed, SupportEnded }
