using System.Text.Json;

namespace SocialPrescribing.Journeys;

/// <summary>Reads a pathway from its JSON file. Every problem names the setting, what was found and what is allowed.</summary>
public static class PathwayFile
{
    /// <param name="Setting">Its path in the file: <c>contact.attempts</c>.</param>
    public sealed record Problem(string Setting, string Found, string Allowed)
    {
        public override string ToString() => $"{Setting}: found {Found}; allowed is {Allowed}";

        public static Problem Of(Misfit misfit) => new(misfit.Place?.Setting ?? "(file)", Show(misfit.Found), misfit.Allowed);

        private static string Show(JsonElement? found) =>
            found?.GetRawText() is not { } raw ? "nothing" : raw.Length > 60 ? raw[..60] + "…" : raw;
    }

    private static readonly JsonDocumentOptions _lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };
    private static readonly byte[] _byteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>Settings that are missing in the file keep their defaults. Unknown settings are refused, because they may
    /// be slips.</summary>
    public static (Pathway Pathway, IReadOnlyList<Problem> Problems) Parse(ReadOnlyMemory<byte> json)
    {
        Pathway d = new();
        if (Open(json, out JsonDocument document) is { } wrong)
            return (d, [wrong]);
        using (document)
        {
            PathwayReader read = new(document.RootElement);
            Pathway pathway = Read(read, d);
            if (pathway.SurveyReminderDays.Any(n => n >= pathway.SurveyWindowDays)
                || !pathway.SurveyReminderDays.SequenceEqual(pathway.SurveyReminderDays.Distinct().Order()))
                read.Problems
                    .Add(
                        new Problem("surveys.reminderDays", $"[{string.Join(", ", pathway.SurveyReminderDays)}]",
                            $"rising numbers below surveys.windowDays ({pathway.SurveyWindowDays})"));
            if (pathway.ReviewDays.Count is 0 && !read.Misfits.Any(p => p.Setting.StartsWith("reviews.days", StringComparison.Ordinal))
                || !pathway.ReviewDays.SequenceEqual(pathway.ReviewDays.Distinct().Order()))
                read.Problems.Add(new Problem("reviews.days", $"[{string.Join(", ", pathway.ReviewDays)}]", "at least one number, rising"));
            read.RefuseUnknown();
            return (pathway, [.. read.Misfits, .. read.Problems]);
        }
    }

    /// <summary>Opens a file of settings. Returns why it cannot be read; null if it can, and then the document is the reader's.</summary>
    public static Problem? Open(ReadOnlyMemory<byte> json, out JsonDocument document)
    {
        document = null!;
        try
        {
            // Some editors begin a file with a BOM, which is not JSON.
            document = JsonDocument.Parse(json.Span.StartsWith(_byteOrderMark) ? json[3..] : json, _lenient);
        }
        catch (JsonException e)
        {
            // A duplicate name is found only after the text was read, so it has no line.
            string found =
                e.LineNumber is { } line ? $"no JSON at line {line + 1}, column {e.BytePositionInLine + 1}" : "a setting that comes twice";
            return new Problem("(file)", found, "a JSON object with each setting once");
        }
        return JsonText.Broken(document.RootElement).FirstOrDefault() is not { } broken ? null
            : new Problem(broken is "" ? "(file)" : broken, "text that holds half a character, or bytes that are not UTF-8",
                "text in UTF-8");
    }

    /// <summary>Every setting by its path in the file, with this pathway's value, in the order of the file.</summary>
    public static IReadOnlyList<(string Setting, object Value)> Values(Pathway pathway)
    {
        using JsonDocument nothing = JsonDocument.Parse("{}");
        PathwayReader read = new(nothing.RootElement);
        Read(read, pathway);
        return read.Taken;
    }

    private static Pathway Read(PathwayReader read, Pathway d) => new()
    {
        Calendar = read.Calendar(d.Calendar),
        SchoolHolidays = read.Spans("calendar.schoolHolidays", d.SchoolHolidays),
        MinimumAge = read.Number("referral.minimumAge", 0, 120, d.MinimumAge),
        MinimumAgeWithParent = read.Number("referral.minimumAgeWithParent", -1, 120, d.MinimumAgeWithParent),
        ContactFirstBy = read.Choice("referral.contactFirstBy", d.ContactFirstBy),
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
        MeetingReminders = read.Reminders("meetings.reminders", "48h", d.MeetingReminders),
        MeetingOutcomeWorkingDays = read.Number("meetings.outcomeWorkingDays", 0, 30, d.MeetingOutcomeWorkingDays),
        MissedMeetingsBeforeClosing = read.Number("meetings.missedBeforeClosing", 2, 10, d.MissedMeetingsBeforeClosing),
        BookAheadDays = read.Number("meetings.bookAheadDays", 7, 365, d.BookAheadDays),
        PlanWorkingDays = read.Number("plan.workingDays", 1, 60, d.PlanWorkingDays),
        ReviewDays = read.Days("reviews.days", 400, 6, "six", d.ReviewDays),
        ReviewEveryDays = read.Number("reviews.everyDays", 7, 365, d.ReviewEveryDays),
        ReviewWorkingDays = read.Number("reviews.workingDays", 0, 30, d.ReviewWorkingDays),
        ProviderNudgeWorkingDays = read.Number("providers.nudgeWorkingDays", 1, 30, d.ProviderNudgeWorkingDays),
        ProviderAnswerWorkingDays = read.Number("providers.answerWorkingDays", 1, 30, d.ProviderAnswerWorkingDays),
        ProviderDeclineDays = read.Number("providers.declineDays", 2, 90, d.ProviderDeclineDays),
        WaitingListDays = read.Number("providers.waitingListDays", 7, 180, d.WaitingListDays),
        FindActivityWorkingDays = read.Number("providers.findActivityWorkingDays", 0, 30, d.FindActivityWorkingDays),
        PlanSessionWorkingDays = read.Number("providers.planSessionWorkingDays", 0, 30, d.PlanSessionWorkingDays),
        Matching = Points(read, d.Matching),
        SessionReminders = read.Reminders("sessions.reminders", "24h", d.SessionReminders),
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
        Swemwbs = read.Swemwbs("surveys.swemwbs", d.Swemwbs),
        LicensedMeasures = read.Licensed("surveys.licensed", d.LicensedMeasures),
        Surveys = read.Surveys("surveys.plan", d.Surveys),
        SurveyWindowDays = read.Number("surveys.windowDays", 1, 90, d.SurveyWindowDays),
        SurveyReminderDays = read.Days("surveys.reminderDays", 89, 2, "two", d.SurveyReminderDays),
        SurveySendAt = read.Time("surveys.sendAt", d.SurveySendAt),
        RedFlagSatisfiedAtMost = read.Number("concerns.satisfiedAtMost", -1, 10, d.RedFlagSatisfiedAtMost),
        RedFlagFall = read.Number("concerns.fall", 1, 11, d.RedFlagFall),
        ConcernAgainWorkingHours = read.Number("concerns.againWorkingHours", 1, 40, d.ConcernAgainWorkingHours),
        HarmWords = read.HarmWords(d.HarmWords),
        ReadNowWorkingHours = read.Number("urgent.readWorkingHours", 1, 8, d.ReadNowWorkingHours),
        ReadAgainWorkingHours = read.Number("urgent.againWorkingHours", 1, 40, d.ReadAgainWorkingHours),
        NoteTemplates = read.NoteTemplates("notes.templates", d.NoteTemplates),
        SilenceDays = read.Number("silence.days", 7, 90, d.SilenceDays),
        LateAfterWorkingDays = read.Number("late.afterWorkingDays", 0, 30, d.LateAfterWorkingDays),
        LateAgainWorkingDays = read.Number("late.againWorkingDays", 1, 30, d.LateAgainWorkingDays),
        ClosingNoticeWorkingDays = read.Number("closing.noticeWorkingDays", 1, 60, d.ClosingNoticeWorkingDays),
        TellReferrerWorkingDays = read.Number("closing.tellReferrerWorkingDays", 1, 30, d.TellReferrerWorkingDays),
        ReopenMonths = read.Number("closing.reopenMonths", 1, 24, d.ReopenMonths),
        RetentionYears = read.Number("retention.years", 1, 100, d.RetentionYears),
        RetentionYoungUntil = read.Number("retention.youngUntil", 18, 100, d.RetentionYoungUntil),
        CaseloadLimit = read.Number("caseload.limit", 0, 1000, d.CaseloadLimit),
        CaseloadContacting = read.Number("caseload.contacting", 0, 10, d.CaseloadContacting),
        CaseloadMeeting = read.Number("caseload.meeting", 0, 10, d.CaseloadMeeting),
        CaseloadPlanning = read.Number("caseload.planning", 0, 10, d.CaseloadPlanning),
        CaseloadAttending = read.Number("caseload.attending", 0, 10, d.CaseloadAttending),
        CaseloadAlone = read.Number("caseload.alone", 0, 10, d.CaseloadAlone),
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

    private static MatchingPoints Points(PathwayReader read, MatchingPoints d) => new()
    {
        FirstNeed = read.Number("matching.firstNeed", 0, 100, d.FirstNeed),
        SecondNeed = read.Number("matching.secondNeed", 0, 100, d.SecondNeed),
        FurtherNeed = read.Number("matching.furtherNeed", 0, 100, d.FurtherNeed),
        Liked = read.Number("matching.liked", 0, 100, d.Liked),
        Time = read.Number("matching.time", 0, 100, d.Time),
        Regular = read.Number("matching.regular", 0, 100, d.Regular),
        Near = read.Number("matching.near", 0, 100, d.Near),
        StepFree = read.Number("matching.stepFree", 0, 100, d.StepFree),
        SmallGroup = read.Number("matching.smallGroup", 0, 100, d.SmallGroup),
        Cost = read.Number("matching.cost", 0, 100, d.Cost),
        Company = read.Number("matching.company", 0, 100, d.Company),
        Language = read.Number("matching.language", 0, 100, d.Language),
        PlacesFree = read.Number("matching.placesFree", 0, 100, d.PlacesFree),
        Confirmed = read.Number("matching.confirmed", 0, 100, d.Confirmed),
        SmallGroupUpTo = read.Number("matching.smallGroupUpTo", 2, 100, d.SmallGroupUpTo),
        FullForLongDays = read.Number("matching.fullForLongDays", 1, 365, d.FullForLongDays),
    };

    /// <summary>
    /// Changes whenever a setting changes that could move a due time. Records print all their parts by themselves. Lists do not, so
    /// they are written out here. The first part stands for the rules themselves: it gets another number whenever the same pathway means
    /// other due times, so that those of sleeping journeys are worked out again.
    /// </summary>
    public static string Fingerprint(Pathway p) => string.Join(';',
        "agenda 2", p.Calendar.Nation, p.Calendar.Opens, p.Calendar.Closes, string.Join(',', p.Calendar.ExtraHolidays.Order()),
        string.Join(',', p.MeetingReminders), string.Join(',', p.SurveyReminderDays),
        string.Join(',', p.Surveys.Select(s => $"{s.Id}/{s.Anchor}/{s.After}/{string.Join('+', s.Measures)}")),
        p.FirstContactWorkingDays, p.TellReferrerNotReachedWorkingDays, p.LastLetterDays, p.FirstMeetingWorkingDays,
        p.MeetingOutcomeWorkingDays, p.SurveyWindowDays, p.SurveySendAt,
        p.ReviewEveryDays, p.ProviderNudgeWorkingDays, p.ProviderAnswerWorkingDays, p.ProviderDeclineDays, p.WaitingListDays,
        string.Join(',', p.SessionReminders), p.CheckInHours,
        p.ConcernAgainWorkingHours, p.ReadAgainWorkingHours, p.SilenceDays, p.LateAfterWorkingDays, p.LateAgainWorkingDays,
        p.ClosingNoticeWorkingDays);
}
