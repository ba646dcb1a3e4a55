using System.Globalization;
using System.Text.Json;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>
/// Reads services in the form of Open Referral UK 3.0 (HSDS-UK): a page with <c>contents</c>, a list, or one service. Feeds differ
/// in what they fill in, so what is not needed and cannot be used is left out and named; what is needed is not guessed.
/// </summary>
public static class OpenReferralReader
{
    public const int MostServices = 20_000;
    private static readonly string[] _mayBeLeftOut = ["/provider/email", "/provider/phone", "/provider/url", "/place/postcode"];
    private static readonly JsonDocumentOptions _options = new() { MaxDepth = 32 };

    /// <param name="part">Begins what the report calls the place of each service: <c>page 2, </c>.</param>
    public static IReadOnlyList<ImportRow> Read(ReadOnlyMemory<byte> json, Pathway pathway, string part = "")
    {
        (JsonDocument? document, ImportRow? unreadable) = Parse(json, part);
        if (document is null)
            return [unreadable!];
        using (document)
            return Services(document.RootElement) is { } services
                ? [.. services.Take(MostServices)
                    .Select((s, i) => Read(s, At(part, i), pathway)), .. services.Count > MostServices ? [TooMany(part)] : (ImportRow[])[]]
                : [NoServices(part)];
    }

    internal static string At(string part, int index) => string.Create(CultureInfo.InvariantCulture, $"{part}service {index + 1}");

    internal static ImportRow NoServices(string part) =>
        ImportRow.Unreadable($"{part}file", "not-open-referral",
            "This holds no services: give a page with contents, a list of services, or one service with an id and a name.");

    internal static ImportRow TooMany(string part) =>
        ImportRow.Unreadable($"{part}file", "too-many",
            string.Create(CultureInfo.InvariantCulture, $"At most {MostServices} services at once; the rest was not read."));

    internal static (JsonDocument? Document, ImportRow? Unreadable) Parse(ReadOnlyMemory<byte> json, string part)
    {
        try
        {
            // RFC 8259 lets a reader pass over a byte order mark.
            return (JsonDocument.Parse(json.Span.StartsWith(System.Text.Encoding.UTF8.Preamble) ? json[3..] : json, _options), null);
        }
        catch (JsonException e)
        {
            string where = e.LineNumber is { } line ? string.Create(CultureInfo.InvariantCulture, $" at line {line + 1}") : "";
            return (null, ImportRow.Unreadable($"{part}file", "malformed-json", $"This is not readable JSON in UTF-8{where}."));
        }
    }

    internal static IReadOnlyList<JsonElement>? Services(JsonElement root) => root.ValueKind switch
    {
        JsonValueKind.Array => [.. root.EnumerateArray()],
        JsonValueKind.Object when root.TryGetProperty("contents", out JsonElement contents) && contents.ValueKind is JsonValueKind.Array =>
            [.. contents.EnumerateArray()],
        JsonValueKind.Object when root.TryGetProperty("id", out _) || root.TryGetProperty("name", out _) => [root],
        _ => null,
    };

    internal static ImportRow Read(JsonElement service, string at, Pathway pathway)
    {
        if (service.ValueKind is not JsonValueKind.Object)
            return ImportRow.Unreadable(at, "wrong-type", "A service is a JSON object.");
        Reader read = new(pathway);
        ListingDetails? details = null;
        string? id = null, name = null;
        try
        {
            JsonFields fields = new(service, misfits: null);
            (id, name, details) = (Reader.Text(fields, "id"), Reader.Text(fields, "name"), read.Details(fields));
        }
        catch (InvalidOperationException)
        {
            read.Problems.Add(new Problem("", "broken-text", "A text in it holds half a character, which is no text."));
        }
        // Two organisations may both use the id 7.
        Guid known = Guid.TryParse(id, out Guid exact) ? exact : NamedGuid.Of("open-referral", $"{details?.Provider.Id}", id ?? "");
        ListingSource source = new(ListingOrigin.OpenReferral, id);
        return details is null || read.Problems.Count > 0
            ? new ImportRow(at, id is null ? Guid.Empty : known, source, name, null, read.Problems)
            : Without(new ImportRow(at, known, source, name, details, []), pathway);
    }

    /// <summary>A telephone number in a foreign spelling is no reason to do without the activity.</summary>
    private static ImportRow Without(ImportRow row, Pathway pathway)
    {
        ListingDetails details = row.Details!;
        Problem[] wrong =
            [.. ActivityRules.Check(details, pathway, DateOnly.MaxValue).Problems.Where(p => _mayBeLeftOut.Contains(p.Pointer))];
        bool Is(string pointer) => wrong.Any(p => p.Pointer == pointer);
        ActivityProvider provider = details.Provider;
        return row with
        {
            Problems = [.. wrong.Select(p => p with { Detail = $"Left out. {p.Detail}" })],
            Details = details with
            {
                Provider = provider with
                {
                    Email = Is("/provider/email") ? null : provider.Email,
                    Phone = Is("/provider/phone") ? null : provider.Phone,
                    Url = Is("/provider/url") ? null : provider.Url,
                },
                Place = Is("/place/postcode") ? details.Place! with { Postcode = null } : details.Place,
            },
        };
    }

