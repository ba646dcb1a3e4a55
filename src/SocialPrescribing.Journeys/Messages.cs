namespace SocialPrescribing.Journeys;

/// <summary>
/// What is written to whom, and when it must not be. Each message has a key that can be queued only once. The rules are checked twice: when
/// a message is queued and when it is about to be sent.
/// </summary>
public static class Messages
{
    /// <summary>A message could not be delivered for good, or the postman found that it must no longer be sent.</summary>
    [GivenBy(Givers.NotStaff)]
    public sealed record ReportUndelivered(string Key, MessageKind Kind, string? About, string Why) : JourneyCommand
    {
        internal MessageAbout? What => MessageAbout.Of(Kind, About);
        internal override Gate Gate => Gate.Always;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideReportUndelivered(journey, this, pathway, moment);
    }

    public sealed record Queued(string Key, MessageKind Kind, string? About = null) : JourneyEvent
    {
        public override bool FollowsByItself() => true;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey;
    }

    /// <summary>A message that was not sent, because of <paramref name="Why"/>.</summary>
    public sealed record Withheld(string Key, MessageKind Kind, string Why, string? About = null) : JourneyEvent
    {
        public override bool FollowsByItself() => true;
        internal MessageAbout? What => MessageAbout.Of(Kind, About);
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            Surveys.NotInvited(journey with { Withheld = [.. journey.Withheld, Key] }, this);
    }

    /// <summary>A message that comes back twice is dealt with once.</summary>
    private static Decision DecideReportUndelivered(Journey journey, ReportUndelivered command, Pathway pathway, Moment moment) =>
        journey.Withheld.Contains(command.Key) ? Decision.Of()
        : IsOvertaken(journey, command.Kind, command.What, pathway, moment.Instant)
            || (journey.HasDied && RecipientOf(command.Kind) is Recipient.Person)
            ? Decision.Of(new Withheld(command.Key, command.Kind, command.Why, command.About))
        : Decision.Of(
            [new Withheld(command.Key, command.Kind, command.Why, command.About),
                .. Instead(journey, command.Kind, command.Key, command.What, command.Why, pathway, moment.Instant)]);

    /// <summary>For messages to staff, which nothing prevents.</summary>
    internal static Queued Queue(MessageKind kind, string key, MessageAbout? about) => new(key, kind, about?.Text);

    /// <summary>Queues a message to the person, or what replaces it if it may not be sent.</summary>
    internal static IEnumerable<JourneyEvent> ToPerson(
        Journey journey, MessageKind kind, string key, MessageAbout? about, Pathway pathway, DateTimeOffset at) =>
        WhyNot(journey, kind, pathway) is not { } why ? [Queue(kind, key, about)]
        : [new Withheld(key, kind, why, about?.Text), .. Instead(journey, kind, key, about, why, pathway, at)];

    /// <summary>Tells everybody who referred the person and was not declined that support has ended.</summary>
    internal static IEnumerable<JourneyEvent> ToReferrersAtTheEnd(
        Journey journey, MessageKind kind, Pathway pathway, DateTimeOffset at) =>
        journey.Referrals.Where(r => r.DeclinedAt is null).SelectMany(r =>
            ToReferrer(journey, r, kind, KeyOfTheEnd(journey, kind, new MessageAbout.Referral(r.Id))!, pathway, at));

    internal static IEnumerable<JourneyEvent> ToReferrer(
        Journey journey, HeldReferral referral, MessageKind kind, string key, Pathway pathway, DateTimeOffset at)
    {
        MessageAbout.Referral about = new(referral.Id);
        if (referral.Details.Source is ReferralSource.Self)
            return [];
        if (referral.Details.Referrer?.Email is not null)
            return [Queue(kind, key, about)];
        return Instead(journey, kind, key, about, Reasons.NoChannel, pathway, at);
    }

    /// <summary>Asks a provider by mail, or has somebody phone them.</summary>
    internal static IEnumerable<JourneyEvent> ToProvider(
        Journey journey, ActivityDetails activity, MessageKind kind, string key, MessageAbout.Introduction about, Pathway pathway,
        DateTimeOffset at) =>
        activity.Email is not null ? [Queue(kind, key, about)] : Instead(journey, kind, key, about, Reasons.NoChannel, pathway, at);

    /// <summary>Why a message to the person may not go by mail now; null if it may.</summary>
    /// <param name="pathway">Whether a letter may go to somebody else in the person's place; null if none does.</param>
    public static string? WhyNot(Journey journey, MessageKind kind, Pathway? pathway = null) =>
        WhyNot(journey, MessageType.Of(kind), pathway);

    private static string? WhyNot(Journey journey, MessageType type, Pathway? pathway) =>
        type.To is not Recipient.Person ? null
        : journey.Joining is not null || journey.Joined is not null ? Reasons.Overtaken
        : journey.HasDied ? Reasons.Died
        : journey.Ended is { } ended && Closing.IsOfTheRecord(ended.Reason) ? Reasons.OfTheRecord
        : journey.MayHaveDied ? Reasons.DeathOnRecord
        : journey.HasOpenConcern ? Reasons.Concern
        : journey.WaitsForComparison ? Reasons.WhoIsThis
        : journey.IsPaused ? Reasons.Paused
        : journey.Preferences.OptOut is OptOut.Everything ? Reasons.OptedOut
        : journey.Preferences.OptOut is OptOut.Surveys && type.Stops is OptOut.Surveys ? Reasons.OptedOut
        : pathway is not null && RelatedPeople.InPlaceOf(journey, type.Kind, pathway) is not null ? null
        : !type.IsToNewAddress && RelatedPeople.First(journey.Person) is not null ? Reasons.SomebodyFirst
        // Somebody who wants no mail gets none at an earlier address either.
        : (type.IsToNewAddress ? type.Address!(journey, null) : journey.Preferences.Email) is null ? Reasons.NoChannel
        : null;

