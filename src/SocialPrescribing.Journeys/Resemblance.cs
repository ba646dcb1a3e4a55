using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Which journeys may be about the same person. A referral that only resembles a journey begins a journey of its own, and both note the
/// other. A human says whether they are one. Until then nothing of one is shown to the other's referrer, or by its links or letters.
/// </summary>
public static partial class Resemblance
{
    /// <summary>Similar journeys are looked for once more.</summary>
    public sealed record WillLook(DateTimeOffset At) : Coming
    {
        public override string Thing => "alike";
        protected override string What => $"look/{At.UtcTicks}";
    }

    /// <summary>The other journey is told the answer.</summary>
    public sealed record WillTellAnswer(Guid Other, DateTimeOffset At) : Coming
    {
        public override string Thing => "alike";
        protected override string What => $"{Other:N}/told/{At.UtcTicks}";
    }

    /// <summary>Two referrals that arrive at the same moment do not see each other yet. A little later they do.</summary>
    public static readonly TimeSpan LookAgainAfter = TimeSpan.FromMinutes(1);

    /// <summary>Nobody compares more than these.</summary>
    public const int Most = 20;

    /// <summary>How another journey resembles this one.</summary>
    /// <param name="Began">When it began or was taken up again. Of two journeys the one that began later asks.</param>
    /// <param name="HasDied">Its person has died, and the two share more than a contact detail.</param>
    /// <param name="HoldsLetters">See <see cref="MustNotReach"/>.</param>
    public sealed record Likeness(
        Guid Other, DateTimeOffset Began, bool HasEnded, IReadOnlyList<AlikeReason> Reasons, bool HasDied, bool HoldsLetters = false);

    /// <summary>The service reports what it has found.</summary>
    [GivenBy(Givers.NotStaff)]
    public sealed record Note(IReadOnlyList<Likeness> Alikes) : JourneyCommand
    {
        internal override Gate Gate => Gate.Always;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideNote(journey, this, pathway, moment);
    }

    /// <summary>Say whether another journey is the same person's.</summary>
    /// <param name="Other">The other journey, one of <c>alikes</c>.</param>
    /// <param name="Note">Needed for "not sure yet": what is still to be found out.</param>
    /// <example>
    /// {"commandId": "a-4", "kind": "answerAlike", "other": "0198f0a2-5c1e-7000-8000-00000000000a", "says": "notSureYet", "note": "I ask
    /// her GP practice."}
    /// </example>
    [GivenBy(Givers.Support)]
    public sealed record Compare(Guid Other, AlikeAnswer Says, string? Note = null) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        internal override string? Subject => Other.ToString("N");
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideCompare(journey, this, pathway, moment);

        /// <summary>Set by the service, which knows whether the other journey is open. Then the two are joined, and not only marked
        /// as one person.</summary>
        [JsonIgnore] public bool OtherIsOpen { get; init; }