    private sealed class Reader(Pathway pathway)
    {
        private const int MostOfAList = 200;
        private static JsonFields Nothing => new(default, misfits: null);

        public List<Problem> Problems { get; } = [];

        /// <summary>Null if it is not known which service this is.</summary>
        public ListingDetails? Details(JsonFields service)
        {
            if (Text(service, "id") is null)
                Problems.Add(new Problem("/id", "required", "A service without an id cannot be found again."));
            JsonFields organisation = Object(service, "organization");
            string provider = Text(organisation, "name") ?? "";
            JsonFields[] contacts = [.. List(service, "contacts"), .. List(organisation, "contacts")];
            JsonFields[] places = [.. List(service, "service_at_locations")];
            string[] terms = [.. List(service, "attributes").Select(a => Object(a, "taxonomy_term"))
                .SelectMany(t => new[] { Text(t, "code"), Text(t, "name"), Text(t, "term") }).OfType<string>()];
            JsonFields[] schedules = [.. new[] { service }.Concat(places).SelectMany(o => List(o, "schedules"))];
            JsonFields location = places.Select(p => Object(p, "location")).FirstOrDefault(l => l.IsObject) ?? Nothing;
            return new ListingDetails
            {
                Name = Text(service, "name") ?? "",
                Provider = new ActivityProvider(
                    Guid.TryParse(Text(organisation, "id"), out Guid id) ? id : NamedGuid.Of("provider", provider), provider,
                    Text(organisation, "description"),
                    Text(service, "email") ?? Text(organisation, "email")
                        ?? contacts.Select(c => Text(c, "email")).FirstOrDefault(e => e is not null),
                    new[] { service, organisation }.Concat(contacts).SelectMany(o => List(o, "phones")).Select(p => Text(p, "number"))
                        .FirstOrDefault(n => n is not null),
                    Text(service, "url") ?? Text(organisation, "website")),
                Description = Text(service, "description"),
                Needs = [.. terms.Select(t => NeedWords.CodeOf(t, pathway)).OfType<string>().Distinct()],
                Purposeful = terms.Contains(DirectoryTerms.Purposeful) ? true : null,
                Schedules = [.. schedules.SelectMany(Schedules).Distinct()],
                Breaks = [.. schedules.SelectMany(s => DirectoryTerms.BreaksIn(Text(s, "description"))).Distinct()],
                Place = location.IsObject ? Place(location) : null,
                StepFree = StepFreeOf(location, terms),
                Cost = Cost(service),
                MinimumAge = Age(service, "minimum_age"),
                MaximumAge = Age(service, "maximum_age"),
                Languages = [.. List(service, "languages").Select(l => Text(l, "code") ?? Text(l, "name")).OfType<string>().Select(Tag)
                    .OfType<string>().Distinct()],
                AccompaniedFirstVisitWelcome = terms.Contains(DirectoryTerms.AccompaniedFirstVisit) ? true : null,
                Capacity = Capacity(service),
                Status = Status(service),
                ConfirmedOn = Date(service, "assured_date"),
            };
        }

        private ListingStatus Status(JsonFields service)
        {
            switch (Text(service, "status"))
            {
                case "active":
                    return ListingStatus.Active;
                case "inactive":
                    return ListingStatus.Inactive;
                case "defunct":
                    return ListingStatus.Defunct;
                case "temporarily closed":
                    return ListingStatus.TemporarilyClosed;
                case var other:
                    Problems.Add(other is null
                        ? new("/status", "required", "Say whether it is active, inactive, defunct or temporarily closed.")
                        : new("/status", "wrong-type", "This must be active, inactive, defunct or temporarily closed."));
                    return default;
            }
        }

        private ActivityPlace Place(JsonFields location)
        {
            JsonFields address = List(location, "addresses").FirstOrDefault() ?? Nothing;
            string[] lines = [.. new[] { Text(address, "address_1"), Text(address, "address_2"), Text(address, "city") }.OfType<string>()];
            return new ActivityPlace(Text(location, "name"), lines is [] ? null : lines, Text(address, "postal_code"),
                Degrees(location, "latitude"), Degrees(location, "longitude"));
        }

        /// <summary>Only what says it outright counts: "accessible toilet" says nothing of the steps before the door.</summary>
        private static StepFree StepFreeOf(JsonFields location, string[] terms) =>
            terms.Contains(DirectoryTerms.StepFree)
                || List(location, "accessibility").Any(a => Text(a, "description") is DirectoryTerms.StepFreeWords) ? StepFree.Yes
            : List(location, "accessibility").Any(a => Text(a, "description") is DirectoryTerms.NotStepFreeWords) ? StepFree.No
            : StepFree.Unknown;