    /// <summary>Called by the postman just before sending: null if the message still makes sense, otherwise why not.</summary>
    /// <param name="key">The message's own key.</param>
    public static string? WhyNoLonger(
        Journey journey, MessageKind kind, string key, string? about, DateTimeOffset now, Pathway pathway) =>
        WhyNot(journey, kind, pathway)
            ?? (MessageAbout.Of(kind, about) is var what && (IsOvertaken(journey, kind, what, pathway, now)
                || IsOfAnEarlierEnd(journey, kind, key, what)) ? Reasons.Overtaken : null);

    /// <summary>Support ended, was taken up again and ended once more before the first goodbye was sent.</summary>
    private static bool IsOfAnEarlierEnd(Journey journey, MessageKind kind, string key, MessageAbout? about) =>
        journey.Reopenings > 0 && KeyOfTheEnd(journey, kind, about) is { } current && current != key;

    /// <summary>Under which key a message tells of the end that the journey has now; null for what is not said at each end.</summary>
    internal static string? KeyOfTheEnd(Journey journey, MessageKind kind, MessageAbout? about = null) =>
        MessageType.Of(kind).KeyOfTheEnd?.Invoke(journey, about);

    internal static bool IsOvertaken(Journey journey, MessageKind kind, MessageAbout? about, Pathway pathway, DateTimeOffset now) =>
        MessageType.Of(kind) is var type
            && ((type.EndsWithSupport && journey.HasEnded) || type.IsOvertaken(journey, about, now)
                || (about is not null && type.GivesWayTo(about, pathway).Any(coming => journey.Fired.Contains(coming.Key))));

    /// <summary>The task for a human if mail cannot do it; none if the message was a courtesy.</summary>
    public static TaskKind? TaskInstead(Journey journey, MessageKind kind, MessageAbout? about, string why)
    {
        if (why is Reasons.Died or Reasons.Overtaken || (journey.HasDied && RecipientOf(kind) is Recipient.Person))
            return null;
        MessageType type = MessageType.Of(kind);
        return type.IsWorthATask(journey, about, why) ? type.TaskInstead : null;
    }

    private static IEnumerable<JourneyEvent> Instead(
        Journey journey, MessageKind kind, string key, MessageAbout? about, string why, Pathway pathway, DateTimeOffset at)
    {
        if (TaskInstead(journey, kind, about, why) is not { } needed)
            return [];
        if (why is Reasons.ActivityChanged && (about as MessageAbout.SessionAsSet)?.In(journey) is { } session)
            return Attendance.TellOfChange(journey, session, $"tell/{key}", pathway, at);
        // A call that is to be made already may say as much.
        if (about is not null && journey.Tasks.Any(t => t.Kind == needed && t.Message == kind && about.IsSaidBy(t.What)))
            return [];
        DateTimeOffset due = pathway.Calendar
            .Deadline(at, needed is TaskKind.TellReferrer ? pathway.TellReferrerWorkingDays : pathway.TellPersonWorkingDays);
        // A reminder of today's meeting is useless tomorrow, so the task is due no later than the meeting.
        if (about?.BeginsAt(journey) is { } begins && begins > at && begins < due)
            due = begins;
        return [journey.Open($"tell/{key}", needed, due, about?.Text, kind)];
    }

    /// <summary>The address of the message in its journey as it is now; null if the journey has none.</summary>
    public static string? AddressOf(Journey journey, MessageKind kind, MessageAbout? about, Pathway pathway) =>
        RelatedPeople.InPlaceOf(journey, kind, pathway)?.Email ?? MessageType.Of(kind).Address?.Invoke(journey, about);

    public static Recipient RecipientOf(MessageKind kind) => MessageType.Of(kind).To;

    /// <summary>0 goes first.</summary>
    public static int PriorityOf(MessageKind kind) => (int)MessageType.Of(kind).Priority;

    /// <summary>
    /// Whether a message may be sent again if nobody knows whether it was sent. Messages that keep people safe may, and
    /// those that annoy may not.
    /// </summary>
    public static bool MayRepeat(MessageKind kind) => MessageType.Of(kind).MayRepeat;

    public static class Reasons
    {
        public const string Died = "died";
        /// <summary>Somebody with these details has died, and nobody has said yet that it is somebody else.</summary>
        public const string DeathOnRecord = "death-on-record";
        /// <summary>Only a duplicate or a mistake has ended, of which the person never heard.</summary>
        public const string OfTheRecord = "of-the-record";
        /// <summary>It may be somebody who asked for discretion, or for no letters there, and nobody has compared the two yet.</summary>
        public const string WhoIsThis = "who-is-this";
        public const string Concern = "concern-open";
        public const string Paused = "paused";
        public const string OptedOut = "opted-out";
        /// <summary>Somebody else must be spoken to before the person. A human phones them.</summary>
        public const string SomebodyFirst = "somebody-first";
        public const string NoChannel = "no-channel";
        public const string Overtaken = "overtaken";
        /// <summary>The directory says that the activity has closed, or is elsewhere or at another time.</summary>
        public const string ActivityChanged = "activity-changed";
        public const string Refused = "refused";
        /// <summary>Nobody knows whether it was sent, and it must not be sent twice.</summary>
        public const string Uncertain = "uncertain";
    }
}