        /// <summary>Set by the service: what was asked for in the other journey, which has ended.</summary>
        [JsonIgnore] public EarlierWishes Earlier { get; init; } = EarlierWishes.None;
    }

    /// <summary>It was answered on the other journey.</summary>
    [GivenBy(Givers.NotStaff)]
    public sealed record Hear(Likeness Likeness, AlikeAnswer Says) : JourneyCommand
    {
        internal override Gate Gate => Gate.Always;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideHear(journey, this, pathway, moment);
    }

    /// <param name="Asks">Whether a human is asked here. If not, they are asked on the other journey.</param>
    public sealed record Noted(
        Guid Other, IReadOnlyList<AlikeReason> Reasons, bool HasDied, bool Asks, bool? HoldsLetters = null) : JourneyEvent
    {
        internal override string? Subject => Other.ToString("N");
        public override bool FollowsByItself() => true;
        internal override Journey Apply(Journey journey, JournalEntry entry)
        {
            Alike Noted(Alike alike) =>
                alike with { Reasons = Reasons, HasDied = HasDied, Asks = Asks, HoldsLetters = HoldsLetters };
            return journey.Alikes.Any(a => a.Journey == Other) ? With(journey, Other, Noted)
                : journey with { Alikes = [.. journey.Alikes, Noted(new Alike(Other, entry.At))] };
        }
    }

    /// <param name="Elsewhere">Whether it was answered on the other journey.</param>
    public sealed record Compared(Guid Other, AlikeAnswer Says, string? Note = null, bool Elsewhere = false) : JourneyEvent
    {
        internal override string? Subject => Other.ToString("N");
        internal override Journey Apply(Journey journey, JournalEntry entry) => With(journey, Other, a => a with
        {
            Answer = Says,
            AnsweredAt = entry.At,
            AnsweredBy = entry.By.Id,
            Note = Note,
            AnsweredElsewhere = Elsewhere,
        });
    }

    /// <summary>Similar journeys are looked for at this time.</summary>
    public sealed record LookPlanned(DateTimeOffset At) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with { LookForAlikesAt = At };
    }

    // ---- who resembles whom ----

    /// <summary>Everything that identifies the person: the details known now, and those in later referrals.</summary>
    public static IReadOnlyCollection<PersonKey> KeysOf(Journey journey) =>
        [.. PersonKeys.Of(journey.Person, journey.Preferences.Contacts.Concat(journey.Person.Contacts))
            .Concat(journey.Referrals.Skip(1).SelectMany(r => PersonKeys.Of(r.Details.Person, r.Details.Person.Contacts))).Distinct()];

    /// <summary>What the two share, the strongest first; empty if they share nothing.</summary>
    public static IReadOnlyList<AlikeReason> Between(IEnumerable<PersonKey> one, Journey other) =>
        [.. KeysOf(other).Intersect(one).Select(k => k.Reason).Distinct().Order()];

    /// <param name="keys">The keys of the journey that looks.</param>
    /// <param name="here">What is known there of how its person is written to; null if that is as in the other journey.</param>
    /// <param name="isProtected">Whether the address is protected there.</param>
    /// <param name="takenOut">What somebody took out of the other's ways of contact (<see cref="ContactRules.TakenOut"/>).</param>
    public static Likeness Of(
        IEnumerable<PersonKey> keys, Journey other, Preferences.State? here, bool isProtected,
        IReadOnlyList<ContactDetail>? takenOut = null)
    {
        IReadOnlyList<AlikeReason> reasons = Between(keys, other);
        return new Likeness(other.Id, BeganAt(other), other.HasEnded, reasons, other.HasDied && IsStrong(reasons),
            here is not null && MustNotReach(here, isProtected, other, takenOut ?? []));
    }

    /// <summary>
    /// Whether a letter would go to a mailbox that the other journey knows, against what its person asked for there: discretion, a
    /// protected address, no letters, or none to that mailbox. Others may read it. Only then letters wait for a human. If they always
    /// waited, anybody could fill in a page with somebody's name and a mailbox of their own, and see from that who is known here.
    /// </summary>
    internal static bool MustNotReach(
        Preferences.State here, bool isProtected, Journey other, IReadOnlyList<ContactDetail> takenOut) =>
        here.Email is { } email && !other.HasDied
        && ContactRules.Known(other, takenOut).FirstOrDefault(c => c.Kind is ContactKind.Email
            && c.Value.Equals(email, StringComparison.OrdinalIgnoreCase)) is { } there
        && (!there.Allowed
            || (other.Preferences.OptOut is OptOut.Everything && here.OptOut is not OptOut.Everything)
            || (!here.Discretion
                && (other.Preferences.Discretion || other.KnowsDomesticAbuse || (other.IsAddressProtected && !isProtected))));

    /// <summary>Enough to withhold letters from somebody who may have died.</summary>
    public static bool IsStrong(IReadOnlyList<AlikeReason> reasons) =>
        reasons.Any(r => r is AlikeReason.SameNhsNumber or AlikeReason.NameAndBirth);

    private static DateTimeOffset BeganAt(Journey journey) => journey.ReopenedAt ?? journey.ReceivedAt;

    private static Decision DecideNote(Journey journey, Note command, Pathway pathway, Moment moment) =>
        Decision.Of(Noting(journey, command.Alikes, pathway, moment.Instant));

    private static Decision DecideCompare(Journey journey, Compare command, Pathway pathway, Moment moment)
    {
        if (journey.Alikes.FirstOrDefault(a => a.Journey == command.Other) is not { } alike)
            return Decision.Refuse("alike-unknown", "That record is not noted here as one that may be the same person's.");
        if (!alike.IsOpen)
            return Decision.Refuse("already-answered", "Somebody has already said whether they are the same person.");
        if (command.Says is AlikeAnswer.NotSureYet && string.IsNullOrWhiteSpace(command.Note))
            return Decision.Refuse("note-missing", "Say what is still to be found out, for whoever looks next.");
        if (command.Says is AlikeAnswer.SamePerson && alike.HasDied)
            return Decision.Refuse("record-the-death", "That person has died. If this is the same person, record the death instead.");
        if (command.Says is AlikeAnswer.SamePerson && command.OtherIsOpen)
            return Decision.Refuse("join-them", "Both records are open: join the one to the other.");
        JourneyEvent[] answered = [
            .. Answering(journey, new Compared(alike.Journey, command.Says, command.Note)),
            // Whom nobody could be sure of when the referral came is known now.
            .. command.Says is AlikeAnswer.SamePerson && !journey.HasEnded ? command.Earlier.HoldIn(journey) : [],
        ];
        return Decision.Of([.. answered, .. FirstLetter(journey, answered, moment)]);
    }

    /// <summary>The first letter, if it waited for this answer and nobody has accepted the person yet.</summary>
    private static IEnumerable<JourneyEvent> FirstLetter(Journey journey, IEnumerable<JourneyEvent> answered, Moment moment)
    {
        HeldReferral referral = journey.Referrals[0];
        if (journey is not { WaitsForComparison: true, AcceptedAt: null, HasEnded: false })
            return [];
        Journey after = answered.Aggregate(journey, (sofar, next) => sofar.After(next, moment.Instant));
        return Messages.WhyNot(after, MessageKind.Received) is null
            ? [Messages.Queue(MessageKind.Received, $"referral/{referral.Id:N}/received", new MessageAbout.Referral(referral.Id))] : [];
    }

    private static Decision DecideHear(Journey journey, Hear command, Pathway pathway, Moment moment)
    {
        Alike? alike = journey.Alikes.FirstOrDefault(a => a.Journey == command.Likeness.Other);
        if (alike is { IsOpen: false } || (alike is null && journey.Alikes.Count >= Most))
            return Decision.Of();
        Noted noted = new(command.Likeness.Other, command.Likeness.Reasons, command.Likeness.HasDied, Asks: false);
        JourneyEvent[] answered = [
            .. alike is null ? (JourneyEvent[])[noted] : [],
            .. Answering(journey, new Compared(command.Likeness.Other, command.Says, Elsewhere: true)),
        ];
        return Decision.Of([.. answered, .. FirstLetter(journey, answered, moment)]);
    }

    /// <summary>Whether noting them would change anything.</summary>
    public static bool HasNews(Journey journey, IReadOnlyList<Likeness> alikes) => News(journey, alikes).Any();

    /// <summary>What is new about them, with tasks for those who must look.</summary>
    internal static IEnumerable<JourneyEvent> Noting(Journey journey, IReadOnlyList<Likeness> alikes, Pathway pathway, DateTimeOffset now)
    {
        foreach ((Likeness likeness, Alike? known, bool asks, bool hasDied, bool holds) in News(journey, alikes))
        {
            yield return new Noted(likeness.Other, likeness.Reasons, hasDied, asks, holds ? true : null);
            string id = likeness.Other.ToString("N");
            DateTimeOffset due = pathway.Calendar.Deadline(now, pathway.TriageWorkingDays);
            if (asks && known?.Asks is not true)
                yield return journey.Open($"alike/{id}{journey.EndingSuffix}", TaskKind.PossibleDuplicate, due, id);
            // Once a journey is closed nothing is sent, so nobody need be asked. A referral that asks the same has its own task.
            if (hasDied && known?.HasDied is not true && !journey.IsClosed && !journey.HasDied && !journey.AsksAboutADeath)
                yield return journey.Open($"alike/{id}/death{journey.EndingSuffix}", TaskKind.DeathOnRecord, due, id);
        }
    }

    /// <summary>A pair that was answered is never asked about again. A recorded death stays recorded.</summary>
    private static IEnumerable<(Likeness Likeness, Alike? Known, bool Asks, bool HasDied, bool Holds)> News(
        Journey journey, IReadOnlyList<Likeness> alikes)
    {
        int count = journey.Alikes.Count;
        // Of many, those for which letters are held come first, because only so many are noted.
        foreach (Likeness likeness in alikes.Where(l => l.Other != journey.Id).OrderByDescending(l => l.HasDied || l.HoldsLetters))
        {
            Alike? known = journey.Alikes.FirstOrDefault(a => a.Journey == likeness.Other);
            if (known?.Answer is AlikeAnswer.SomebodyElse || (known is null && count >= Most))
                continue;
            bool isLater = !journey.HasEnded && IsLater(journey, likeness);
            // Nobody stops letters that have gone for a while by sending a referral.
            bool holds = known?.HoldsLetters is true || (likeness.HoldsLetters && isLater && journey.AcceptedAt is null);
            bool mayAsk = isLater && (!likeness.HasEnded || holds);
            bool asks = known is not { IsOpen: false } && (known?.Asks is true || mayAsk);
            bool hasDied = known?.HasDied is true || likeness.HasDied;
            if (known is not null && known.Asks == asks && known.HasDied == hasDied && known.HoldsLetters is true == holds)
                continue;
            count += known is null ? 1 : 0;
            yield return (likeness, known, asks, hasDied, holds);
        }
    }

    /// <summary>A human has accepted the person after looking at the referral. So those who have died are somebody else.</summary>
    internal static IEnumerable<JourneyEvent> NotTheDead(Journey journey) =>
        journey.Alikes.Where(a => a is { HasDied: true, IsOpen: true })
            .SelectMany(a => Answering(journey, new Compared(a.Journey, AlikeAnswer.SomebodyElse)));

    /// <summary>Questions that were open when support ended are asked again.</summary>
    internal static IEnumerable<(string About, TaskKind Kind)> AskedAgain(Journey journey)
    {
        foreach (Alike alike in journey.Alikes.Where(a => a.IsOpen))
        {
            if (alike.Asks)
                yield return (alike.Journey.ToString("N"), TaskKind.PossibleDuplicate);
            if (alike.HasDied)
                yield return (alike.Journey.ToString("N"), TaskKind.DeathOnRecord);
        }
    }

    /// <summary>A human has joined them.</summary>
    internal static IEnumerable<JourneyEvent> AreOne(Journey journey, Guid other) => Said(journey, other, AlikeAnswer.SamePerson);

    /// <summary>A human has taken them apart. Nobody is asked about these two again.</summary>
    internal static IEnumerable<JourneyEvent> AreTwo(Journey journey, Guid other) => Said(journey, other, AlikeAnswer.SomebodyElse);

    private static IEnumerable<JourneyEvent> Said(Journey journey, Guid other, AlikeAnswer says) =>
    [
        .. journey.Alikes.Any(a => a.Journey == other) ? [] : (JourneyEvent[])[new Noted(other, [], HasDied: false, Asks: false)],
        .. Answering(journey, new Compared(other, says, Elsewhere: true)),
    ];

    private static IEnumerable<JourneyEvent> Answering(Journey journey, Compared answered) =>
    [
        answered,
        .. answered.Says is AlikeAnswer.NotSureYet ? []
            : journey.CloseTasks([TaskKind.PossibleDuplicate, TaskKind.DeathOnRecord], answered.Other.ToString("N")),
    ];

    /// <summary>Of two journeys only one asks. Both work out which.</summary>
    private static bool IsLater(Journey journey, Likeness other) =>
        BeganAt(journey) is var began && (began > other.Began || (began == other.Began && journey.Id.CompareTo(other.Other) > 0));

    /// <summary>All these dues have errands: see <see cref="Errand"/>.</summary>
    public static IEnumerable<Due> Agenda(Journey journey)
    {
        if (journey.LookForAlikesAt is { } look)
            yield return new Due(new WillLook(look), look, (_, _) => [], Errand: new Errand.LookForAlikes());
        foreach (Alike alike in journey.Alikes)
            if (alike is { IsOpen: false, AnsweredElsewhere: false, AnsweredAt: { } answered })
                yield return new Due(new WillTellAnswer(alike.Journey, answered), answered, (_, _) => [],
                    Errand: new Errand.TellAnswer(alike.Journey));
    }

    private static Journey With(Journey journey, Guid other, Func<Alike, Alike> change) =>
        journey with { Alikes = [.. journey.Alikes.Select(a => a.Journey == other ? change(a) : a)] };
}
