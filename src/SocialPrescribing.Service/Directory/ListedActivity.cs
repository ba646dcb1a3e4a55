using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>One entry of the activity directory: what people can go to, and what this service knows about it.</summary>
/// <param name="Id">Follows from where it came from, so that importing it again finds it.</param>
public sealed record ListedActivity(Guid Id, ListingDetails Details, ListingSource Source, DateTimeOffset LastModified)
{
    /// <summary>
    /// For each field a fingerprint of what the source last said, so that what was changed here since stays until the source says something
    /// new.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Imported { get; init; }
    /// <summary>A group of the service itself: whoever leads it records everybody on one form.</summary>
    public bool IsOurs { get; init; }
    /// <summary>Its provider agreed to be asked by mail, on the day, who came.</summary>
    public bool KeepsRegister { get; init; }
    /// <summary>What the provider wrote with their last answer and nobody has looked after yet.</summary>
    public ProviderNote? ProviderNote { get; init; }

    /// <summary>
    /// A null leaves that as it is. A group of our own has no provider to ask, so of the two the one that is set last counts.
    /// </summary>
    public ListedActivity With(bool? isOurs, bool? keepsRegister) => this with
    {
        IsOurs = isOurs ?? (IsOurs && keepsRegister is not true),
        KeepsRegister = keepsRegister ?? (KeepsRegister && isOurs is not true),
    };
}

/// <summary>What there is to know about an activity. <see cref="ActivityRules"/> says what makes it acceptable.</summary>
public sealed record ListingDetails
{
    public required string Name { get; init; }
    public required ActivityProvider Provider { get; init; }
    /// <summary>At most 4,000 characters.</summary>
    public string? Description { get; init; }
    /// <summary>What it is for: codes of <see cref="Needs"/>, each at most once.</summary>
    public IReadOnlyList<string> Needs { get; init => field = value ?? []; } = [];
    /// <summary>People do something that is of use to others or to themselves. Null where nobody has said.</summary>
    public bool? Purposeful { get; init; }
    /// <summary>With at least one it is regular.</summary>
    public IReadOnlyList<ActivitySchedule> Schedules { get; init => field = value ?? []; } = [];
    /// <summary>Days on which none of it takes place.</summary>
    public IReadOnlyList<DaySpan> Breaks { get; init => field = value ?? []; } = [];
    public ActivityPlace? Place { get; init; }
    public StepFree StepFree { get; init; }
    /// <summary>In words: <c>Free</c>, <c>£2 a session, tea included</c>.</summary>
    public string? Cost { get; init; }
    /// <summary>Years, inclusive, 0 to 120; null for no limit.</summary>
    public int? MinimumAge { get; init; }
    public int? MaximumAge { get; init; }
    /// <summary>BCP 47 tags such as <c>en</c>.</summary>
    public IReadOnlyList<string> Languages { get; init => field = value ?? []; } = [];
    /// <summary>Somebody may come along the first time. Null where nobody has said.</summary>
    public bool? AccompaniedFirstVisitWelcome { get; init; }
    public ActivityCapacity? Capacity { get; init; }
    public ListingStatus Status { get; init; }
    /// <summary>The day on which it opens again, while it is closed for now.</summary>
    public DateOnly? ClosedUntil { get; init; }
    /// <summary>London date on which somebody last said that all this is so.</summary>
    public DateOnly? ConfirmedOn { get; init; }
    /// <summary>True where the provider does not want everybody to read it; our own staff do.</summary>
    public bool? NotInPublic { get; init; }
    /// <summary>What the source says in words that are no value; null for nothing.</summary>
    public IReadOnlyList<WrittenPart>? AsWritten { get; init; }

    /// <summary>What the source says of a field in words of its own; null for nothing.</summary>
    public string? WordsOf(string pointer) =>
        string.Join("; ", (AsWritten ?? []).Where(w => w.Pointer == pointer).Select(w => w.Text)) is { Length: > 0 } words ? words : null;
}

