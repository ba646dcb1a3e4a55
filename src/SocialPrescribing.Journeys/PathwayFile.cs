using System.Globalization;
using System.Text.Json;

namespace SocialPrescribing.Journeys;

/// <summary>Reads a pathway from its JSON file. Every problem is named with the setting, what was found and what is allowed.</summary>
public static class PathwayFile
{
    /// <param name="Setting">Its path in the file: <c>contact.attempts</c>.</param>
    public sealed record Problem(string Setting, string Found, string Allowed)
    {
        public override string ToString() => $"{Setting}: found {Found}; allowed is {Allowed}";
    }

    private static readonly JsonDocumentOptions _lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };
    private static readonly byte[] _byteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>What the file leaves out keeps its default. Unknown settings are refused, so that a slip of the pen does not go unseen.</summary>
    public static (Pathway Pathway, IReadOnlyList<Problem> Problems) Parse(ReadOnlyMemory<byte> json)
    {
        Pathway d = new();
        JsonDocument document;
        try
        {
            // Some editors begin a file with a mark that is no JSON.
            document = JsonDocument.Parse(json.Span.StartsWith(_byteOrderMark) ? json[3..] : json, _lenient);
        }
        catch (JsonException e)
        {
            // What comes twice is found after the text was read, and has no line.
            string found = e.LineNumber is { } line ? $"no JSON at line {line + 1}, column {e.BytePositionInLine + 1}" : "a setting that comes twice";
            return (d, [new Problem("(file)", found, "a JSON object with each setting once")]);
        }
        using (document)
        {
            if (JsonText.Broken(document.RootElement).FirstOrDefault() is { } broken)
                return (d, [new Problem(broken is "" ? "(file)" : broken, "text that holds half a character, or bytes that are not UTF-8", "text in UTF-8")]);
            Reader read = new(document.RootElement);
            Pathway pathway = Read(read, d);
            if (pathway.SurveyReminderDays.Any(n => n >= pathway.SurveyWindowDays) || !pathway.SurveyReminderDays.SequenceEqual(pathway.SurveyReminderDays.Distinct().Order()))
                read.Problems.Add(new Problem("surveys.reminderDays", $"[{string.Join(", ", pathway.SurveyReminderDays)}]", $"rising numbers below surveys.windowDays ({pathway.SurveyWindowDays})"));
            if (pathway.ReviewDays.Count is 0 && !read.Problems.Any(p => p.Setting.StartsWith("reviews.days", StringComparison.Ordinal)) || !pathway.ReviewDays.SequenceEqual(pathway.ReviewDays.Distinct().Order()))
                read.Problems.Add(new Problem("reviews.days", $"[{string.Join(", ", pathway.ReviewDays)}]", "at least one number, rising"));
            read.RefuseUnknown();
            return (pathway, read.Problems);
        }
    }

    /// <summary>Every setting by its path in the file, with the value that this pathway has for it, in the order of the file.</summary>
    public static IReadOnlyList<(string Setting, object Value)> Values(Pathway pathway)
    {
        using JsonDocument nothing = JsonDocument.Parse("{}");
        Reader read = new(nothing.RootElement);
        Read(read, pathway);
        return read.Kept;
    }

    private static Pathway Read(Reader read, Pathway d) => new()
    {
        Calendar = read.Calendar(d.Calendar),
        MinimumAge = read.Number("referral.minimumAge", 0, 120, d.MinimumAge),
        MinimumAgeWithParent = read.Number("referral.minimumAgeWithParent", -1, 120, d.MinimumAgeWithParent),
        ExtraNeeds = read.Words("referral.extraNeeds", d.ExtraNeeds),
        TriageWorkingDays = read.Number("triage.workingDays", 0, 30, d.TriageWorkingDays),
        TriageSoonWorkingDays = read.Number("triage.soonWorkingDays", 0, 30, d.TriageSoonWorkingDays),
        TriageUrgentWorkingDays = read.Number("triage.urgentWorkingDays", 0, 30, d.TriageUrgentWorkingDays),
        FirstContactWorkingDays = read.Number("contact.firstWorkingDays", 1, 60, d.FirstContactWorkingDays),
        FirstContactSoonWorkingDays = read.Number("contact.soonWorkingDays", 0, 60, d.FirstContactSoonWorkingDays),
        FirstContactUrgentWorkingDays = read.Number("contact.urgentWorkingDays", 0, 60, d.FirstContactUrgentWorkingDays),
        TellReferrerNotReachedWorkingDays = read.Number("contact.tellReferrerWorkingDays", 1, 60, d.TellReferrerNotReachedWorkingDays),
        ContactAttempts = read.Number("contact.attempts", 1, 10, d.ContactAttempts),
        AttemptEveryWorkingDays = read.Number("contact.everyWorkingDays", 1, 30, d.AttemptEveryWorkingDays),
        LastLetterDays = read.Number("contact.lastLetterDays", 1, 90, d.LastLetterDays),
        FirstMeetingWorkingDays = read.Number("meetings.firstWorkingDays", 1, 90, d.FirstMeetingWorkingDays),
        MeetingReminders = read.List("meetings.reminders", 5, "\"48h\" (1h to 336h) or \"sameDay 08:00\"", d.MeetingReminders, e => e.ValueKind is JsonValueKind.String && Reminder.TryParse(e.GetString()!, out Reminder r) ? r : null),
        MeetingOutcomeWorkingDays = read.Number("meetings.outcomeWorkingDays", 0, 30, d.MeetingOutcomeWorkingDays),
        MissedMeetingsBeforeClosing = read.Number("meetings.missedBeforeClosing", 2, 10, d.MissedMeetingsBeforeClosing),
        BookAheadDays = read.Number("meetings.bookAheadDays", 7, 365, d.BookAheadDays),
        PlanWorkingDays = read.Number("plan.workingDays", 1, 60, d.PlanWorkingDays),
        ReviewDays = read.List("reviews.days", 6, "a whole number of days from 1 to 400, at most six, rising", d.ReviewDays, e => e.ValueKind is JsonValueKind.Number && e.TryGetInt32(out int n) && n is >= 1 and <= 400 ? (object)n : null, o => (int)o),
        ReviewEveryDays = read.Number("reviews.everyDays", 7, 365, d.ReviewEveryDays),
        ReviewWorkingDays = read.Number("reviews.workingDays", 0, 30, d.ReviewWorkingDays),
        ProviderNudgeWorkingDays = read.Number("providers.nudgeWorkingDays", 1, 30, d.ProviderNudgeWorkingDays),
        ProviderAnswerWorkingDays = read.Number("providers.answerWorkingDays", 1, 30, d.ProviderAnswerWorkingDays),
        ProviderDeclineDays = read.Number("providers.declineDays", 2, 90, d.ProviderDeclineDays),
        WaitingListDays = read.Number("providers.waitingListDays", 7, 180, d.WaitingListDays),
        FindActivityWorkingDays = read.Number("providers.findActivityWorkingDays", 0, 30, d.FindActivityWorkingDays),
        PlanSessionWorkingDays = read.Number("providers.planSessionWorkingDays", 0, 30, d.PlanSessionWorkingDays),
        SessionReminders = read.List("sessions.reminders", 5, "\"24h\" (1h to 336h) or \"sameDay 08:00\"", d.SessionReminders, e => e.ValueKind is JsonValueKind.String && Reminder.TryParse(e.GetString()!, out Reminder r) ? r : null),
        ArrangeTransportDays = read.Number("sessions.arrangeTransportDays", 0, 30, d.ArrangeTransportDays),
        RecordSessionWorkingDays = read.Number("sessions.recordWorkingDays", 0, 30, d.RecordSessionWorkingDays),
        CheckInHours = read.Number("sessions.checkInHours", 1, 336, d.CheckInHours),
        ConfidentFrom = read.Number("sessions.confidentFrom", 0, 10, d.ConfidentFrom),
        ConfidentInARow = read.Number("sessions.confidentInARow", 1, 10, d.ConfidentInARow),
        NotConfidentUpTo = read.Number("sessions.notConfidentUpTo", -1, 9, d.NotConfidentUpTo),
        ConsiderStepWorkingDays = read.Number("sessions.considerStepWorkingDays", 0, 30, d.ConsiderStepWorkingDays),
        SessionsBeforeReview = read.Number("sessions.beforeReview", 2, 20, d.SessionsBeforeReview),
        MissedSessionsBeforeReview = read.Number("sessions.missedBeforeReview", 2, 10, d.MissedSessionsBeforeReview),
        AloneForIndependent = read.Number("sessions.aloneForIndependent", 1, 20, d.AloneForIndependent),
        LongestPauseDays = read.Number("pause.longestDays", 7, 365, d.LongestPauseDays),
        AfterPauseWorkingDays = read.Number("pause.afterWorkingDays", 0, 30, d.AfterPauseWorkingDays),
        Surveys = read.Surveys("surveys.plan", d.Surveys),
        SurveyWindowDays = read.Number("surveys.windowDays", 1, 90, d.SurveyWindowDays),
        SurveyReminderDays = read.List("surveys.reminderDays", 2, "a whole number of days from 1 to 89, at most two, rising", d.SurveyReminderDays, e => e.ValueKind is JsonValueKind.Number && e.TryGetInt32(out int n) && n is >= 1 and <= 89 ? (object)n : null, o => (int)o),
        SurveySendAt = read.Time("surveys.sendAt", d.SurveySendAt),
        RedFlagSatisfiedAtMost = read.Number("concerns.satisfiedAtMost", -1, 10, d.RedFlagSatisfiedAtMost),
        RedFlagFall = read.Number("concerns.fall", 1, 11, d.RedFlagFall),
        ConcernAgainWorkingHours = read.Number("concerns.againWorkingHours", 1, 40, d.ConcernAgainWorkingHours),
        HarmWords = read.HarmWords(d.HarmWords),
        ReadNowWorkingHours = read.Number("urgent.readWorkingHours", 1, 8, d.ReadNowWorkingHours),
        ReadAgainWorkingHours = read.Number("urgent.againWorkingHours", 1, 40, d.ReadAgainWorkingHours),
        SilenceDays = read.Number("silence.days", 7, 90, d.SilenceDays),
        LateAfterWorkingDays = read.Number("late.afterWorkingDays", 0, 30, d.LateAfterWorkingDays),
        LateAgainWorkingDays = read.Number("late.againWorkingDays", 1, 30, d.LateAgainWorkingDays),
        ClosingNoticeWorkingDays = read.Number("closing.noticeWorkingDays", 1, 60, d.ClosingNoticeWorkingDays),
        TellReferrerWorkingDays = read.Number("closing.tellReferrerWorkingDays", 1, 30, d.TellReferrerWorkingDays),
        ReopenMonths = read.Number("closing.reopenMonths", 1, 24, d.ReopenMonths),
        AllocateWorkingDays = read.Number("tasks.allocateWorkingDays", 0, 30, d.AllocateWorkingDays),
        ContactAtLeastWorkingDays = read.Number("tasks.contactAtLeastWorkingDays", 0, 30, d.ContactAtLeastWorkingDays),
        ArrangeAtLeastWorkingDays = read.Number("tasks.arrangeAtLeastWorkingDays", 0, 30, d.ArrangeAtLeastWorkingDays),
        RebookWorkingDays = read.Number("tasks.rebookWorkingDays", 0, 30, d.RebookWorkingDays),
        PhoneAfterMissedWorkingDays = read.Number("tasks.phoneAfterMissedWorkingDays", 0, 30, d.PhoneAfterMissedWorkingDays),
        WelfareCallWorkingDays = read.Number("tasks.welfareCallWorkingDays", 0, 30, d.WelfareCallWorkingDays),
        CallPersonWorkingHours = read.Number("tasks.callPersonWorkingHours", 1, 40, d.CallPersonWorkingHours),
        TellPersonWorkingDays = read.Number("tasks.tellPersonWorkingDays", 0, 30, d.TellPersonWorkingDays),
        KeepInTouchWorkingDays = read.Number("tasks.keepInTouchWorkingDays", 0, 30, d.KeepInTouchWorkingDays),
        SettleConcernWorkingDays = read.Number("tasks.settleConcernWorkingDays", 0, 30, d.SettleConcernWorkingDays),
        IntroduceYourselfWorkingDays = read.Number("tasks.introduceYourselfWorkingDays", 0, 30, d.IntroduceYourselfWorkingDays),
    };

    /// <summary>Changes whenever a setting does that could move a due time. The parts of a record print themselves; the lists are spelt out.</summary>
    public static string Fingerprint(Pathway p) => string.Join(';',
        p.Calendar.Nation, p.Calendar.Opens, p.Calendar.Closes, string.Join(',', p.Calendar.ExtraHolidays.Order()),
        string.Join(',', p.MeetingReminders), string.Join(',', p.SurveyReminderDays), string.Join(',', p.Surveys.Select(s => $"{s.Id}/{s.Anchor}/{s.After}/{string.Join('+', s.Measures)}")),
        p.FirstContactWorkingDays, p.TellReferrerNotReachedWorkingDays, p.LastLetterDays, p.FirstMeetingWorkingDays, p.MeetingOutcomeWorkingDays, p.SurveyWindowDays, p.SurveySendAt,
        p.ReviewEveryDays, p.ProviderNudgeWorkingDays, p.ProviderAnswerWorkingDays, p.ProviderDeclineDays, p.WaitingListDays, string.Join(',', p.SessionReminders), p.CheckInHours,
        p.ConcernAgainWorkingHours, p.ReadAgainWorkingHours, p.SilenceDays, p.LateAfterWorkingDays, p.LateAgainWorkingDays, p.ClosingNoticeWorkingDays);

    private sealed class Reader(JsonElement root)
    {
        private const int MostSurveys = 20;
        private const string SurveyParts = "an object with id, anchor, after and measures";
        private readonly HashSet<string> _known = [];
        public List<Problem> Problems { get; } = [];
        /// <summary>What the file says nothing about.</summary>
        public List<(string Setting, object Value)> Kept { get; } = [];

        public WorkingCalendar Calendar(WorkingCalendar fallback)
        {
            Nation nation = Choice("calendar.nation", fallback.Nation);
            TimeOnly opens = Time("calendar.opens", fallback.Opens), closes = Time("calendar.closes", fallback.Closes);
            IReadOnlyList<DateOnly> holidays = Dates("calendar.extraHolidays", fallback.ExtraHolidays);
            if (opens < closes)
                return new WorkingCalendar(nation, opens, closes, holidays);
            Problems.Add(new Problem("calendar.closes", $"\"{closes:HH\\:mm}\"", $"a time after calendar.opens (\"{opens:HH\\:mm}\")"));
            return fallback;
        }

        public int Number(string setting, int least, int most, int fallback) =>
            Find(setting) is not { } e ? Keep(setting, fallback)
            : e.ValueKind is JsonValueKind.Number && e.TryGetInt32(out int n) && n >= least && n <= most ? n
            : Refuse(setting, e, $"a whole number from {least} to {most}", fallback);

        public TimeOnly Time(string setting, TimeOnly fallback) =>
            Find(setting) is not { } e ? Keep(setting, fallback)
            : e.ValueKind is JsonValueKind.String && TimeOnly.TryParseExact(e.GetString(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly t) ? t
            : Refuse(setting, e, "a time of day such as \"09:00\"", fallback);

        public T Choice<T>(string setting, T fallback) where T : struct, Enum =>
            Find(setting) is not { } e ? Keep(setting, fallback)
            : Word<T>(e) ?? Refuse(setting, e, "one of " + WordsOf<T>(), fallback);

        public IReadOnlyList<DateOnly> Dates(string setting, IReadOnlyList<DateOnly> fallback) =>
            List(setting, 400, "a date such as \"2027-06-15\"", fallback, e => e.ValueKind is JsonValueKind.String && DateOnly.TryParseExact(e.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly d) ? (object)d : null, o => (DateOnly)o);

        public IReadOnlyList<string> Words(string setting, IReadOnlyList<string> fallback) =>
            List(setting, 100, "a word of 2 to 40 letters and digits, beginning with a small letter", fallback, e => e.ValueKind is JsonValueKind.String && IsWord(e.GetString()!, "") ? e.GetString() : null);

        public HarmWords HarmWords(HarmWords fallback)
        {
            IReadOnlyList<string> words = Patterns("urgent.words", fallback.Patterns), more = Patterns("urgent.moreWords", fallback.More);
            return words == fallback.Patterns && more == fallback.More ? fallback : new HarmWords(words, more);
        }

        private IReadOnlyList<string> Patterns(string setting, IReadOnlyList<string> fallback) =>
            List(setting, Journeys.HarmWords.MostPatterns, "words such as \"hit/kick me\", \"suicid*\" or \"-panic attack\"", fallback,
                e => e.ValueKind is JsonValueKind.String && Journeys.HarmWords.IsPattern(e.GetString()!) ? e.GetString() : null);

        public IReadOnlyList<SurveyPlan> Surveys(string setting, IReadOnlyList<SurveyPlan> fallback)
        {
            if (Find(setting) is not { } list)
                return Keep(setting, fallback);
            if (list.ValueKind is not JsonValueKind.Array || list.GetArrayLength() > MostSurveys)
                return Refuse(setting, list, $"a list of at most {MostSurveys}: {SurveyParts}", fallback);
            SurveyPlan[] plans = [.. list.EnumerateArray().Select((e, i) => Survey(string.Create(CultureInfo.InvariantCulture, $"{setting}[{i}]"), e)).OfType<SurveyPlan>()];
            if (plans.Select(p => p.Id).Distinct().Count() != plans.Length)
                Problems.Add(new Problem(setting, "an id twice", "ids that differ"));
            return plans;
        }

        private SurveyPlan? Survey(string setting, JsonElement entry)
        {
            if (entry.ValueKind is not JsonValueKind.Object)
                return Refuse<SurveyPlan?>(setting, entry, SurveyParts, null);
            foreach (JsonProperty unknown in entry.EnumerateObject().Where(p => p.Name is not ("id" or "anchor" or "after" or "measures")))
                Refuse(setting + "." + unknown.Name, unknown.Value, "only id, anchor, after and measures", 0);
            object? id = Part(setting, entry, "id", "2 to 40 small letters, digits and hyphens, beginning with a letter",
                e => e.ValueKind is JsonValueKind.String && e.GetString() is var text && IsWord(text!, "-") && !text!.Any(char.IsAsciiLetterUpper) ? text : null);
            object? anchor = Part(setting, entry, "anchor", "one of " + WordsOf<SurveyAnchor>(), e => Word<SurveyAnchor>(e));
            object? after = Part(setting, entry, "after", "days, weeks or months, at most 1000: \"5d\", \"6w\", \"3mo\"",
                e => e.ValueKind is JsonValueKind.String && Delay.TryParse(e.GetString()!, out Delay delay) ? delay : null);
            object? measures = Part(setting, entry, "measures", "a list of one or more of " + string.Join(", ", Measures.All.Select(m => m.Id)) + ", each once",
                e => e.ValueKind is JsonValueKind.Array && e.EnumerateArray().Select(m => m.ToString()).ToArray() is { Length: > 0 } named
                    && named.Distinct().Count() == named.Length && named.All(m => Measures.Find(m) is not null) ? named : null);
            return id is string i && anchor is SurveyAnchor from && after is Delay d && measures is string[] m ? new SurveyPlan(i, from, d, m) : null;
        }

        /// <summary>A part that every entry of a list needs; null where it is not there or not right, which is then said.</summary>
        private object? Part(string entrySetting, JsonElement entry, string name, string allowed, Func<JsonElement, object?> read)
        {
            JsonElement? found = entry.TryGetProperty(name, out JsonElement e) ? e : null;
            object? value = found is { } there ? read(there) : null;
            if (value is null)
                Problems.Add(new Problem($"{entrySetting}.{name}", found is { } wrong ? Show(wrong) : "nothing", allowed));
            return value;
        }

        public IReadOnlyList<T> List<T>(string setting, int most, string allowed, IReadOnlyList<T> fallback, Func<JsonElement, T?> one) where T : class =>
            List(setting, most, allowed, fallback, e => one(e), o => (T)o);

        public IReadOnlyList<T> List<T>(string setting, int most, string allowed, IReadOnlyList<T> fallback, Func<JsonElement, object?> one, Func<object, T> cast)
        {
            if (Find(setting) is not { } list)
                return Keep(setting, fallback);
            if (list.ValueKind is not JsonValueKind.Array || list.GetArrayLength() > most)
                return Refuse(setting, list, $"a list of at most {most}: {allowed}", fallback);
            List<T> items = [];
            int i = 0;
            foreach (JsonElement e in list.EnumerateArray())
            {
                if (one(e) is { } item)
                    items.Add(cast(item));
                else
                    Refuse(string.Create(CultureInfo.InvariantCulture, $"{setting}[{i}]"), e, allowed, 0);
                i++;
            }
            return items;
        }

        public void RefuseUnknown()
        {
            if (root.ValueKind is not JsonValueKind.Object)
            {
                Problems.Add(new Problem("(file)", Show(root), "a JSON object"));
                return;
            }
            foreach (JsonProperty group in root.EnumerateObject())
            {
                if (!_known.Any(k => k.StartsWith(group.Name + ".", StringComparison.Ordinal)) || group.Value.ValueKind is not JsonValueKind.Object)
                    Problems.Add(new Problem(group.Name, Show(group.Value), "an object named " + string.Join(", ", _known.Select(k => k[..k.IndexOf('.', StringComparison.Ordinal)]).Distinct())));
                else
                    foreach (JsonProperty p in group.Value.EnumerateObject().Where(p => !_known.Contains($"{group.Name}.{p.Name}")))
                        Problems.Add(new Problem($"{group.Name}.{p.Name}", Show(p.Value), "one of " + string.Join(", ", _known.Where(k => k.StartsWith(group.Name + ".", StringComparison.Ordinal)))));
            }
        }

        private JsonElement? Find(string setting)
        {
            _known.Add(setting);
            string[] path = setting.Split('.');
            return root.ValueKind is JsonValueKind.Object && root.TryGetProperty(path[0], out JsonElement group)
                && group.ValueKind is JsonValueKind.Object && group.TryGetProperty(path[1], out JsonElement value) ? value : null;
        }

        private T Keep<T>(string setting, T value) where T : notnull
        {
            Kept.Add((setting, value));
            return value;
        }

        private T Refuse<T>(string setting, JsonElement found, string allowed, T fallback)
        {
            Problems.Add(new Problem(setting, Show(found), allowed));
            return fallback;
        }

        private static string Show(JsonElement e) => e.GetRawText() is { Length: > 60 } raw ? raw[..60] + "…" : e.GetRawText();

        private static T? Word<T>(JsonElement e) where T : struct, Enum => e.ValueKind is not JsonValueKind.String ? null
            : Enum.GetValues<T>().Where(v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()) == e.GetString()).Select(v => (T?)v).FirstOrDefault();

        private static string WordsOf<T>() where T : struct, Enum => string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName));

        private static bool IsWord(string text, string also) =>
            text.Length is >= 2 and <= 40 && char.IsAsciiLetterLower(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || also.Contains(c, StringComparison.Ordinal));
    }
}
