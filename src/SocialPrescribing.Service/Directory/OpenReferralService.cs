using System.Globalization;
using System.Text.Json;
using SocialPrescribing.Journeys;
using static SocialPrescribing.Service.Directory.OpenReferralFields;

namespace SocialPrescribing.Service.Directory;

/// <summary>Reads one service of a feed. Each of its venues is an entry: a place to go, with its own times.</summary>
internal sealed class OpenReferralService(JsonElement element, string at, ListingReading reading)
{
    private const int MostVenues = 50;
    private static readonly string[] _addressLines = ["address_1", "address_2", "city"];
    private readonly JsonFields _service = new(element, misfits: null);
    private readonly List<Problem> _notes = [];
    private readonly List<WrittenPart> _written = [];

    private sealed record Venue(string? Id, ActivityPlace? Place, StepFree StepFree, IReadOnlyList<JsonFields> Schedules);

    public IEnumerable<ImportRow> Rows()
    {
        string? id = Text(_service, "id"), name = Name();
        ListingDetails details = Details();
        // Two organisations may both use the id 7.
        Guid known = Guid.TryParse(id, out Guid exact) ? exact
            : NamedGuid.Of("open-referral", $"{details.Provider.Id}", id ?? $"name {name}");
        Venue[] venues = [.. Venues()];
        JsonFields[] own = [.. Times(_service)];
        for (int i = 0; i < venues.Length; i++)
        {
            Venue venue = venues[i];
            OpenReferralTimes times = new(reading.Today);
            JsonFields[] schedules = [.. venues.Length > 1 && venue.Schedules.Count > 0 ? [] : own, .. venue.Schedules];
            foreach (JsonFields schedule in schedules)
                times.Add(schedule);
            List<Problem> notes = [.. _notes, .. times.Notes];
            yield return new ImportRow(at, i is 0 ? known : NamedGuid.Of(known, $"venue/{venue.Id ?? $"{i}"}"),
                new(ListingOrigin.OpenReferral, i is 0 ? id : $"{id}#{venue.Id ?? $"{i}"}"), name,
                Timed(details, times, notes) with
                {
                    Place = venue.Place,
                    StepFree = venue.StepFree,
                    Breaks = [.. schedules.SelectMany(s => DirectoryTerms.BreaksIn(Text(s, "description"))).Distinct()],
                }, notes);
        }
    }

    /// <summary>What is over or has not begun is not shown as running.</summary>
    private ListingDetails Timed(ListingDetails details, OpenReferralTimes times, List<Problem> notes)
    {
        WrittenPart[] written = [.. _written, .. times.Words is { } words ? [WrittenPart.Of("/schedules", words)] : (WrittenPart[])[]];
        details = details with { Schedules = times.Found, AsWritten = written is [] ? null : written };
        if (details.Status is not ListingStatus.Active)
            return details;
        if (times.Over is not null)
        {
            notes.Add(new("/status", "over", "All its times are over, so it is taken as inactive."));
            return details with { Status = ListingStatus.Inactive };
        }
        if (times.Begins is not { } first)
            return details;
        notes.Add(new("/status", "not-begun", string.Create(CultureInfo.InvariantCulture,
            $"It begins on {first:d MMMM yyyy}, and is taken as closed until then.")));
        return details with { Status = ListingStatus.TemporarilyClosed, ClosedUntil = first };
    }

    private static IEnumerable<JsonFields> Times(JsonFields owner) =>
        List(owner, "schedules").Concat(List(owner, "regular_schedule")).Concat(List(owner, "regular_schedules"));

    private string? Name() => MarkedText.Plain(Text(_service, "name"))?.ReplaceLineEndings(" ");

