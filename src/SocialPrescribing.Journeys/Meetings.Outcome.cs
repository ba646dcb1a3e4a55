using System.ComponentModel.DataAnnotations;

namespace SocialPrescribing.Journeys;

/// <content>How a meeting went, and what follows from it.</content>
public static partial class Meetings
{
    /// <summary>Record how a meeting went.</summary>
    /// <param name="Barrier">
    /// For a meeting that was missed: what got in the way, if known (transport, anxiety, health, weather, forgot …).
    /// </param>
    /// <param name="IdentityChecked">
    /// Name and date of birth were checked with the person. The email address that is theirs then may see what is held about them.
    /// </param>
    /// <param name="Minutes">How long it took.</param>
    /// <param name="Sex">For a meeting that was held, as the next four: what the person said of themselves when they were asked, which is
    /// voluntary. female, male, other or ratherNotSay.</param>
    /// <param name="Ethnicity">A group of the 2021 census, such as whiteBritish, or ratherNotSay.</param>
    /// <param name="Carer">Whether they look after somebody.</param>
    /// <param name="CarerRatherNotSay">They would rather not say whether they do.</param>
    /// <param name="Disability">limitedALot, limitedALittle, notLimited or ratherNotSay.</param>
    /// <example>
    /// {"commandId": "c-10", "kind": "recordMeetingOutcome", "meeting": "c-3", "outcome": "didNotAttend", "barrier": "transport"}
    /// </example>
    [GivenBy(Givers.Support)]
    public sealed record RecordOutcome(
        string Meeting, MeetingOutcome Outcome, string? Barrier = null, string? Note = null, bool IdentityChecked = false,
        [property: Range(0, Contact.LongestMinutes)] int? Minutes = null, string? Sex = null, string? Ethnicity = null,
        bool? Carer = null, bool? CarerRatherNotSay = null, string? Disability = null) : JourneyCommand
    {
        internal override string? Subject => Meeting;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note), FreeText.Line(Barrier)];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideRecordOutcome(journey, this, pathway, moment);
    }

    /// <param name="Minutes">How long it took; null where nobody said.</param>
    public sealed record OutcomeRecorded(
        string Meeting, MeetingOutcome Outcome, int MissedInARow, string? Barrier = null, string? Note = null, int? Minutes = null)
            : JourneyEvent
    {
        public override string? WordsForThePerson() => string.IsNullOrWhiteSpace(Barrier) ? Note : $"{Note}\n{Barrier}".Trim();
        public override string? NoteOfAContact() => Note;
        internal override string? Subject => Meeting;
        internal override Journey Apply(Journey journey, JournalEntry entry)
        {
            Journey after = With(journey, Meeting, m => m with { Outcome = Outcome });
            return Outcome is MeetingOutcome.Held
                ? after with { LastTouchAt = entry.At, ContactedAt = after.ContactedAt ?? entry.At, LastLetterAt = null }
                : after;
        }
    }

    private static Decision DecideRecordOutcome(Journey journey, RecordOutcome command, Pathway pathway, Moment moment)
    {
        if (Open(journey, command.Meeting) is not { } meeting)
            return NotBooked;
        if (meeting.At > moment.Instant)
            return Decision.Refuse("meeting-to-come", "This meeting is still to come. Move or cancel it instead.");

        if (Contact.RefuseMinutes(command.Minutes) is { } odd)
            return odd;
        bool held = command.Outcome is MeetingOutcome.Held;
        if (!Equality.Has(Equality.Sexes, command.Sex) || !Equality.Has(Equality.Ethnicities, command.Ethnicity)
            || !Equality.Has(Equality.Disabilities, command.Disability))
            return Decision.Refuse("answer-unknown", "Sex, ethnicity and disability are answered with a word of their list, or left out.");
        if (Identity.Refuse(command.IdentityChecked, held, moment) is { } refused)
            return refused;
        int missed = MissedInARow(With(journey, meeting.Id, m => m with { Outcome = command.Outcome }));
        List<JourneyEvent> events = [
            .. Changing(journey, meeting,
                new OutcomeRecorded(meeting.Id, command.Outcome, missed, held ? null : command.Barrier, command.Note,
                    held ? command.Minutes : null))];
        if (held)
            events.AddRange(
                [.. journey.CloseTasks(InTouch), .. journey.CloseTelling(Contact.IsAboutNotReached), .. Closing.KeepAnyway(journey)]);
        else if (missed > 0)
            events.AddRange(journey.CloseTasks([TaskKind.PhoneAfterMissed, TaskKind.WelfareCall]));
        string about = $"meeting/{meeting.Id}";
        events.AddRange(Identity.IfChecked(command.IdentityChecked, journey));
        if (held)
            events.AddRange(Corrections.Asked(journey, command));
        events.AddRange(held ? [] : Plan.OfBarriers(journey, BarriersIn(command.Barrier)));
        if (held && journey.FirstMetAt is null && journey.PlanAgreedAt is null)
            events.Add(
                journey.Open($"{about}/plan", TaskKind.AgreePlan, pathway.Calendar.Deadline(moment.Instant, pathway.PlanWorkingDays)));
        else if (missed == 1)
            events.Add(
                journey.Open($"{about}/phone", TaskKind.PhoneAfterMissed,
                    pathway.Calendar.Deadline(moment.Instant, pathway.PhoneAfterMissedWorkingDays), meeting.Id));
        else if (missed >= 2)
            events.Add(
                journey.Open($"{about}/welfare", TaskKind.WelfareCall,
                    pathway.Calendar.Deadline(moment.Instant, pathway.WelfareCallWorkingDays), meeting.Id));
        // As long as another meeting or session is planned, support need not end.
        if (missed >= pathway.MissedMeetingsBeforeClosing
            && journey.ClosingProposal is null
            && !journey.Meetings.Any(m => m.IsBooked && m.Id != meeting.Id) && !journey.Sessions.Any(s => s.IsPlanned))
            events.AddRange(Closing.ProposeNow(journey, $"{about}/closing", ClosingReason.DidNotAttend, pathway, moment.Instant));
        return new Decision.Accepted(events);
    }
}