/// <param name="Email">Asked whether the activity still runs, and shown in the public directory.</param>
public sealed record ActivityProvider(
    Guid Id, string Name, string? Description = null, string? Email = null, string? Phone = null, string? Url = null);

/// <summary>When it takes place, in London's time.</summary>
/// <param name="Weekday">Null for what has a day of the month.</param>
/// <param name="Week">Which one of the month, for what comes once a month; null where nobody has said.</param>
/// <param name="From">The first day on which it can be; for a fortnight it says which weeks.</param>
/// <param name="Until">The last day on which it can be.</param>
/// <param name="NotInSchoolHolidays">Not while schools are closed there; null and false say the same.</param>
/// <param name="MonthDay">The day of each month, 1 to 31, or -1 for the last; a month without it is left out. Null for what has a weekday.
/// </param>
public sealed record ActivitySchedule(
    [property: JsonConverter(typeof(CamelCaseEnum<DayOfWeek>))] DayOfWeek? Weekday,
    [property: JsonConverter(typeof(ClockTime))] TimeOnly StartsAt,
    [property: JsonConverter(typeof(ClockTime))] TimeOnly? EndsAt = null,
    Every Every = Every.Week,
    MonthWeek? Week = null,
    DateOnly? From = null,
    DateOnly? Until = null,
    bool? NotInSchoolHolidays = null,
    int? MonthDay = null)
{
    /// <summary>For <see cref="MonthDay"/>: the last day, which every month has.</summary>
    public const int LastDay = -1;
}

[JsonConverter(typeof(CamelCaseEnum<Every>))]
public enum Every { Week, Fortnight, Month }

[JsonConverter(typeof(CamelCaseEnum<MonthWeek>))]
public enum MonthWeek { First, Second, Third, Fourth, Last }

/// <param name="Latitude">Degrees, WGS 84.</param>
public sealed record ActivityPlace(
    string? Name = null, IReadOnlyList<string>? Lines = null, string? Postcode = null, double? Latitude = null, double? Longitude = null);

[JsonConverter(typeof(CamelCaseEnum<StepFree>))]
public enum StepFree { Unknown, Yes, No }

/// <param name="Available">Places free; null where nobody knows.</param>
/// <param name="Updated">London date on which that was said.</param>
public sealed record ActivityCapacity(int? Available = null, int? Maximum = null, DateOnly? Updated = null);

/// <summary>The words of HSDS-UK.</summary>
[JsonConverter(typeof(CamelCaseEnum<ListingStatus>))]
public enum ListingStatus { Active, Inactive, Defunct, TemporarilyClosed }

/// <param name="Id">What it is called there; null for what was entered by hand.</param>
public sealed record ListingSource(ListingOrigin Origin, string? Id = null);

[JsonConverter(typeof(CamelCaseEnum<ListingOrigin>))]
public enum ListingOrigin { Staff, Csv, OpenReferral }

public sealed record ProviderNote(string Text, DateTimeOffset At);

/// <summary>A time of day to the minute: <c>09:30</c>.</summary>
public sealed class ClockTime : JsonConverter<TimeOnly>
{
    public override TimeOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String
            && TimeOnly.TryParseExact(reader.GetString(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time)
            ? time : throw new JsonException("This must be a time of day such as 09:30.");

    public override void Write(Utf8JsonWriter writer, TimeOnly value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString("HH:mm", CultureInfo.InvariantCulture));
}

/// <summary>The written form of the directory.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ListedActivity))]
[JsonSerializable(typeof(ListingDetails))]
[JsonSerializable(typeof(AskedProvider))]
[JsonSerializable(typeof(ActivityExperience))]
[JsonSerializable(typeof(UnmetNeed))]
public sealed partial class DirectoryJson : JsonSerializerContext
{
    /// <summary>Letters beyond ASCII stay as they are, so that a record of a given size holds as much Welsh or Polish as English.</summary>
    internal static DirectoryJson Unescaped =>
        field ??= new(
            new JsonSerializerOptions(Default.Options) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
