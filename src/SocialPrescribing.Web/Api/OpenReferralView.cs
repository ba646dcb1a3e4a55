using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Directory;

namespace SocialPrescribing.Web.Api;

/// <summary>Entries of the directory in the form of Open Referral UK 3.0 (HSDS-UK), whose property names these are.</summary>
internal static class OpenReferralView
{
    public sealed record About(string Version, string Profile, Uri OpenapiUrl);

    /// <summary>A page as HSDS-UK counts it: from 1.</summary>
    public sealed record PageOf<T>(
        int TotalItems, int TotalPages, int PageNumber, int Size, bool FirstPage, bool LastPage, bool Empty, IReadOnlyList<T> Contents);

    public sealed record Organization(Guid Id, string Name, string Description, string? Email, string? Website);
    public sealed record Schedule(
        Guid Id, string? Freq, int? Interval, string? Byday, string? Bymonthday, string? OpensAt, string? ClosesAt,
        DateOnly? ValidFrom = null, DateOnly? ValidTo = null, string? Description = null);
    public sealed record Address(
        Guid Id, [property: JsonPropertyName("address_1")] string Line1, string City, string StateProvince, string PostalCode,
        string Country, string AddressType);
    public sealed record Accessibility(Guid Id, string Description);
    public sealed record Location(
        Guid Id, string LocationType, string? Name, double? Latitude, double? Longitude, IReadOnlyList<Address>? Addresses,
        IReadOnlyList<Accessibility>? Accessibility);
    public sealed record ServiceAtLocation(Guid Id, Location Location);
    public sealed record ServiceAtLocationWithService(Guid Id, Location Location, Service Service);
    public sealed record CostOption(Guid Id, string Option);
    public sealed record Phone(Guid Id, string Number);
    public sealed record Contact(Guid Id, IReadOnlyList<Phone> Phones);
    public sealed record Language(Guid Id, string Code, string Name);
    public sealed record Taxonomy(Guid Id, string Name, string Description);
    public sealed record Term(Guid Id, string Code, string Name, string Description, string Taxonomy, Guid TaxonomyId);
    public sealed record Attribute(Guid Id, string LinkType, Term TaxonomyTerm);
    public sealed record Capacity(Guid Id, int? Available, int? Maximum, string Updated);

    public sealed record Service(
        Guid Id, string Name, string Status, DateTimeOffset LastModified, Organization Organization, string? Description, string? Url,
        string? Email, int? MinimumAge, int? MaximumAge, DateOnly? AssuredDate,
        IReadOnlyList<Schedule> Schedules, IReadOnlyList<ServiceAtLocation> ServiceAtLocations, IReadOnlyList<CostOption> CostOptions,
        IReadOnlyList<Contact> Contacts,
        IReadOnlyList<Attribute> Attributes, IReadOnlyList<Language> Languages, IReadOnlyList<Capacity> ServiceCapacities)
    {
        /// <summary>Not in the standard: nobody has confirmed the entry for too long.</summary>
        public bool Unconfirmed { get; init; }
    }

    public static Taxonomy NeedsTaxonomy { get; } =
        new(NamedGuid.Of("taxonomy", "needs"), "Needs", "What an activity is for, as people are referred to social prescribing.");
    public static Taxonomy FeaturesTaxonomy { get; } =
        new(NamedGuid.Of("taxonomy", "features"), "Features", "What to expect of an activity.");
    public static IReadOnlyList<Taxonomy> Taxonomies { get; } = [NeedsTaxonomy, FeaturesTaxonomy];

    private static readonly Term _purposeful = Feature(DirectoryTerms.Purposeful, "Purposeful");
    private static readonly Term _accompanied = Feature(DirectoryTerms.AccompaniedFirstVisit, "Accompanied first visit welcome");
    private static readonly Term _stepFree = Feature(DirectoryTerms.StepFree, DirectoryTerms.StepFreeWords);

    public static IReadOnlyList<Term> Terms(Pathway pathway) =>
        [.. pathway.KnownNeeds().Select(Need), _purposeful, _accompanied, _stepFree];

    public static IEnumerable<Term> TermsOf(ListingDetails details) =>
    [
        .. details.Needs.Select(Need),
        .. details.Purposeful is true ? [_purposeful] : (Term[])[],
        .. details.AccompaniedFirstVisitWelcome is true ? [_accompanied] : (Term[])[],
        .. details.StepFree is StepFree.Yes ? [_stepFree] : (Term[])[],
    ];

    public static Guid AtLocationOf(Guid activity) => NamedGuid.Of(activity, "service-at-location/0");

