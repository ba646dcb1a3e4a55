using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>Reaching the person: attempts on different days in different ways, and then a last letter, which leaves the
/// door open.</summary>
public static class Contact
{
    /// <summary>Record that somebody tried to reach the person.</summary>
    /// <param name="At">Left out: now.</param>
    /// <param name="IdentityChecked">
    /// Name and date of birth were checked with the person. The email address that is theirs then may see what is held about them.
    /// </param>
    /// <param name="Minutes">How long it took.</param>
    /// <param name="Present">Who was there besides the person and whoever records it, by name.</param>
    /// <example>
    /// {"commandId": "c-2", "kind": "recordAttempt", "version": 2, "channel": "phone", "outcome": "reached", "at": "2026-09-18T10:20:00Z",
    /// "note": "Sounded glad.", "identityChecked": true}
    /// </example>
    [GivenBy(Givers.Care)]
    public sealed record RecordAttempt(
        ContactMethod Channel, AttemptOutcome Outcome, DateTimeOffset? At = null, string? Note = null, bool IdentityChecked = false,
        [property: Range(0, LongestMinutes)] int? Minutes = null, IReadOnlyList<string>? Present = null) : JourneyCommand
    {
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note), .. Named(Present)];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideRecordAttempt(journey, this, pathway, moment);
    }

    /// <summary>Record that you spoke with somebody else about the person.</summary>
    /// <remarks>It is no try to reach the person: no task is done by it, and no letter follows.</remarks>
    /// <param name="With">Who it was, and what they are to the person.</param>
    /// <param name="At">Left out: now.</param>
    /// <param name="Minutes">How long it took.</param>
    /// <param name="Present">Who else was there, by name.</param>
    /// <example>
    /// {"commandId": "c-33", "kind": "recordConversation", "channel": "phone", "with": "Her GP, Dr Okafor", "minutes": 10, "note": "Will
    /// look at her tablets."}
    /// </example>
    [GivenBy(Givers.Care)]
    public sealed record RecordConversation(
        ContactMethod Channel, [property: StringLength(ReferralRules.MaxName, MinimumLength = 1)] string With, DateTimeOffset? At = null,
        [property: Range(0, LongestMinutes)] int? Minutes = null, string? Note = null, IReadOnlyList<string>? Present = null)
            : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note), FreeText.Line(With), .. Named(Present)];
        public override bool IsOvertakenBy(IEnumerable<JourneyEvent> meanwhile) => false;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideRecordConversation(journey, this, moment);
    }

    /// <summary>
    /// Closes the task to find contact details once the person can be reached or was reached. This is done in one place for all commands,
    /// so that none can forget it.
    /// </summary>
    internal static Decision Follow(Journey? journey, Decision decision, Moment moment)
    {
        if (journey is null || decision is not Decision.Accepted { Events: var events }
            || !journey.Tasks.Any(t => t.Kind is TaskKind.FindContact)
            || !events.Any(e => e is Preferences.Changed or Joining.Taken or Attempted { Outcome: AttemptOutcome.Reached }))
            return decision;
        Journey after = events.Aggregate(journey, (sofar, happened) => sofar.After(happened, moment.Instant));
        return ContactRules.CanReach(after) || events.Any(e => e is Attempted)
            ? Decision.Of([.. events, .. after.CloseTasks([TaskKind.FindContact])]) : decision;
    }

    /// <param name="Minutes">How long it took; null if nobody said.</param>
    /// <param name="Present">Who else was there; null if nobody was, or nobody said.</param>
    public sealed record Attempted(
        ContactMethod Channel, AttemptOutcome Outcome, DateTimeOffset At, string? Note = null, int? Minutes = null,
        IReadOnlyList<string>? Present = null) : JourneyEvent
    {
        public override string? WordsForThePerson() => Note;
        public override string? NoteOfAContact() => Note;
        internal override Journey Apply(Journey journey, JournalEntry entry)
        {
            journey = journey with { Attempts = [.. journey.Attempts, new Attempt(Channel, Outcome, At)] };
            return Outcome is AttemptOutcome.Reached
                ? journey with { ContactedAt = journey.ContactedAt ?? At, LastTouchAt = entry.At, LastLetterAt = null }
                : journey;
        }
    }

    /// <summary>Somebody spoke with somebody else about the person.</summary>
    public sealed record ConversationHeld(
        ContactMethod Channel, string With, DateTimeOffset At, int? Minutes = null, string? Note = null,
        IReadOnlyList<string>? Present = null)
            : JourneyEvent
    {
        public override string? WordsForThePerson() => Note;
        public override string? NoteOfAContact() => Note;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey;
    }

    /// <summary>"We tried to reach you" is sent. The wait before closing begins now.</summary>
    public sealed record LastLetter : JourneyEvent
    {
        public override bool FollowsByItself() => true;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with { LastLetterAt = entry.At };
    }

    public sealed record Attempt(ContactMethod Channel, AttemptOutcome Outcome, DateTimeOffset At);

    /// <summary>A referrer is told that the person has not been reached yet.</summary>
    public sealed record WillTellReferrer(Guid Referral) : Coming
    {
        public override string Thing => "contact";
        protected override string What => $"not-reached/{Referral:N}";
    }

    /// <summary>The end is announced, because nobody has answered our last letter.</summary>
    public sealed record WillAnnounceEnd(DateTimeOffset Letter) : Coming
    {
        public override string Thing => "contact";
        protected override string What => $"{Letter.UtcTicks}/closing";
    }

    /// <summary>Ten hours: a day out together.</summary>
    public const int LongestMinutes = 600;
    /// <summary>A meeting with more people than this is not a meeting about one person.</summary>
    public const int MostPresent = 10;

    private static IEnumerable<FreeText> Named(IReadOnlyList<string>? people) =>
        (people ?? []).Select(name => FreeText.Line(name, of: "Present"));

    /// <summary>What is wrong with a recorded contact; null if nothing is.</summary>
    private static Decision? Refused(Journey journey, DateTimeOffset at, int? minutes, IReadOnlyList<string>? present, Moment moment) =>
        at > moment.Instant ? Decision.Refuse("attempt-in-future", "Record a contact after it has happened.")
        : at < journey.ReceivedAt ? Decision.Refuse("attempt-before-referral", "That was before the referral came in.")
        : present?.Count > MostPresent ? Decision.Refuse("too-many-present", $"Name at most {MostPresent} people.")
        : RefuseMinutes(minutes);

    internal static Decision? RefuseMinutes(int? minutes) => minutes is < 0 or > LongestMinutes
        ? Decision.Refuse("minutes-invalid", $"Say how long it took in minutes, from 0 to {LongestMinutes}.") : null;

    /// <summary>Null where nobody is named.</summary>
    private static string[]? People(IReadOnlyList<string>? present) =>
        present?.Where(p => !string.IsNullOrWhiteSpace(p)).ToArray() is { Length: > 0 } people ? people : null;

    private static Decision DecideRecordConversation(Journey journey, RecordConversation command, Moment moment)
    {
        DateTimeOffset at = (command.At ?? moment.Instant).ToUniversalTime();
        return Refused(journey, at, command.Minutes, command.Present, moment)
            ?? (string.IsNullOrWhiteSpace(command.With) ? Decision.Refuse("with-empty", "Say with whom you spoke.")
            : Decision.Of(
                new ConversationHeld(command.Channel, command.With, at, command.Minutes, command.Note, People(command.Present))));
    }

    private static Decision DecideRecordAttempt(Journey journey, RecordAttempt command, Pathway pathway, Moment moment)
    {
        DateTimeOffset at = (command.At ?? moment.Instant).ToUniversalTime();
        if (Refused(journey, at, command.Minutes, command.Present, moment) is { } wrong)
            return wrong;
        if (Identity.Refuse(command.IdentityChecked, command.Outcome is AttemptOutcome.Reached, moment) is { } refused)
            return refused;

        List<JourneyEvent> events =
            [new Attempted(command.Channel, command.Outcome, at, command.Note, command.Minutes, People(command.Present)),
                .. Identity.IfChecked(command.IdentityChecked, journey)];
        if (command.Outcome is AttemptOutcome.Reached)
        {
            events.AddRange(
                journey.CloseTasks(
                    [TaskKind.FirstContact, TaskKind.NextAttempt, TaskKind.PhoneAfterMissed, TaskKind.WelfareCall, TaskKind.KeepInTouch,
                        TaskKind.CallPerson, TaskKind.CheckIn, TaskKind.IntroduceYourself]));
            events.AddRange(journey.CloseTelling(IsAboutNotReached));
            events.AddRange(Closing.KeepAnyway(journey));
            if (journey.FirstMetAt is null
                && !journey.Meetings.Any(m => m.IsBooked)
                && !journey.Tasks.Any(t => t.Kind is TaskKind.ArrangeMeeting or TaskKind.Rebook))
                events.Add(
                    journey.Open($"arrange/{moment.CommandId}", TaskKind.ArrangeMeeting, ArrangeBy(journey, pathway, moment.Instant)));
            return new Decision.Accepted(events);
        }
        if (journey.ContactedAt is not null)
            return new Decision.Accepted(events);

        events.AddRange(journey.CloseTasks([TaskKind.FirstContact, TaskKind.NextAttempt]));
        // While letters wait for a human, as with an open concern, nobody can wait for an answer to one. Somebody tries again instead.
        if (DaysTried(journey, at) < pathway.ContactAttempts || (journey.LastLetterAt is null && journey.WaitsForAHuman))
            events.Add(
                journey.Open($"attempt/{moment.CommandId}", TaskKind.NextAttempt,
                    pathway.Calendar.Deadline(moment.Instant, pathway.AttemptEveryWorkingDays)));
        else if (journey.LastLetterAt is null)
            events.AddRange(
                [new LastLetter(),
                    .. Messages.ToPerson(journey, MessageKind.WeTriedToReachYou, $"contact/{moment.CommandId}/letter", null, pathway,
                        moment.Instant)]);
        return new Decision.Accepted(events);
    }

    public static IEnumerable<Due> Agenda(Journey journey, Pathway pathway)
    {
        if (journey.AcceptedAt is null || journey.ContactedAt is not null)
            yield break;
        // Each referrer is told on the tenth day of their own referral, and never on the day on which it was accepted.
        foreach (HeldReferral referral in journey.Referrals)
        {
            // Whether a number still reaches somebody who must perhaps not be found is not told.
            if (referral.AcceptedAt is not { } accepted || !ReferralStatus.MayKnowAll(journey, referral))
                continue;
            DateTimeOffset tell = pathway.Calendar.Deadline(referral.ReceivedAt, pathway.TellReferrerNotReachedWorkingDays);
            DateTimeOffset soonest = pathway.Calendar.Deadline(accepted, 1);
            yield return new Due(new WillTellReferrer(referral.Id), tell > soonest ? tell : soonest,
                (key, now) => Messages.ToReferrer(journey, referral, MessageKind.ReferrerCouldNotReach, key, pathway, now));
        }
        if (journey.LastLetterAt is { } letter && journey.ClosingProposal is null)
            yield return Closing.Propose(journey, new WillAnnounceEnd(letter), WorkingCalendar.AddDays(letter, pathway.LastLetterDays),
                ClosingReason.NoContact, pathway);
    }

    internal static bool IsAboutNotReached(OpenTask task) =>
        task.Message is MessageKind.WeTriedToReachYou or MessageKind.ReferrerCouldNotReach;

    /// <summary>Two attempts on one day count as one: people who are out in the morning are often out all day.</summary>
    private static int DaysTried(Journey journey, DateTimeOffset latest) =>
        journey.Attempts.Select(a => a.At).Where(at => at >= (journey.ReopenedAt ?? default)).Append(latest)
            .Select(WorkingCalendar.LondonDate).Distinct().Count();

    private static DateTimeOffset ArrangeBy(Journey journey, Pathway pathway, DateTimeOffset now)
    {
        DateTimeOffset target = pathway.Calendar.Deadline(journey.ReceivedAt, pathway.FirstMeetingWorkingDays);
        DateTimeOffset soonest = pathway.Calendar.Deadline(now, pathway.ArrangeAtLeastWorkingDays);
        return target > soonest ? target : soonest;
    }
}

[JsonConverter(typeof(CamelCaseEnum<ContactMethod>))]
public enum ContactMethod { Phone, Text, Email, Letter, Visit, Video, InPerson }

[JsonConverter(typeof(CamelCaseEnum<AttemptOutcome>))]
public enum AttemptOutcome { Reached, NoAnswer, LeftMessage, WrongDetails }
