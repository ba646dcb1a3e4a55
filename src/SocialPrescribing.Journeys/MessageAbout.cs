using System.Globalization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// What a message is about, as a value that writes and reads its own text. The text is what journals, boards and the send ledger hold;
/// nobody else takes it apart. Which of these a kind of message is about stands in its row, see <see cref="MessageType"/>.
/// </summary>
public abstract record MessageAbout
{
    private MessageAbout() { }

    /// <summary>How it is stored. This never changes: a text of an earlier version is read and written again byte for byte.</summary>
    public abstract string Text { get; }

    public sealed override string ToString() => Text;

    /// <summary>Null where there is no text, or none that a message of this kind could have.</summary>
    public static MessageAbout? Of(MessageKind kind, string? text) =>
        text is not null && MessageType.Of(kind).Reads(text) is { } about && about.Text == text ? about : null;

    /// <summary>When that begins: what tells of it is of no use afterwards. Null for what has no time of its own.</summary>
    internal virtual DateTimeOffset? BeginsAt(Journey journey) => null;

    /// <summary>Whether a call that is to be made about <paramref name="call"/> says as much.</summary>
    internal virtual bool IsSaidBy(MessageAbout? call) => false;

    /// <summary>The one of the staff whom it tells; null if it tells somebody else.</summary>
    public virtual string? StaffToTell => null;

    /// <summary>A referral, to whoever sent it or is named in it.</summary>
    public sealed record Referral(Guid Id) : MessageAbout
    {
        public override string Text => $"{Id:N}";
        internal static Referral? Read(string text) => IdIn(text) is { } id ? new(id) : null;
        public HeldReferral? In(Journey journey) => journey.Referrals.FirstOrDefault(r => r.Id == Id);
    }

    /// <summary>A meeting at the time at which it was when the message was queued.</summary>
    public sealed record MeetingAsSet(string Meeting, int Version) : MessageAbout
    {
        public override string Text => VersionId(Meeting, Version);
        internal static MeetingAsSet? Read(string text) => VersionIn(text) is var (id, version) ? new(id, version) : null;
        internal override DateTimeOffset? BeginsAt(Journey journey) => In(journey)?.At;
        /// <summary>Null once it has moved.</summary>
        public Meeting? In(Journey journey) => journey.Meetings.FirstOrDefault(m => m.Id == Meeting && m.Version == Version);
    }

    /// <summary>A session at the time at which it was when the message was queued.</summary>
    public sealed record SessionAsSet(string Session, int Version) : MessageAbout
    {
        public override string Text => VersionId(Session, Version);
        internal static SessionAsSet? Read(string text) => VersionIn(text) is var (id, version) ? new(id, version) : null;
        internal override DateTimeOffset? BeginsAt(Journey journey) => In(journey)?.At;
        /// <summary>Null once it has moved.</summary>
        public Session? In(Journey journey) => journey.Sessions.FirstOrDefault(s => s.Id == Session && s.Version == Version);
    }

    /// <summary>A volunteer who goes along, or no longer does.</summary>
    /// <param name="Session">The first, as it was set.</param>
    /// <param name="Volunteer">A staff id.</param>
    /// <param name="More">How many more sessions it is about.</param>
    public sealed record GoingAlong(string Session, int Version, string Volunteer, int More) : MessageAbout
    {
        public override string Text => string.Create(CultureInfo.InvariantCulture, $"{Session}/{Version}/{Volunteer}/{More}");
        public override string StaffToTell => Volunteer;
        internal override DateTimeOffset? BeginsAt(Journey journey) => journey.Sessions.FirstOrDefault(s => s.Id == Session)?.At;
        internal static GoingAlong? Read(string text) => text.Split('/') is [var session, var version, var volunteer, var more]
            && NumberIn(version) is { } set && NumberIn(more) is { } others ? new(session, set, volunteer, others) : null;
        internal override bool IsSaidBy(MessageAbout? call) =>
            call is GoingAlong said && said with { More = More } == this && said.More >= More;
    }

    public sealed record Survey(string Id) : MessageAbout
    {
        public override string Text => Id;
        internal static Survey Read(string text) => new(text);
        public Journeys.Survey? In(Journey journey) => journey.Surveys.FirstOrDefault(s => s.Id == Id);
    }

    /// <summary>Activities to choose from.</summary>
    public sealed record List(string Id) : MessageAbout
    {
        public override string Text => Id;
        internal static List Read(string text) => new(text);
        public ActivityList? In(Journey journey) => journey.Lists.FirstOrDefault(l => l.Id == Id);
    }