    /// <param name="today">The date in London. It gives the offset of times without a first day.</param>
    public static Service Of(StoredActivity stored, DateOnly today)
    {
        (ListedActivity activity, ListingDetails details) = (stored.Activity, stored.Activity.Details);
        Guid Part(string kind, int index = 0) => NamedGuid.Of(activity.Id, string.Create(CultureInfo.InvariantCulture, $"{kind}/{index}"));
        return new Service(
            activity.Id, details.Name, details.Status is ListingStatus.TemporarilyClosed ? "temporarily closed" : Words.Of(details.Status),
            activity.LastModified,
            // The standard requires a description. An empty one means that there is none.
            new Organization(details.Provider.Id, details.Provider.Name, details.Provider.Description ?? "", details.Provider.Email,
                UrlOf(details)),
            details.Description, UrlOf(details), details.Provider.Email, details.MinimumAge, details.MaximumAge, details.ConfirmedOn,
            [.. details.Schedules.Select((s, i) => Of(s, Part("schedule", i), today, details.Breaks)),
                .. details.WordsOf("/schedules") is { } words
                    ? [new Schedule(Part("schedule-words"), null, null, null, null, null, null, Description: words)] : (Schedule[])[]],
            PlaceOf(details, Part) is { } place ? [new ServiceAtLocation(AtLocationOf(activity.Id), place)] : [],
            details.Cost is { } cost ? [new CostOption(Part("cost"), cost)] : [],
            details.Provider.Phone is { } phone ? [new Contact(Part("contact"), [new Phone(Part("phone"), phone)])] : [],
            [.. TermsOf(details).Select((t, i) => new Attribute(Part("attribute", i), "service", t))],
            [.. details.Languages
                .Select(
                    (l, i) =>
                        new Language(Part("language", i), l, CultureInfo.GetCultureInfo(l) is { } culture ? culture.EnglishName : l))],
            details.Capacity is { } c
                ? [new Capacity(Part("capacity"), c.Available, c.Maximum,
                    (c.Updated ?? DateOnly.FromDateTime(activity.LastModified.UtcDateTime))
                        .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "T00:00:00Z")] : [])
        {
            Unconfirmed = stored.Unconfirmed,
        };
    }

    /// <summary>A monthly schedule without its week would mean every week of the month.</summary>
    private static Schedule Of(ActivitySchedule schedule, Guid id, DateOnly today, IReadOnlyList<DaySpan> breaks)
    {
        DateOnly on = schedule.From ?? today;
        MonthWeek? week = schedule.Every is Every.Month ? ActivityTimes.WeekOf(schedule) : null;
        bool isAnyWeek = schedule is { Every: Every.Month, MonthDay: null } && week is null;
        return new(
            id, isAnyWeek ? null : schedule.Every is Every.Month ? "MONTHLY" : "WEEKLY",
            isAnyWeek ? null : schedule.Every is Every.Fortnight ? 2 : 1,
            schedule.Weekday is { } day ? (week is { } which ? DirectoryTerms.OrdinalOf(which) : "") + DirectoryTerms.CodeOf(day) : null,
            schedule.MonthDay?.ToString(CultureInfo.InvariantCulture),
            Time(schedule.StartsAt, on), schedule.EndsAt is { } ends ? Time(ends, on) : null, schedule.From, schedule.Until,
            DirectoryTerms.DescriptionOf(schedule, breaks));
    }

    /// <summary>Checked once more: an old entry may hold an address that would be refused today.</summary>
    private static string? UrlOf(ListingDetails details) =>
        details.Provider.Url is { } url && ActivityRules.IsWebAddress(url) ? url : null;

    private static Location? PlaceOf(ListingDetails details, Func<string, int, Guid> part)
    {
        Accessibility[]? accessibility = details.StepFree switch
        {
            StepFree.Yes => [new(part("accessibility", 0), DirectoryTerms.StepFreeWords)],
            StepFree.No => [new(part("accessibility", 0), DirectoryTerms.NotStepFreeWords)],
            _ => null,
        };
        if (details.Place is not { } place)
            return null;
        string[] lines = [.. place.Lines ?? []];
        Address[]? addresses = lines is [] && place.Postcode is null ? null
            : [new(part("address", 0), string.Join(", ", lines.Length > 1 ? lines[..^1] : lines), lines.Length > 1 ? lines[^1] : "", "",
                place.Postcode ?? "", "GB", "physical")];
        return new Location(part("location", 0), "physical", place.Name, place.Latitude, place.Longitude, addresses, accessibility);
    }

    /// <summary>A search asks for the terms of every entry. There are only as many as the pathway has needs.</summary>
    private static readonly ConcurrentDictionary<string, Term> _needs = [];

    private static Term Need(string code) => _needs.GetOrAdd(code, static code =>
        new(NamedGuid.Of("need", code), code, NeedName(code), $"For people with this need: {NeedName(code).ToLowerInvariant()}.",
            NeedsTaxonomy.Name, NeedsTaxonomy.Id));

    /// <summary><c>socialIsolation</c> becomes <c>Social isolation</c>.</summary>
    private static string NeedName(string code) =>
        string.Concat(
            code.Select(
                (c, i) => i is 0 ? char.ToUpperInvariant(c).ToString() : char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));

    private static Term Feature(string code, string name) =>
        new(NamedGuid.Of("feature", code), code, name, $"{name}.", FeaturesTaxonomy.Name, FeaturesTaxonomy.Id);

    /// <summary>With London's offset, as the standard requires.</summary>
    private static string Time(TimeOnly time, DateOnly on) =>
        time.ToString("HH:mm", CultureInfo.InvariantCulture)
            + (WorkingCalendar.London(on, time) is var at && WorkingCalendar.LondonTime(at) == at.UtcDateTime ? "Z" : "+01:00");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(UtcInstant)])]
[JsonSerializable(typeof(OpenReferralView.About))]
[JsonSerializable(typeof(OpenReferralView.Service))]
[JsonSerializable(typeof(OpenReferralView.PageOf<OpenReferralView.Service>), TypeInfoPropertyName = "Services")]
[JsonSerializable(typeof(OpenReferralView.PageOf<OpenReferralView.ServiceAtLocationWithService>),
    TypeInfoPropertyName = "ServicesAtLocations")]
[JsonSerializable(typeof(OpenReferralView.PageOf<OpenReferralView.Taxonomy>), TypeInfoPropertyName = "TaxonomyPage")]
[JsonSerializable(typeof(OpenReferralView.PageOf<OpenReferralView.Term>), TypeInfoPropertyName = "TermPage")]
internal sealed partial class OpenReferralJson : JsonSerializerContext;
