using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Questionnaires: sent when the pathway says, with at most two reminders, open for a limited time, scored, and checked for red flags.
/// </summary>
public static class Surveys
{
    private const string SatisfiedQuestion = "ons4.satisfied";
    private const string HappyQuestion = "ons4.happy";

    /// <summary>For how many days after a survey has closed answers on paper can still be typed in.</summary>
    public const int DaysForPaper = 28;

    /// <summary>Answer a survey for the person.</summary>
    /// <remarks>Whoever asked stands in the journal. A red flag is acted on at once, however the answers came.</remarks>
    /// <param name="Answers">Question id to value; a question may be left out.</param>
    /// <param name="CallMe">"I would like someone to call me soon."</param>
    /// <param name="How">How the person was asked; left out where nobody says.</param>
    /// <param name="On">The day on which paper was filled in, while the survey was open. Left out: today.</param>
    /// <example>
    /// {"commandId": "c-11", "kind": "answerSurvey", "survey": "baseline", "answers": {"ons4.satisfied": 4, "ucla3.leftOut": 2}, "callMe":
    /// false, "how": "phone"}
    /// </example>
    [GivenBy(Givers.Support)]
    public sealed record Answer(
        string Survey, IReadOnlyDictionary<string, int> Answers, bool CallMe = false, SurveyMode? How = null, DateOnly? On = null)
            : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        public override bool IsOvertakenBy(IEnumerable<JourneyEvent> meanwhile) => false;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideAnswer(journey, this, pathway, moment);
    }

    /// <param name="Licensed">Measures with the operator's own wording, as they were asked.</param>
    public sealed record Opened(
        string Survey, IReadOnlyList<string> Measures, DateTimeOffset ClosesAt, bool Invited,
        IReadOnlyList<LicensedMeasure>? Licensed = null) : JourneyEvent
    {
        public override bool FollowsByItself() => true;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            Surveys =
                [.. journey.Surveys, new Survey(Survey, Measures, entry.At, ClosesAt) { Invited = Invited, Licensed = Licensed }],
        };
    }

    public sealed record Answered(
        string Survey, IReadOnlyDictionary<string, int> Answers, bool CallMe, SurveyMode? How = null, DateOnly? On = null) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            With(journey, Survey, s => s with
            {
                AnsweredAt = entry.At,
                LapsedAt = null,
                Answers = Answers,
                CallMe = CallMe,
                How = How,
                AskedBy = How is null ? null : entry.By.Id,
                FilledInOn = On,
            }) with
            { LastTouchAt = entry.At };
    }

    public sealed record Lapsed(string Survey) : JourneyEvent
    {
        public override bool FollowsByItself() => true;
        internal override Journey Apply(Journey journey, JournalEntry entry) => With(journey, Survey, s => s with { LapsedAt = entry.At });
    }

    /// <summary>The survey opens.</summary>
    public sealed record WillOpen(string Survey) : Coming.LetterToPerson
    {
        public override MessageKind Kind => MessageKind.SurveyInvitation;
        public override MessageAbout About => new MessageAbout.Survey(Survey);
        public override string Thing => $"survey/{Survey}";
        protected override string What => "open";
    }

    /// <summary>The person is reminded of the survey.</summary>
    public sealed record WillRemind(string Survey, int Number) : Coming.LetterToPerson
    {
        public override MessageKind Kind => MessageKind.SurveyReminder;
        public override MessageAbout About => new MessageAbout.Survey(Survey);
        public override string Thing => $"survey/{Survey}";
        protected override string What => $"reminder/{Number}";
    }

    /// <summary>The survey closes.</summary>
    public sealed record WillClose(string Survey) : Coming
    {
        public override string Thing => $"survey/{Survey}";
        protected override string What => "close";
    }

    private static Decision DecideAnswer(Journey journey, Answer command, Pathway pathway, Moment moment)
    {
        Survey? survey = journey.Surveys.FirstOrDefault(s => s.Id == command.Survey);
        if (survey is null)
            return Decision.Refuse("survey-unknown", "There is no such survey.");
        if (survey.AnsweredAt is not null)
            return Decision.Refuse("survey-answered", "This survey has been answered already.");
        if (command.On is { } on && (command.How is not SurveyMode.Paper || on < WorkingCalendar.LondonDate(survey.OpenedAt)
            || on > WorkingCalendar.LondonDate(moment.Instant) || on > WorkingCalendar.LondonDate(survey.ClosesAt)))
            return Decision.Refuse("survey-day", "Paper was filled in on a day between the survey's first and its last, and not to come.");
        bool isOpen = command.On is null ? survey.TakesAnswersAt(moment.Instant) : survey.TakesPaperAt(moment.Instant);
        if (journey.HasDied || !isOpen)
            return Decision.Refuse("survey-closed", "This survey is closed.");
        IReadOnlyList<AnswerProblem> problems = Measures.Check(survey.Asks, command.Answers);
        if (problems.Count > 0)
            return Decision.Refuse("answer-out-of-range", problems[0].Detail);

        IReadOnlyList<RedFlag> flags = RedFlags(journey, command, pathway);
        Dictionary<string, int> answers = new(command.Answers.OrderBy(a => a.Key, StringComparer.Ordinal));
        List<JourneyEvent> events =
        [
            new Answered(survey.Id, answers, command.CallMe, command.How, command.On),
            .. journey.CloseTasks([TaskKind.TellPerson], survey.Id),
        ];
        if (flags.Count > 0)
            events.AddRange(Concerns.RaisedBy(journey, $"survey-{survey.Id}", ConcernSource.Survey, flags, null, pathway, moment));
        if (command.CallMe)
            events.Add(
                journey.Open($"survey/{survey.Id}/call", TaskKind.CallPerson,
                    pathway.Calendar.AddWorkingHours(moment.Instant, TimeSpan.FromHours(pathway.CallPersonWorkingHours)), survey.Id));
        return new Decision.Accepted(events);
    }

    /// <summary>An invitation that came back counts as not sent.</summary>
    internal static Journey NotInvited(Journey journey, Messages.Withheld withheld) =>
        withheld is { Kind: MessageKind.SurveyInvitation, What: MessageAbout.Survey { Id: var survey } }
            ? With(journey, survey, s => s with { Invited = false })
            : journey;

    public static IEnumerable<Due> Agenda(Journey journey, Pathway pathway)
    {
        // Invitations wait while a concern is open: a survey that was opened now would lapse before anybody had heard of it.
        foreach (SurveyPlan plan in journey.WaitsForAHuman ? [] : pathway.Surveys)
            if (AnchorOf(journey, plan.Anchor) is { } anchor && Opening(journey, plan, anchor, pathway) is { } opening)
                yield return opening;
        foreach (Survey survey in journey.Surveys.Where(s => s.IsOpen))
        {
            // Somebody who was never invited by mail is not reminded by mail either.
            for (int i = 0; survey.Invited && i < pathway.SurveyReminderDays.Count; i++)
            {
                DateTimeOffset next = i + 1 < pathway.SurveyReminderDays.Count
                    ? WorkingCalendar.AddDays(survey.OpenedAt, pathway.SurveyReminderDays[i + 1]) : survey.ClosesAt;
                WillRemind reminder = new(survey.Id, i + 1);
                yield return new Due(reminder, WorkingCalendar.AddDays(survey.OpenedAt, pathway.SurveyReminderDays[i]),
                    (key, now) => Messages.ToPerson(journey, reminder.Kind, key, reminder.About, pathway, now), SkipAfter: next);
            }
            yield return new Due(new WillClose(survey.Id), survey.ClosesAt, (_, _) =>
                [new Lapsed(survey.Id), .. journey.CloseTasks([TaskKind.TellPerson], survey.Id)]);
        }
    }

    /// <summary>Null once it has been opened.</summary>
    private static Due? Opening(Journey journey, SurveyPlan plan, DateTimeOffset anchor, Pathway pathway)
    {
        string id = plan.Anchor is SurveyAnchor.SupportEnded ? plan.Id + journey.EndingSuffix : plan.Id;
        if (journey.Surveys.Any(s => s.Id == id))
            return null;
        DateTimeOffset at = plan.After.From(anchor, pathway.SurveySendAt);
        WillOpen opens = new(id);
        return new Due(opens, at, (_, now) =>
        [
            new Opened(id, plan.Measures, WorkingCalendar.AddDays(now, pathway.SurveyWindowDays),
                Messages.WhyNot(journey, opens.Kind) is null,
                pathway.LicensedMeasures.Where(l => plan.Measures.Contains(l.Id)).ToArray() is [_, ..] licensed ? licensed : null),
            .. Messages.ToPerson(journey, opens.Kind, $"survey/{id}/invitation", opens.About, pathway, now),
        ], SkipAfter: WorkingCalendar.AddDays(at, pathway.SurveyWindowDays));
    }

    /// <summary>
    /// Answers that a human should see today: very low satisfaction, a steep fall since the last answer, or a wish to be called.
    /// </summary>
    private static IReadOnlyList<RedFlag> RedFlags(Journey journey, Answer command, Pathway pathway)
    {
        List<RedFlag> flags = [];
        if (command.Answers.TryGetValue(SatisfiedQuestion, out int satisfied) && satisfied <= pathway.RedFlagSatisfiedAtMost)
            flags.Add(RedFlag.VeryLowSatisfaction);
        foreach (string question in (ReadOnlySpan<string>)[SatisfiedQuestion, HappyQuestion])
            if (command.Answers.TryGetValue(question, out int now)
                && LastAnswer(journey, question) is { } before
                && before - now >= pathway.RedFlagFall)
                flags.Add(question == SatisfiedQuestion ? RedFlag.SatisfactionFell : RedFlag.HappinessFell);
        if (command.CallMe)
            flags.Add(RedFlag.AskedForACall);
        return flags;
    }

    private static int? LastAnswer(Journey journey, string question) => journey.Surveys
        .Where(s => s.AnsweredAt is not null && s.Answers!.ContainsKey(question))
        .OrderBy(s => s.AnsweredAt).Select(s => (int?)s.Answers![question]).LastOrDefault();

    private static DateTimeOffset? AnchorOf(Journey journey, SurveyAnchor anchor) => anchor switch
    {
        SurveyAnchor.FirstMeeting => journey.HasEnded ? null : journey.FirstMetAt,
        SurveyAnchor.PlanAgreed => journey.HasEnded ? null : journey.PlanAgreedAt,
        SurveyAnchor.SupportEnded => journey.Ended is { HasAfterCare: true } ended ? ended.At : null,
    };

    private static Journey With(Journey journey, string id, Func<Survey, Survey> change) =>
        journey with { Surveys = [.. journey.Surveys.Select(s => s.Id == id ? change(s) : s)] };
}