    private ListingDetails Details()
    {
        JsonFields organisation = Object(_service, "organization");
        string provider = MarkedText.Plain(Text(organisation, "name")) ?? "";
        JsonFields[] contacts = [.. List(_service, "contacts"), .. List(organisation, "contacts")];
        string[] terms = [.. List(_service, "attributes").Select(a => Object(a, "taxonomy_term"))
            .Concat(List(_service, "service_taxonomys").Concat(List(_service, "service_taxonomies")).Select(t => Object(t, "taxonomy")))
            .SelectMany(t => new[] { Text(t, "code"), Text(t, "name"), Text(t, "term") }).OfType<string>()];
        JsonFields ages = List(_service, "eligibilitys").Concat(List(_service, "eligibilities")).FirstOrDefault() ?? Nothing;
        return new ListingDetails
        {
            Name = Name() ?? "",
            Provider = new ActivityProvider(
                Guid.TryParse(Text(organisation, "id"), out Guid id) ? id : NamedGuid.Of("provider", provider), provider,
                MarkedText.Plain(Text(organisation, "description")),
                Heard("/provider/email", ListingWords.Email,
                    [Text(_service, "email"), Text(organisation, "email"), .. contacts.Select(c => Text(c, "email"))]),
                Heard("/provider/phone", ListingWords.Phone, new[] { _service, organisation }.Concat(contacts)
                    .SelectMany(o => List(o, "phones")).Select(p => Text(p, "number"))),
                Heard("/provider/url", ListingWords.Web,
                    [Text(_service, "url"), Text(organisation, "website"), Text(organisation, "url")])),
            Description = MarkedText.Plain(Text(_service, "description")),
            Needs = NeedsOf(terms),
            Purposeful = terms.Contains(DirectoryTerms.Purposeful) ? true : null,
            Cost = Cost(),
            MinimumAge = Age("minimum_age", ages) is { } least ? ListingWords.Least(least) : null,
            MaximumAge = Age("maximum_age", ages) is { } most ? ListingWords.Limit(most) : null,
            Languages = [.. List(_service, "languages").Select(l => Text(l, "code") ?? Text(l, "name") ?? Text(l, "language"))
                .OfType<string>().Select(ListingWords.Language).OfType<string>().Distinct()],
            AccompaniedFirstVisitWelcome = terms.Contains(DirectoryTerms.AccompaniedFirstVisit) ? true : null,
            Capacity = Capacity(),
            Status = Status(),
            ConfirmedOn = Date(_service, "assured_date"),
        };
    }

    /// <summary>The first that can be used; the first of all where none can.</summary>
    private string? Heard(string pointer, Func<string, Heard<string>> read, IEnumerable<string?> texts)
    {
        string[] said = [.. texts.OfType<string>()];
        string? found = said.Select(t => read(t).Value).FirstOrDefault(v => v is not null);
        if (found is null && said.FirstOrDefault(t => !ListingWords.IsNothing(t)) is { } first)
            Keep(pointer, first, "It cannot be used.");
        return found;
    }

    private string[] NeedsOf(string[] terms)
    {
        string[] needs = [.. terms.Select(t => NeedWords.CodeOf(t, reading.Pathway, reading.Needs)).OfType<string>().Distinct()];
        if (needs is [] && terms.Length > 0)
            _notes.Add(new("/needs", "no-need-known", "No need known. Say in a file of terms and needs what this is: "
                + $"{WrittenPart.Of("/needs", string.Join(", ", terms.Distinct().Take(10))).Text}."));
        return needs;
    }

    private ListingStatus Status()
    {
        switch (Text(_service, "status")?.ToLowerInvariant())
        {
            case "active":
                return ListingStatus.Active;
            case "inactive":
                return ListingStatus.Inactive;
            case "defunct":
                return ListingStatus.Defunct;
            case "temporarily closed":
                return ListingStatus.TemporarilyClosed;
            case null:
                _notes.Add(new("/status", "required", "Nothing says whether it is active, so it is taken as that."));
                return ListingStatus.Active;
            case var other:
                Keep("/status", other, "Taken as active.");
                return ListingStatus.Active;
        }
    }

    /// <summary>The venues, at least one. A service without a place comes to people, or is online.</summary>
    private IEnumerable<Venue> Venues()
    {
        string[] terms =
            [.. List(_service, "attributes").Select(a => Text(Object(a, "taxonomy_term"), "code")).OfType<string>()];
        Dictionary<string, Venue> venues = [];
        foreach (JsonFields there in List(_service, "service_at_locations"))
        {
            JsonFields location = Object(there, "location");
            ActivityPlace? place = location.IsObject ? Place(location) : null;
            Venue venue = new(Text(there, "id") ?? Text(location, "id"), place, StepFreeOf(location, terms), [.. Times(there)]);
            string key = string.Join('\n', [place?.Name, place?.Postcode, .. place?.Lines ?? []]);
            venues[key] = venues.TryGetValue(key, out Venue? before)
                ? before with { Schedules = [.. before.Schedules, .. venue.Schedules] } : venue;
        }
        Venue[] found = [.. venues.Values.Take(MostVenues)];
        Venue[] placed = [.. found.Where(v => v.Place is not null)];
        // A location that is no venue is only looked at for its times.
        return placed is [] ? [new Venue(null, null, found.FirstOrDefault()?.StepFree ?? StepFreeOf(Nothing, terms),
            [.. found.SelectMany(v => v.Schedules)])] : placed;
    }

