using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Service.Ports;

/// <summary>
/// The kinds of records in the register, every one of them. What moves with the service follows from this list. What a record holds is
/// known where the kind is used.
/// </summary>
public static class RecordKinds
{
    private static readonly List<RecordKind> _all = [];
    private static readonly TimeSpan _aboutAnHour = TimeSpan.FromHours(1);

    /// <summary>The ids that a request got. Its writer says how long it lasts.</summary>
    public static RecordKind Admission { get; } = New("admission", moves: true, ofOne: true);
    public static RecordKind Alike { get; } = New("alike", moves: true, ofOne: true);
    /// <summary>The words of a name.</summary>
    public static RecordKind Name { get; } = New(
        "name", moves: true, ofOne: true, former: text => Json(text.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    /// <summary>Where the referral of a reference is.</summary>
    public static RecordKind Reference { get; } = New("reference", moves: true, ofOne: true, former: FormerPlace);
    /// <summary>The journey in which a referral began.</summary>
    public static RecordKind Referral { get; } = New("referral", moves: true, ofOne: true, former: FormerId);
    public static RecordKind Referred { get; } = New("referred", moves: true, ofOne: true, former: FormerId);
    public static RecordKind UnmetNeed { get; } = New("unmet-need", moves: true, ofOne: false);

    /// <summary>Journeys that began as a test. They do not move to another host.</summary>
    public static RecordKind TestReferral { get; } = New("test-referral", moves: false, ofOne: true);

    public static RecordKind ReferrerLink { get; } = New("referrer-link", moves: false, ofOne: false, TimeSpan.FromMinutes(30));
    /// <summary>Its time begins when somebody first asks.</summary>
    public static RecordKind ReferrerAsked { get; } = New("referrer-asked", moves: false, ofOne: false);
    public static RecordKind ReferrerSession { get; } = New("referrer-session", moves: false, ofOne: false, _aboutAnHour, Json);

    public static RecordKind Staff { get; } = New("staff", moves: true, ofOne: false);
    /// <summary>Not moved: the import makes it anew from the staff records, as it does work accounts.</summary>
    public static RecordKind StaffEmail { get; } = New("staff-email", moves: false, ofOne: false, former: Json);
    public static RecordKind StaffPrincipal { get; } = New("staff-principal", moves: false, ofOne: false, former: Json);
    /// <summary>How often somebody made the address of their calendar.</summary>
    public static RecordKind StaffCalendar { get; } = New("staff-calendar", moves: true, ofOne: false);
    public static RecordKind StaffToken { get; } = New("staff-token", moves: true, ofOne: false);
    /// <summary>A session ends after twelve hours. For two more days we know whose it was.</summary>
    public static RecordKind Session { get; } = New("session", moves: false, ofOne: false, TimeSpan.FromHours(12) + TimeSpan.FromDays(2));
    /// <summary>Wrong passwords of each account. All addresses without an account share a few records.</summary>
    public static RecordKind SignInTries { get; } = New("sign-in-tries", moves: false, ofOne: false);
    /// <summary>Who has shown their password and not their second step yet.</summary>
    public static RecordKind SignInStep { get; } = New("sign-in-step", moves: false, ofOne: false, TimeSpan.FromMinutes(10));
    public static RecordKind SetUpLink { get; } = New("set-up-link", moves: false, ofOne: false, TimeSpan.FromDays(3));

    /// <summary>People whom somebody who leaves has still to hand over. The other host goes on with it.</summary>
    public static RecordKind HandOver { get; } = New("hand-over", moves: true, ofOne: false);

    /// <summary>What admins have set by page: each version under a number, the newest first.</summary>
    public static RecordKind Settings { get; } = New("settings", moves: true, ofOne: false);
    /// <summary>What admins have made of letters: each version under a number, the newest first.</summary>
    public static RecordKind Letter { get; } = New("letter", moves: true, ofOne: false);

    public static RecordKind Organisation { get; } = New("organisation", moves: true, ofOne: false);
    /// <summary>How often an organisation's link to the form was renewed.</summary>
    public static RecordKind OrganisationLink { get; } = New("organisation-link", moves: true, ofOne: false);
    public static RecordKind ApiKey { get; } = New("api-key", moves: true, ofOne: false);
    public static RecordKind Activity { get; } = New("activity", moves: true, ofOne: false);
    /// <summary>What introductions say of an activity. It is counted anew each week, so it does not move.</summary>
    public static RecordKind ActivityExperience { get; } = New("activity-experience", moves: false, ofOne: false);
    /// <summary>A piece of the list of practices.</summary>
    public static RecordKind PracticePart { get; } = New("practice-part", moves: true, ofOne: false);
    public static RecordKind AskedProvider { get; } = New("asked-provider", moves: true, ofOne: false);
    /// <summary>Who is on the list of one meeting of an activity. Its provider can look until the working day after.</summary>
    public static RecordKind MeetingLine { get; } = New("meeting-line", moves: true, ofOne: true, TimeSpan.FromDays(14));

    /// <summary>In which journeys a volunteer goes along; as long as sessions can be planned ahead, and longer.</summary>
    public static RecordKind VolunteerLine { get; } = New("volunteer-line", moves: true, ofOne: true, TimeSpan.FromDays(400));

    /// <summary>
    /// A form that somebody is filling in. Long enough for a telephone call in between; personal details do not lie about for longer.
    /// </summary>
    public static RecordKind Draft { get; } = New("draft", moves: true, ofOne: true, TimeSpan.FromHours(2));
    /// <summary>What somebody sent after their session had ended.</summary>
    public static RecordKind KeptForm { get; } = New("kept-form", moves: false, ofOne: true, TimeSpan.FromHours(2));

    /// <summary>Not moved: the other host has its own quota and its own ids of what it sent.</summary>
    public static RecordKind Quota { get; } = New("quota", moves: false, ofOne: false, key: "mail");
    /// <summary>Reports about a letter come within days, where they come at all.</summary>
    public static RecordKind MailOperation { get; } = New("mail-operation", moves: false, ofOne: true, TimeSpan.FromDays(30));

    /// <summary>Who looked at whom. As long as a claim can be brought in England and Wales; docs/operations.md says it, too.</summary>
    public static RecordKind Look { get; } = New(
        "look", moves: true, ofOne: true, TimeSpan.FromDays(6 * 365.25), otherwise: "by/");
    /// <summary>Who took figures along: as long as who looked at whom.</summary>
    public static RecordKind Export { get; } = New("export", moves: true, ofOne: false, TimeSpan.FromDays(6 * 365.25));
    public static RecordKind Week { get; } = New("week", moves: true, ofOne: false, TimeSpan.FromDays(2 * 366));
    /// <summary>Since when it is known that a journey cannot be read.</summary>
    public static RecordKind Unreadable { get; } = New("unreadable", moves: false, ofOne: true, former: Json);

    /// <summary>Records of people that are to be erased, by their journey, until everything is gone.</summary>
    public static RecordKind Erasure { get; } = New("erasure", moves: true, ofOne: false);
    /// <summary>Who answers for what was erased: as long as who looked at whom.</summary>
    public static RecordKind Erased { get; } = New("erased", moves: true, ofOne: false, TimeSpan.FromDays(6 * 365.25));

    /// <summary>People whose records are kept for only a short time more, and what leads decided. It goes when the record goes.</summary>
    public static RecordKind Retention { get; } = New("retention", moves: true, ofOne: true);

    private const string Service = "service";
    /// <summary>Whether the service stands still, and why.</summary>
    public static RecordKind Standstill { get; } = New(Service, moves: false, ofOne: false, key: "rest");
    /// <summary>The pathway under which all due times were worked out.</summary>
    public static RecordKind Pathway { get; } = New(Service, moves: false, ofOne: false, former: Json, key: "pathway");
    /// <summary>
    /// To which pathway the service is changing, and how far it has got. A change that an earlier version began starts again.
    /// </summary>
    public static RecordKind PathwayReached { get; } =
        New(Service, moves: false, ofOne: false, former: _ => """{"pathway":""}""", key: "pathway-reached");
    public static RecordKind LastWatch { get; } = New(Service, moves: false, ofOne: false, former: Json, key: "last-watch");
    /// <summary>Up to which journey the watch has looked through them.</summary>
    public static RecordKind LookedThrough { get; } = New(Service, moves: false, ofOne: false, former: FormerMark, key: "looked-through");
    /// <summary>When documents were last looked through, and how far that has got.</summary>
    public static RecordKind SweptDocuments { get; } = New(Service, moves: false, ofOne: false, key: "swept-documents");
    /// <summary>Written to see whether the store takes a write.</summary>
    public static RecordKind Ready { get; } = New(Service, moves: false, ofOne: false, former: Json, key: "ready");
    /// <summary>How far the journeys of earlier versions have been given entries.</summary>
    public static RecordKind AlikeEntries { get; } = New(Service, moves: false, ofOne: false, former: FormerMark, key: "alike-entries");
    /// <summary>
    /// Up to which journey people of earlier versions are found by more than their names. It moves with what they are found by; what an
    /// earlier version exported has neither.
    /// </summary>
    public static RecordKind SearchEntries { get; } = New(Service, moves: true, ofOne: false, key: "search-entries");
    /// <summary>How far the journeys of earlier versions have been counted. An import counts each journey as it comes.</summary>
    public static RecordKind FactsReached { get; } = New(Service, moves: false, ofOne: false, key: "facts-reached");
    /// <summary>How far the register has been looked through for what names erased journeys.</summary>
    public static RecordKind ErasingReached { get; } = New(Service, moves: false, ofOne: false, key: "erasing-reached");
    /// <summary>The day on which records whose time is over were last given to be erased.</summary>
    public static RecordKind LastRetention { get; } = New(Service, moves: true, ofOne: false, key: "last-retention");
    /// <summary>How many records stand on the list of those whose time is over soon.</summary>
    public static RecordKind RetentionDue { get; } = New(Service, moves: false, ofOne: false, key: "retention-due");
    /// <summary>The day of the last digest.</summary>
    public static RecordKind LastDigest { get; } = New(Service, moves: true, ofOne: false, former: Json, key: "last-digest");
    /// <summary>The day on which providers were last asked who comes.</summary>
    public static RecordKind LastRegister { get; } = New(Service, moves: true, ofOne: false, key: "last-register");
    /// <summary>Who gets the results of each quarter.</summary>
    public static RecordKind ReportReaders { get; } = New(Service, moves: true, ofOne: false, key: "report-readers");
    /// <summary>How many people live in the area, by group.</summary>
    public static RecordKind Population { get; } = New(Service, moves: true, ofOne: false, key: "population");
    /// <summary>That the first steps of a new service are all done, or are not to be shown.</summary>
    public static RecordKind FirstSteps { get; } = New(Service, moves: true, ofOne: false, key: "first-steps");
    /// <summary>Which list of practices was imported, and where its pieces stand.</summary>
    public static RecordKind PracticeList { get; } = New(Service, moves: true, ofOne: false, key: "practices");
    /// <summary>Its version changes when an activity does.</summary>
    public static RecordKind ActivitiesChanged { get; } = New(Service, moves: true, ofOne: false, former: Json, key: "activities");

    public static IReadOnlyList<RecordKind> All => _all;

    /// <summary>What earlier versions kept and nobody reads any more: it does not move, and an import leaves it out.</summary>
    public static IReadOnlyList<string> Gone { get; } = ["person", "namesake"];

    /// <summary>Null for a record of no kind that is known.</summary>
    internal static RecordKind? Find(string name, string key) => _all.Find(k => k.Name == name && (k.Key is null || k.Key == key));

    /// <summary>
    /// Whether a record is the host's own, or nobody's any more: an export does not take it along, and an import leaves it out.
    /// </summary>
    internal static bool StaysBehind(string name, string key) =>
        Gone.Contains(name) || (name is Service && Find(name, key) is not { Moves: true });

    /// <summary>How ids of journeys stand in keys and texts: with hyphens or without.</summary>
    public static IReadOnlyCollection<string> IdsOf(IEnumerable<Guid> journeys) =>
        [.. journeys.SelectMany(j => new[] { j.ToString("N"), j.ToString() })];

    /// <summary>Tells records by kind, key and text that are one of these journeys' alone.</summary>
    public static Func<string, string, string, bool> NamingOneOf(IEnumerable<Guid> journeys)
    {
        SearchValues<string> ids = SearchValues.Create([.. IdsOf(journeys)], StringComparison.Ordinal);
        return (name, key, json) => _all.Exists(k => k.Name == name && k.IsOfOneJourney)
            && (key.AsSpan().ContainsAny(ids) || json.AsSpan().ContainsAny(ids));
    }

    /// <param name="ofOne">Whether a record is of one journey alone: then it is erased with the journey.</param>
    private static RecordKind New(string name, bool moves, bool ofOne, TimeSpan? lasts = null, Func<string, string>? former = null,
        string? key = null, string? otherwise = null)
    {
        RecordKind kind = new(name, moves)
        {
            Lasts = lasts,
            Former = former,
            Key = key,
            IsOfOneJourney = ofOne,
            Otherwise = otherwise,
        };
        _all.Add(kind);
        return kind;
    }

    private static string Json(string text) => JsonSerializer.Serialize(text, PortsJson.Default.String);

    private static string Json(string[] words) => JsonSerializer.Serialize(words, PortsJson.Default.StringArray);

    /// <summary>An id without hyphens.</summary>
    private static string FormerId(string text) => Json(Guid.ParseExact(text, "N").ToString());

    /// <summary><c>JOURNEY/REFERRAL</c>, and long ago the journey alone.</summary>
    private static string FormerPlace(string text) => text.Split('/') switch
    {
        [var journey, var referral] => $$"""{"journey":{{FormerId(journey)}},"referral":{{FormerId(referral)}}}""",
        _ => $$"""{"journey":{{FormerId(text)}}}""",
    };

    /// <summary>The last one that was looked at, <c>done</c>, or nothing.</summary>
    private static string FormerMark(string text) =>
        text is "done" ? """{"isDone":true}""" : text is "" ? "{}" : $$"""{"last":{{FormerId(text)}}}""";
}

/// <summary>The written form of records that hold one plain value, and of marks that several rooms keep.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(Guid))]
[JsonSerializable(typeof(DateOnly))]
[JsonSerializable(typeof(DateTimeOffset))]
[JsonSerializable(typeof(ReachedJourney))]
[JsonSerializable(typeof(ReportPopulation))]
[JsonSerializable(typeof(SweptDocuments))]
internal sealed partial class PortsJson : JsonSerializerContext;

/// <summary>How far something has got that goes through all journeys in the order of their ids.</summary>
/// <param name="Last">The last one that it looked at; null for none yet.</param>
/// <param name="Format">In which it left them, where there are several.</param>
internal sealed record ReachedJourney(
    Guid? Last = null, bool IsDone = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Format = 0);

/// <param name="After">Where to go on; null where all were looked through.</param>
internal sealed record SweptDocuments(DateTimeOffset? At = null, string? After = null);