    /// <summary>An address that the person typed.</summary>
    /// <param name="Change">The command that brought it.</param>
    public sealed record Address(string Change) : MessageAbout
    {
        public override string Text => Change;
        internal static Address Read(string text) => new(text);
    }

    public sealed record Introduction(string Id) : MessageAbout
    {
        public override string Text => Id;
        internal static Introduction Read(string text) => new(text);
        public Journeys.Introduction? In(Journey journey) => journey.Introductions.FirstOrDefault(i => i.Id == Id);
    }

    public sealed record Concern(string Id) : MessageAbout
    {
        public override string Text => Id;
        internal static Concern Read(string text) => new(text);
        public Journeys.Concern? In(Journey journey) => journey.Concerns.FirstOrDefault(c => c.Id == Id);
    }

    /// <summary>A text that may be urgent.</summary>
    public sealed record Words(string Id) : MessageAbout
    {
        public override string Text => Id;
        internal static Words Read(string text) => new(text);
        public UrgentText? In(Journey journey) => journey.UrgentTexts.FirstOrDefault(t => t.Id == Id);
    }

    /// <summary>A task that is late.</summary>
    public sealed record Task(string Id) : MessageAbout
    {
        public override string Text => Id;
        internal static Task Read(string text) => new(text);
        public OpenTask? In(Journey journey) => journey.Tasks.FirstOrDefault(t => t.Id == Id);
    }

    /// <summary>An entry of the directory of activities.</summary>
    public sealed record Entry(Guid Activity) : MessageAbout
    {
        public override string Text => $"{Activity:N}";
        internal static Entry? Read(string text) => IdIn(text) is { } id ? new(id) : null;
    }

    /// <summary>Who comes to one meeting of an activity.</summary>
    public sealed record Register(MeetingDay Meeting) : MessageAbout
    {
        public override string Text => Meeting.Name;
        internal static Register? Read(string text) => MeetingDay.Read(text) is { } meeting ? new(meeting) : null;
    }

    /// <summary>A link that its reader asked for, or was invited with.</summary>
    public sealed record Link(Guid Id) : MessageAbout
    {
        public override string Text => $"{Id:N}";
        internal static Link? Read(string text) => IdIn(text) is { } id ? new(id) : null;
    }

    /// <summary>A day and its work.</summary>
    public sealed record Day(DateOnly On) : MessageAbout
    {
        private const string Format = "yyyy-MM-dd";
        public override string Text => On.ToString(Format, CultureInfo.InvariantCulture);
        internal static Day? Read(string text) => DayIn(text, Format) is { } on ? new(on) : null;
    }

    /// <param name="From">Its first day.</param>
    public sealed record Quarter(DateOnly From) : MessageAbout
    {
        private const string Format = "yyyy-MM'/3'";
        public override string Text => From.ToString(Format, CultureInfo.InvariantCulture);
        internal static Quarter? Read(string text) => DayIn(text, Format) is { } from ? new(from) : null;
    }

    internal static string VersionId(string id, int version) => string.Create(CultureInfo.InvariantCulture, $"{id}/{version}");

    private static (string Id, int Version)? VersionIn(string text) =>
        text.LastIndexOf('/') is > 0 and var cut && NumberIn(text[(cut + 1)..]) is { } version ? (text[..cut], version) : null;

    private static int? NumberIn(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static Guid? IdIn(string text) => Guid.TryParseExact(text, "N", out Guid id) ? id : null;

    private static DateOnly? DayIn(string text, string format) =>
        DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : null;
}

/// <summary>An activity on one day, at one time.</summary>
public sealed record MeetingDay(Guid Activity, DateTimeOffset At)
{
    private const string Format = "yyyyMMdd'T'HHmm";

    /// <summary>The time as a link has it, in UTC.</summary>
    public string Time => At.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    public string Name => $"{Activity:N}/{Time}";

    public static MeetingDay? Read(string name) => name.Split('/') is [var activity, var time]
        && Guid.TryParseExact(activity, "N", out Guid id) ? Read(id, time) : null;

    public static MeetingDay? Read(Guid activity, string time) =>
        DateTime.TryParseExact(time, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal
            | DateTimeStyles.AdjustToUniversal, out DateTime at) ? new(activity, new DateTimeOffset(at, TimeSpan.Zero)) : null;
}