    private ActivityPlace? Place(JsonFields location)
    {
        if (Text(location, "location_type") is "virtual" or "postal")
            return null;
        JsonFields[] addresses = [.. List(location, "addresses"), .. List(location, "physical_addresses")];
        JsonFields? address = addresses.FirstOrDefault(a => Text(a, "address_type") is "physical")
            ?? addresses.FirstOrDefault(a => Text(a, "address_type") is not ("postal" or "virtual"));
        if (address is null && addresses.Length > 0)
            _notes.Add(new("/place/lines", "postal-address", "Left out: its only address is one for letters."));
        string[] lines = [.. _addressLines.Select(f => Text(address ?? Nothing, f)).OfType<string>()
            .SelectMany(l => l.ReplaceLineEndings("\n")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        string? postcode = Text(address ?? Nothing, "postal_code") is { } code && !ListingWords.IsNothing(code)
            ? ListingWords.Postal(code).Value ?? code : null;
        ActivityPlace place = new(MarkedText.Plain(Text(location, "name")), lines is [] ? null : lines, postcode,
            Degrees(location, "latitude"), Degrees(location, "longitude"));
        return place == new ActivityPlace() ? null : place;
    }

    /// <summary>Only what says it outright counts: "accessible toilet" says nothing of the steps before the door.</summary>
    private static StepFree StepFreeOf(JsonFields location, string[] terms) =>
        terms.Contains(DirectoryTerms.StepFree)
            || List(location, "accessibility").Any(a => Text(a, "description") is DirectoryTerms.StepFreeWords) ? StepFree.Yes
        : List(location, "accessibility").Any(a => Text(a, "description") is DirectoryTerms.NotStepFreeWords) ? StepFree.No
        : StepFree.Unknown;

    /// <summary>Prices that have run out are not shown.</summary>
    private string? Cost()
    {
        string[] costs = [.. List(_service, "cost_options").Where(c => !(Date(c, "valid_to") < reading.Today)).Select(c => string.Join(' ',
            new[]
            {
                Text(c, "option"), Amount(c), MarkedText.Plain(Text(c, "amount_description")),
            }.OfType<string>())).Where(c => c.Length > 0).Distinct()];
        return costs is [] ? ListingWords.Cost(MarkedText.Plain(Text(_service, "fees"))) : string.Join("; ", costs);
    }

    private static string? Amount(JsonFields cost)
    {
        if (Number(cost, "amount") is not { } amount || amount < 0)
            return null;
        string currency = (Text(cost, "currency") ?? Text(cost, "amount_currency") ?? "GBP").ToUpperInvariant();
        string figure = amount.ToString(amount == Math.Truncate(amount) ? "0" : "0.00", CultureInfo.InvariantCulture);
        return amount is 0 ? Text(cost, "option") is null ? "Free" : "free"
            : currency is "GBP" or "£" ? "£" + figure : $"{currency} {figure}";
    }

    private ActivityCapacity? Capacity()
    {
        JsonFields? capacity = List(_service, "service_capacities").Concat(List(_service, "service_capacity")).FirstOrDefault();
        return capacity is null ? null
            : new ActivityCapacity(Whole(capacity, "available"), Whole(capacity, "maximum"),
                DateTimeOffset.TryParse(Text(capacity, "updated"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                    out DateTimeOffset when) ? WorkingCalendar.LondonDate(when) : null);
    }

    private static int? Whole(JsonFields owner, string field) =>
        Number(owner, field) is { } number && number >= 0 ? (int)Math.Min(number, ActivityRules.MostPlaces) : null;

    /// <summary>People count whole years: of seventeen and a half it is seventeen.</summary>
    private int? Age(string field, JsonFields eligibility)
    {
        JsonFields owner = _service.Find(field, out JsonElement _) ? _service : eligibility;
        if (Number(owner, field) is { } age)
            return age < 0 ? null : (int)Math.Min(Math.Floor(age), 1_000);
        if (Text(owner, field) is not { } text)
            return null;
        Heard<(int? From, int? To)> heard = ListingWords.Ages(text, field is "maximum_age");
        if (!heard.IsAll)
            Keep(field is "maximum_age" ? "/maximumAge" : "/minimumAge", text, "It is no age.");
        return field is "maximum_age" ? heard.Value.To : heard.Value.From;
    }

    private DateOnly? Date(JsonFields owner, string field)
    {
        if (Text(owner, field) is not { } text || ListingWords.IsNothing(text))
            return null;
        if (DateWords.Read(text) is not { } date)
        {
            if (field is "assured_date")
                Keep("/confirmedOn", text, "A date is written 2027-03-12.");
            return null;
        }
        return date;
    }

    private double? Degrees(JsonFields location, string field)
    {
        if (Number(location, field) is { } degrees)
            return (double)degrees;
        if (Text(location, field) is { } text && !ListingWords.IsNothing(text))
        {
            if (ListingWords.Degrees(text) is { } read)
                return read;
            Keep("/place/" + field, text, "Degrees are a number with a decimal point.");
        }
        return null;
    }

    private void Keep(string pointer, string text, string detail)
    {
        WrittenPart part = WrittenPart.Of(pointer, text);
        _written.Add(part);
        _notes.Add(new(pointer, ActivityMending.KeptAsWritten, $"Kept as it was written: {part.Text}. {detail}"));
    }
}