/// <param name="Id">Its name in the pathway: <c>baseline</c>, <c>week-6</c>.</param>
public sealed record Survey(string Id, IReadOnlyList<string> Measures, DateTimeOffset OpenedAt, DateTimeOffset ClosesAt)
{
    public DateTimeOffset? AnsweredAt { get; init; }
    public DateTimeOffset? LapsedAt { get; init; }
    public IReadOnlyDictionary<string, int>? Answers { get; init; }
    public bool CallMe { get; init; }
    /// <summary>Its measures that we do not ship; null if there are none.</summary>
    public IReadOnlyList<LicensedMeasure>? Licensed { get; init; }
    /// <summary>How staff asked; null if the person answered by a link, or if nobody said.</summary>
    public SurveyMode? How { get; init; }
    /// <summary>The staff id of whoever asked, or typed it in.</summary>
    public string? AskedBy { get; init; }
    /// <summary>The day on which it was filled in on paper, if it was typed in later.</summary>
    public DateOnly? FilledInOn { get; init; }
    /// <summary>Whether an invitation went out by mail.</summary>
    public bool Invited { get; init; }

    /// <summary>Its measures in their order. A measure that this version does not know is left out.</summary>
    [JsonIgnore]
    public IReadOnlyList<Measure> Asks => [.. Measures.Select(
        id => Licensed?.FirstOrDefault(l => l.Id == id)?.Measure ?? Journeys.Measures.Find(id)).OfType<Measure>()];
    [JsonIgnore] public bool IsOpen => AnsweredAt is null && LapsedAt is null;
    public bool IsOpenAt(DateTimeOffset instant) => IsOpen && instant < ClosesAt;
    /// <summary>Somebody who began before it closed may finish. Their answers may hold a wish to be called, which must not be
    /// lost by minutes.</summary>
    public bool TakesAnswersAt(DateTimeOffset instant) => AnsweredAt is null && instant < ClosesAt.AddDays(1);
    /// <summary>Paper comes back late. If it was filled in while the survey was open, it counts for that day.</summary>
    public bool TakesPaperAt(DateTimeOffset instant) => AnsweredAt is null && instant < ClosesAt.AddDays(Surveys.DaysForPaper);
    /// <summary>When the person answered: noon of the day on the paper, or when the answers came.</summary>
    [JsonIgnore]
    public DateTimeOffset? GivenAt => FilledInOn is { } on ? WorkingCalendar.London(on, new TimeOnly(12, 0)) : AnsweredAt;
}

/// <summary>How staff asked somebody the questions.</summary>
[JsonConverter(typeof(CamelCaseEnum<SurveyMode>))]
public enum SurveyMode { Phone, FaceToFace, Paper }

[JsonConverter(typeof(CamelCaseEnum<RedFlag>))]
public enum RedFlag { VeryLowSatisfaction, SatisfactionFell, HappinessFell, AskedForACall }
