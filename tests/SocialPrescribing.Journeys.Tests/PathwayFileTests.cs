using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace SocialPrescribing.Journeys.Tests;

public partial class PathwayFileTests
{
    private static readonly string Sample = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", "pathway.json"));

    private static (Pathway Pathway, string Problems) Parse(string json)
    {
        (Pathway pathway, IReadOnlyList<PathwayFile.Problem> problems) = PathwayFile.Parse(Encoding.UTF8.GetBytes(json));
        return (pathway, string.Join("\n", problems));
    }

    private static string With(string setting, string value) =>
        setting.Split('.') is [var group, var name] ? $"{{\"{group}\":{{\"{name}\":{value}}}}}" : throw new ArgumentException(setting);

    /// <summary>A setting's value as text. A calendar is shown by what it does.</summary>
    private static string Text(object? value) => value switch
    {
        WorkingCalendar c =>
            $"{c.Nation} {c.Opens} {c.Closes} "
                + $"{string.Join(",", Enumerable.Range(0, 366).Select(new DateOnly(2028, 1, 1).AddDays).Where(c.IsWorkingDay))}",
        HarmWords w => Text(w.Patterns) + Text(w.More),
        SurveyPlan p => $"{p.Id} {p.Anchor} {p.After} {string.Join("+", p.Measures)}",
        string s => s,
        System.Collections.IEnumerable items => "[" + string.Join(", ", items.Cast<object>().Select(Text)) + "]",
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };

    private static string[] Differences(Pathway one, Pathway other) =>
        [.. typeof(Pathway).GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => Text(p.GetValue(one)) != Text(p.GetValue(other))).Select(p => p.Name)];

    /// <summary>Setting, a value that is not its default, the property it changes, a wrong value, and what is allowed.</summary>
    public static TheoryData<string, string, string, string, string> Settings { get; } = WithMatching(new()
    {
        { "calendar.nation", "\"scotland\"", "Calendar", "\"france\"", "one of england, wales, scotland, northernIreland" },
        { "calendar.opens", "\"08:30\"", "Calendar", "\"8.30\"", "a time of day such as \"09:00\"" },
        { "calendar.closes", "\"18:00\"", "Calendar", "1800", "a time of day such as \"09:00\"" },
        { "calendar.extraHolidays", "[\"2028-06-15\"]", "Calendar", "[\"15 June\"]", "a date such as \"2027-06-15\"" },
        { "calendar.schoolHolidays", "[\"2027-02-15\"]", "SchoolHolidays", "[\"May\"]", "days such as \"2027-02-15 to 2027-02-19\"" },
        { "referral.minimumAge", "16", "MinimumAge", "121", "a whole number from 0 to 120" },
        { "referral.minimumAgeWithParent", "14", "MinimumAgeWithParent", "121", "a whole number from -1 to 120" },
        { "referral.contactFirstBy", "\"mail\"", "ContactFirstBy", "\"fax\"", "one of phone, mail" },
        { "referral.extraNeeds", "[\"allotment\"]", "ExtraNeeds", "[\"Allot ment\"]",
            "a word of 2 to 40 letters and digits, beginning with a small letter" },
        { "triage.workingDays", "3", "TriageWorkingDays", "-1", "a whole number from 0 to 30" },
        { "triage.soonWorkingDays", "2", "TriageSoonWorkingDays", "31", "a whole number from 0 to 30" },
        { "triage.urgentWorkingDays", "1", "TriageUrgentWorkingDays", "-1", "a whole number from 0 to 30" },
        { "contact.firstWorkingDays", "6", "FirstContactWorkingDays", "0", "a whole number from 1 to 60" },
        { "contact.soonWorkingDays", "2", "FirstContactSoonWorkingDays", "61", "a whole number from 0 to 60" },
        { "contact.urgentWorkingDays", "1", "FirstContactUrgentWorkingDays", "-1", "a whole number from 0 to 60" },
        { "contact.tellReferrerWorkingDays", "11", "TellReferrerNotReachedWorkingDays", "61", "a whole number from 1 to 60" },
        { "contact.attempts", "4", "ContactAttempts", "11", "a whole number from 1 to 10" },
        { "contact.everyWorkingDays", "4", "AttemptEveryWorkingDays", "31", "a whole number from 1 to 30" },
        { "contact.lastLetterDays", "14", "LastLetterDays", "91", "a whole number from 1 to 90" },
        { "meetings.firstWorkingDays", "20", "FirstMeetingWorkingDays", "91", "a whole number from 1 to 90" },
        { "meetings.reminders", "[\"24h\",\"sameDay 07:30\"]", "MeetingReminders", "[\"337h\"]",
            "\"48h\" (1h to 336h) or \"sameDay 08:00\"" },
        { "meetings.outcomeWorkingDays", "2", "MeetingOutcomeWorkingDays", "31", "a whole number from 0 to 30" },
        { "meetings.missedBeforeClosing", "2", "MissedMeetingsBeforeClosing", "1", "a whole number from 2 to 10" },
        { "meetings.bookAheadDays", "60", "BookAheadDays", "6", "a whole number from 7 to 365" },
        { "plan.workingDays", "10", "PlanWorkingDays", "61", "a whole number from 1 to 60" },
        { "reviews.days", "[28, 56, 84]", "ReviewDays", "[401]", "a whole number of days from 1 to 400, at most six, rising" },
        { "reviews.everyDays", "28", "ReviewEveryDays", "6", "a whole number from 7 to 365" },
        { "reviews.workingDays", "3", "ReviewWorkingDays", "31", "a whole number from 0 to 30" },
        { "providers.nudgeWorkingDays", "2", "ProviderNudgeWorkingDays", "0", "a whole number from 1 to 30" },
        { "providers.answerWorkingDays", "6", "ProviderAnswerWorkingDays", "31", "a whole number from 1 to 30" },
        { "providers.declineDays", "21", "ProviderDeclineDays", "1", "a whole number from 2 to 90" },
        { "providers.waitingListDays", "14", "WaitingListDays", "181", "a whole number from 7 to 180" },
        { "providers.findActivityWorkingDays", "3", "FindActivityWorkingDays", "31", "a whole number from 0 to 30" },
        { "providers.planSessionWorkingDays", "2", "PlanSessionWorkingDays", "31", "a whole number from 0 to 30" },
        { "sessions.reminders", "[\"sameDay 07:30\"]", "SessionReminders", "[\"0h\"]", "\"24h\" (1h to 336h) or \"sameDay 08:00\"" },
        { "sessions.arrangeTransportDays", "3", "ArrangeTransportDays", "31", "a whole number from 0 to 30" },
        { "sessions.recordWorkingDays", "2", "RecordSessionWorkingDays", "31", "a whole number from 0 to 30" },
        { "sessions.checkInHours", "24", "CheckInHours", "0", "a whole number from 1 to 336" },
        { "sessions.confidentFrom", "8", "ConfidentFrom", "11", "a whole number from 0 to 10" },
        { "sessions.confidentInARow", "3", "ConfidentInARow", "0", "a whole number from 1 to 10" },
        { "sessions.notConfidentUpTo", "-1", "NotConfidentUpTo", "-2", "a whole number from -1 to 9" },
        { "sessions.considerStepWorkingDays", "2", "ConsiderStepWorkingDays", "31", "a whole number from 0 to 30" },
        { "sessions.beforeReview", "6", "SessionsBeforeReview", "1", "a whole number from 2 to 20" },
        { "sessions.missedBeforeReview", "2", "MissedSessionsBeforeReview", "11", "a whole number from 2 to 10" },
        { "sessions.aloneForIndependent", "4", "AloneForIndependent", "0", "a whole number from 1 to 20" },
        { "pause.longestDays", "90", "LongestPauseDays", "6", "a whole number from 7 to 365" },
        { "pause.afterWorkingDays", "3", "AfterPauseWorkingDays", "31", "a whole number from 0 to 30" },
        { "surveys.plan", "[{\"id\":\"start\",\"anchor\":\"planAgreed\",\"after\":\"2w\",\"measures\":[\"ucla3\"]}]", "Surveys",
            "[\"baseline\"]", "an object with id, anchor, after and measures" },
        { "surveys.windowDays", "21", "SurveyWindowDays", "91", "a whole number from 1 to 90" },
        { "surveys.reminderDays", "[3]", "SurveyReminderDays", "[90]", "a whole number of days from 1 to 89, at most two, rising" },
        { "surveys.sendAt", "\"09:30\"", "SurveySendAt", "\"24:00\"", "a time of day such as \"09:00\"" },
        { "concerns.satisfiedAtMost", "2", "RedFlagSatisfiedAtMost", "-2", "a whole number from -1 to 10" },
        { "concerns.fall", "5", "RedFlagFall", "12", "a whole number from 1 to 11" },
        { "concerns.againWorkingHours", "2", "ConcernAgainWorkingHours", "0", "a whole number from 1 to 40" },
        { "urgent.words", "[\"hit me\"]", "HarmWords", "[\"hit  me\"]", "words such as \"hit/kick me\", \"suicid*\" or \"-panic attack\"" },
        { "urgent.moreWords", "[\"loan shark\"]", "HarmWords", "[\"!\"]",
            "words such as \"hit/kick me\", \"suicid*\" or \"-panic attack\"" },
        { "urgent.readWorkingHours", "2", "ReadNowWorkingHours", "9", "a whole number from 1 to 8" },
        { "urgent.againWorkingHours", "4", "ReadAgainWorkingHours", "0", "a whole number from 1 to 40" },
        { "notes.templates", "[{\"name\":\"Visit\",\"text\":\"How they are:\"}]", "NoteTemplates", "[\"First call\"]",
            "an object with name and text" },
        { "silence.days", "28", "SilenceDays", "6", "a whole number from 7 to 90" },
        { "late.afterWorkingDays", "0", "LateAfterWorkingDays", "31", "a whole number from 0 to 30" },
        { "late.againWorkingDays", "3", "LateAgainWorkingDays", "0", "a whole number from 1 to 30" },
        { "closing.noticeWorkingDays", "10", "ClosingNoticeWorkingDays", "0", "a whole number from 1 to 60" },
        { "closing.tellReferrerWorkingDays", "3", "TellReferrerWorkingDays", "31", "a whole number from 1 to 30" },
        { "closing.reopenMonths", "12", "ReopenMonths", "25", "a whole number from 1 to 24" },
        { "caseload.limit", "60", "CaseloadLimit", "1001", "a whole number from 0 to 1000" },
        { "caseload.contacting", "2", "CaseloadContacting", "11", "a whole number from 0 to 10" },
        { "caseload.meeting", "3", "CaseloadMeeting", "11", "a whole number from 0 to 10" },
        { "caseload.planning", "3", "CaseloadPlanning", "11", "a whole number from 0 to 10" },
        { "caseload.attending", "3", "CaseloadAttending", "11", "a whole number from 0 to 10" },
        { "caseload.alone", "2", "CaseloadAlone", "11", "a whole number from 0 to 10" },
        { "tasks.allocateWorkingDays", "3", "AllocateWorkingDays", "31", "a whole number from 0 to 30" },
        { "tasks.contactAtLeastWorkingDays", "3", "ContactAtLeastWorkingDays", "31", "a whole number from 0 to 30" },
        { "tasks.arrangeAtLeastWorkingDays", "4", "ArrangeAtLeastWorkingDays", "31", "a whole number from 0 to 30" },
        { "tasks.rebookWorkingDays", "3", "RebookWorkingDays", "31", "a whole number from 0 to 30" },
        { "tasks.phoneAfterMissedWorkingDays", "2", "PhoneAfterMissedWorkingDays", "31", "a whole number from 0 to 30" },
        { "tasks.welfareCallWorkingDays", "3", "WelfareCallWorkingDays", "31", "a whole number from 0 to 30" },
        { "tasks.callPersonWorkingHours", "6", "CallPersonWorkingHours", "41", "a whole number from 1 to 40" },
        { "tasks.tellPersonWorkingDays", "3", "TellPersonWorkingDays", "31", "a whole number from 0 to 30" },
        { "tasks.keepInTouchWorkingDays", "4", "KeepInTouchWorkingDays", "31", "a whole number from 0 to 30" },
        { "tasks.settleConcernWorkingDays", "3", "SettleConcernWorkingDays", "31", "a whole number from 0 to 30" },
        { "tasks.introduceYourselfWorkingDays", "3", "IntroduceYourselfWorkingDays", "31", "a whole number from 0 to 30" },
    });

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_setting_arrives_and_a_wrong_one_is_named(string setting, string value, string property, string wrong, string allowed)
    {
        (Pathway pathway, string problems) = Parse(With(setting, value));
        Assert.Equal("", problems);
        Assert.Equal([property], Differences(new Pathway(), pathway));

        string found = wrong[0] is '[' ? wrong[1..^1] : wrong, where = wrong[0] is '[' ? setting + "[0]" : setting;
        Assert.Equal($"{where}: found {found}; allowed is {allowed}", Parse(With(setting, wrong)).Problems);
        foreach (string odd in (string[])["null", "{}", "true", "1.5", "99999999999"])
            Assert.StartsWith($"{setting}: found {odd}; allowed is ", Parse(With(setting, odd)).Problems, StringComparison.Ordinal);
    }

    /// <summary>Settings that count only when something happens, so a change moves nothing that is planned already.</summary>
    private static readonly string[] CountWhenSomethingHappens =
    [
        "MinimumAge", "MinimumAgeWithParent", "ContactFirstBy", "ExtraNeeds", "TriageWorkingDays", "TriageSoonWorkingDays",
        "TriageUrgentWorkingDays", "FirstContactSoonWorkingDays", "FirstContactUrgentWorkingDays", "ContactAttempts",
        "AttemptEveryWorkingDays", "MissedMeetingsBeforeClosing", "BookAheadDays", "PlanWorkingDays", "ReviewDays", "ReviewWorkingDays",
        "FindActivityWorkingDays", "PlanSessionWorkingDays", "ArrangeTransportDays", "RecordSessionWorkingDays", "ConfidentFrom",
        "ConfidentInARow", "NotConfidentUpTo", "ConsiderStepWorkingDays", "Swemwbs", "LicensedMeasures", "SessionsBeforeReview",
        "MissedSessionsBeforeReview", "AloneForIndependent", "LongestPauseDays", "AfterPauseWorkingDays", "ReopenMonths",
        "RetentionYears", "RetentionYoungUntil", "RedFlagSatisfiedAtMost", "RedFlagFall", "HarmWords", "ReadNowWorkingHours",
        "TellReferrerWorkingDays", "AllocateWorkingDays", "ContactAtLeastWorkingDays", "ArrangeAtLeastWorkingDays", "RebookWorkingDays",
        "PhoneAfterMissedWorkingDays", "WelfareCallWorkingDays", "CallPersonWorkingHours", "TellPersonWorkingDays",
        "KeepInTouchWorkingDays", "SettleConcernWorkingDays", "IntroduceYourselfWorkingDays", "NoteTemplates", "SchoolHolidays",
        "CaseloadLimit", "CaseloadContacting", "CaseloadMeeting", "CaseloadPlanning", "CaseloadAttending", "CaseloadAlone", "Matching",
    ];

    [Fact]
    public void Every_setting_that_could_move_a_due_time_changes_the_fingerprint() => Assert.Equal(
        Settings.Cast<object[]>().Select(row => (string)row[2]).Distinct().Except(CountWhenSomethingHappens).Order(),
        Settings.Cast<object[]>()
            .Where(
                row =>
                    PathwayFile.Fingerprint(Parse(With((string)row[0], (string)row[1])).Pathway) != PathwayFile.Fingerprint(new Pathway()))
            .Select(row => (string)row[2]).Distinct().Except(CountWhenSomethingHappens).Order());

    [Fact]
    public void Every_property_of_a_pathway_has_a_setting() => Assert.Equal(
        typeof(Pathway).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => p.Name).Order(),
        Settings.Cast<object[]>().Select(row => (string)row[2]).Distinct().Order());

    [Fact]
    public void The_sample_holds_every_setting_with_its_default()
    {
        (Pathway pathway, string problems) = Parse(Sample);
        Assert.Equal("", problems);
        Assert.Empty(Differences(new Pathway(), pathway));
        Assert.Equal(Settings.Cast<object[]>().Select(row => (string)row[0]).Order(), Sampled().Keys.Order());
    }

    [Fact]
    public void The_documentation_names_every_setting_with_its_default()
    {
        string[] rows = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", "pathway.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))];
        Assert.Equal(Sampled().Keys, rows.Select(row => row.Split('`')[1]));
        foreach (string row in rows)
        {
            string[] cells = row.Split('|', StringSplitOptions.TrimEntries);
            string value = Sampled()[row.Split('`')[1]];
            Assert.Equal(cells[1] switch
            {
                "`surveys.plan`" => "the six in `samples/pathway.json`",
                "`notes.templates`" => "the four in `samples/pathway.json`",
                "`urgent.words`" => "those in `samples/pathway.json`",
                _ => $"`{value}`",
            }, cells[4]);
        }
    }

    private static Dictionary<string, string> Sampled() => JsonDocument.Parse(Sample).RootElement.EnumerateObject()
        .SelectMany(group => group.Value.EnumerateObject().Select(p => ($"{group.Name}.{p.Name}", p.Value.GetRawText()))).ToDictionary();

    [Theory]
    [InlineData("", "(file): found no JSON at line 1, column 1;")]
    [InlineData("{\n  \"triage\": {\n    \"workingDays\": 2,,\n  }\n}", "(file): found no JSON at line 3, column 22;")]
    [InlineData("{\"triage\":{\"workingDays\":2}", "(file): found no JSON at line 1, column 28;")]
    [InlineData("{\"triage\":{\"workingDays\":2,\"workingDays\":3}}", "(file): found a setting that comes twice;")]
    [InlineData("[]", "(file): found []; allowed is a JSON object")]
    [InlineData("{\"triage\":{\"workingDay\":2}}",
        "triage.workingDay: found 2; allowed is one of triage.workingDays, triage.soonWorkingDays, triage.urgentWorkingDays")]
    [InlineData("{\"Triage\":{\"workingDays\":2}}",
        "Triage: found {\"workingDays\":2}; allowed is an object named calendar, referral, triage, contact, meetings, plan, reviews, "
            + "providers, matching, sessions, pause, surveys, concerns, urgent, notes, silence, late, closing")]
    [InlineData("{\"triage\":2}", "triage: found 2; allowed is an object named")]
    [InlineData("{\"calendar\":{\"opens\":\"17:00\",\"closes\":\"09:00\"}}",
        "calendar.closes: found \"09:00\"; allowed is a time after calendar.opens (\"17:00\")")]
    [InlineData("{\"calendar\":{\"opens\":\"17:00\"}}", "calendar.closes: found \"17:00\"; allowed is a time after")]
    [InlineData("{\"surveys\":{\"reminderDays\":[10,5]}}",
        "surveys.reminderDays: found [10, 5]; allowed is rising numbers below surveys.windowDays (14)")]
    [InlineData("{\"reviews\":{\"days\":[]}}", "reviews.days: found []; allowed is at least one number, rising")]
    [InlineData("{\"reviews\":{\"days\":[84,42]}}", "reviews.days: found [84, 42]; allowed is at least one number, rising")]
    [InlineData("{\"reviews\":{\"days\":[42,42]}}", "reviews.days: found [42, 42]; allowed is at least one number, rising")]
    [InlineData("{\"surveys\":{\"windowDays\":7}}",
        "surveys.reminderDays: found [5, 10]; allowed is rising numbers below surveys.windowDays (7)")]
    [InlineData("{\"surveys\":{\"reminderDays\":[1,2,3]}}", "surveys.reminderDays: found [1,2,3]; allowed is a list of at most 2")]
    [InlineData(
            "{\"surveys\":{\"plan\":[{\"id\":\"aa\",\"anchor\":\"planAgreed\",\"after\":\"2w\",\"measures\":[\"ucla3\"]},"
                + "{\"id\":\"aa\",\"anchor\":\"planAgreed\",\"after\":\"3w\",\"measures\":[\"ucla3\"]}]}}",
            "surveys.plan: found an id twice; allowed is ids that differ")]
    [InlineData("{\"referral\":{\"extraNeeds\":[\"a\\ud800\"]}}", "/referral/extraNeeds/0: found text that holds half a character")]
    public void What_is_wrong_is_said_in_one_line(string json, string problem) =>
        Assert.StartsWith(problem, Parse(json).Problems, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"id\":\"Start\"", "id: found \"Start\"; allowed is 2 to 40 small letters, digits and hyphens, beginning with a letter")]
    [InlineData("\"id\":\"6-weeks\"", "id: found \"6-weeks\"; allowed is 2 to 40 small letters")]
    [InlineData("\"id\":6", "id: found 6; allowed is 2 to 40 small letters")]
    [InlineData("\"anchor\":\"FirstMeeting\"", "anchor: found \"FirstMeeting\"; allowed is one of firstMeeting, planAgreed, supportEnded")]
    [InlineData("\"anchor\":0", "anchor: found 0; allowed is one of")]
    [InlineData("\"after\":\"2y\"", "after: found \"2y\"; allowed is days, weeks or months, at most 1000: \"5d\", \"6w\", \"3mo\"")]
    [InlineData("\"after\":14", "after: found 14; allowed is days, weeks or months")]
    [InlineData("\"measures\":[\"ucla3\",\"phq9\"]",
        "measures: found [\"ucla3\",\"phq9\"]; allowed is a list of one or more of ons4, ucla3, loneliness, gad2, goal-confidence, "
            + "going-alone, each once")]
    [InlineData("\"measures\":[\"ucla3\",\"ucla3\"]", "measures: found [\"ucla3\",\"ucla3\"]; allowed is a list of one or more")]
    [InlineData("\"measures\":[]", "measures: found []; allowed is a list of one or more")]
    [InlineData("\"measures\":\"ucla3\"", "measures: found \"ucla3\"; allowed is a list of one or more")]
    [InlineData("\"afer\":\"2w\"", "afer: found \"2w\"; allowed is only id, anchor, after and measures")]
    public void The_wrong_part_of_a_survey_is_named(string part, string problem)
    {
        const string Right = "{\"id\":\"start\",\"anchor\":\"planAgreed\",\"after\":\"2w\",\"measures\":[\"ucla3\"]}";
        Dictionary<string, JsonElement> entry =
            JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Right.Replace("start", "week-2", StringComparison.Ordinal))!;
        foreach (JsonProperty changed in JsonDocument.Parse("{" + part + "}").RootElement.EnumerateObject())
            entry[changed.Name] = changed.Value;
        string problems = Parse(With("surveys.plan", $"[{Right},{JsonSerializer.Serialize(entry)}]")).Problems;
        Assert.StartsWith("surveys.plan[1]." + problem, problems, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problems);
    }

    [Fact]
    public void Everything_that_a_survey_lacks_is_named_at_once() => Assert.Equal(
        ["surveys.plan[0].anchor: found nothing", "surveys.plan[0].after: found \"soon\"", "surveys.plan[0].measures: found nothing"],
        Parse(With("surveys.plan", "[{\"id\":\"start\",\"after\":\"soon\"}]")).Problems.Split('\n').Select(p => p.Split(';')[0]));

    [Fact]
    public void All_problems_are_found_at_once() =>
        Assert.Equal(3, Parse("{\"triage\":{\"workingDays\":-1},\"silence\":{\"days\":1},\"golf\":{}}").Problems.Split('\n').Length);

    [Fact]
    public void Comments_trailing_commas_and_a_byte_order_mark_are_no_problem()
    {
        Assert.Equal("", Parse("\uFEFF{ // ours\n \"triage\": { \"workingDays\": 3, /* not 2 */ }, }").Problems);
        Assert.Equal("", Parse("{}").Problems);
    }

    [Theory]
    [InlineData("fi-FI")]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    public void A_file_reads_the_same_on_a_machine_in_any_country(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            (Pathway pathway, string problems) = Parse(Sample);
            Assert.Equal("", problems);
            Assert.Equal(["48h", "sameDay 08:00"], pathway.MeetingReminders.Select(r => r.ToString()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