        /// <summary>Only a weekday with a time is of use to somebody who wants to go.</summary>
        private IEnumerable<ActivitySchedule> Schedules(JsonFields schedule)
        {
            if (Time(schedule, "opens_at") is not { } starts)
                yield break;
            TimeOnly? ends = Time(schedule, "closes_at") is { } closes && closes > starts ? closes : null;
            Every? every = (Text(schedule, "freq"), Number(schedule, "interval") ?? 1) switch
            {
                ("WEEKLY", 1) => Every.Week,
                ("WEEKLY", 2) => Every.Fortnight,
                ("MONTHLY", 1) => Every.Month,
                _ => null,
            };
            DateOnly? from = Date(schedule, "valid_from"), until = Date(schedule, "valid_to") is { } last && !(last < from) ? last : null;
            foreach (string day in Text(schedule, "byday")?.Split(',', StringSplitOptions.TrimEntries) ?? [])
                if (every is { } known && DirectoryTerms.DayOf(day) is var (weekday, week))
                    yield return new ActivitySchedule(weekday, starts, ends, known, known is Every.Month ? week : null, from, until,
                        DirectoryTerms.SaysNotInSchoolHolidays(Text(schedule, "description")) ? true : null);
        }

        private static string? Cost(JsonFields service) =>
            string.Join("; ", List(service, "cost_options").Select(c => string.Join(' ', new[]
        {
            Text(c, "option"),
            Number(c, "amount") is { } amount and > 0 ? string.Create(CultureInfo.InvariantCulture, $"£{amount:0.##}") : null,
            Text(c, "amount_description"),
        }.OfType<string>())).Where(c => c.Length > 0)) is { Length: > 0 } text ? text : Text(service, "fees");

        private static ActivityCapacity? Capacity(JsonFields service)
        {
            JsonFields? capacity = List(service, "service_capacities").Concat(List(service, "service_capacity")).FirstOrDefault();
            return capacity is null ? null
                : new ActivityCapacity((int?)Number(capacity, "available"), (int?)Number(capacity, "maximum"), Moment(capacity, "updated"));
        }

        private int? Age(JsonFields service, string field)
        {
            if (Number(service, field) is not { } age)
                return null;
            if (age == Math.Truncate(age) && age is > -1_000 and < 1_000)
                return (int)age;
            Problems.Add(new Problem($"/{field}", "wrong-type", "An age is a whole number."));
            return null;
        }

        private DateOnly? Date(JsonFields service, string field)
        {
            if (Text(service, field) is not { } text)
                return null;
            if (DateOnly.TryParseExact(text.Split('T')[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None,
                out DateOnly date))
                return date;
            Problems.Add(new Problem($"/{field}", "wrong-type", "A date is written 2027-03-12."));
            return null;
        }

        private static DateOnly? Moment(JsonFields owner, string field) =>
            DateTimeOffset.TryParse(Text(owner, field), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
                ? WorkingCalendar.LondonDate(at) : null;

        private double? Degrees(JsonFields location, string field)
        {
            if (!location.Find(field, out _))
                return null;
            if (Number(location, field) is { } degrees)
                return (double)degrees;
            Problems.Add(new Problem($"/place/{field}", "wrong-type", "Degrees are a number with a decimal point."));
            return null;
        }

        private static TimeOnly? Time(JsonFields owner, string field) =>
            Text(owner, field) is { Length: >= 5 } text
                && TimeOnly.TryParseExact(text.AsSpan(0, 5), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time)
                ? time : null;

        private static string? Tag(string language) =>
            language.Length is 2 or 3 && language.All(char.IsAsciiLetter) ? language.ToLowerInvariant()
            : CultureInfo.GetCultures(CultureTypes.NeutralCultures)
                .FirstOrDefault(c => c.Name.Length is 2 or 3 && c.EnglishName.Equals(language, StringComparison.OrdinalIgnoreCase))?.Name;

        private static JsonFields Object(JsonFields owner, string field) =>
            new(owner.Take(field, JsonForms.Object, out JsonElement value) ? value : default, misfits: null);

        private static IEnumerable<JsonFields> List(JsonFields owner, string field) =>
            owner.Take(field, JsonForms.List, out JsonElement list)
                ? list.EnumerateArray().Select(e => new JsonFields(e, misfits: null)).Where(o => o.IsObject).Take(MostOfAList) : [];

        public static string? Text(JsonFields owner, string field) => owner.Text(field)?.Trim();

        /// <summary>Some feeds write numbers as text.</summary>
        private static readonly JsonForm<decimal> _number = new("a number", null, TryNumber);

        private static bool TryNumber(JsonElement e, out decimal number)
        {
            number = default;
            return (e.ValueKind is JsonValueKind.Number && e.TryGetDecimal(out number)
                || e.ValueKind is JsonValueKind.String
                && decimal.TryParse(e.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture, out number))
                && Math.Abs(number) < 1_000_000;
        }

        private static decimal? Number(JsonFields owner, string field) => owner.Take(field, _number, out decimal number) ? number : null;
    }
}
