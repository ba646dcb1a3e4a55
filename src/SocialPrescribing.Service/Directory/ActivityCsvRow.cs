using System.Globalization;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>Reads one row. What cannot be read as a value is kept as it was written, and named.</summary>
/// <param name="header">Each cell's column; what is none is passed over.</param>
internal sealed partial class ActivityCsvRow(string at, string[] header, string[] cells, Pathway pathway)
{
    private readonly List<Problem> _problems = [];
    private readonly List<WrittenPart> _written = [];

    public ImportRow Read()
    {
        string name = Cell("name") ?? "", provider = Cell("provider") ?? "";
        string? given = Cell("id");
        // Two providers may both use the id 7.
        Guid id = Guid.TryParse(given, out Guid exact)
            ? exact
            : given is not null ? NamedGuid.Of("csv-id", provider, given) : NamedGuid.Of("csv", provider, name);
        (int? from, int? to) = Ages();
        ListingDetails details = new()
        {
            Name = name,
            Provider = new ActivityProvider(NamedGuid.Of("provider", provider), provider, Cell("provider_description"),
                Heard("provider_email", "/provider/email", "an email address", ListingWords.Email),
                Heard("provider_phone", "/provider/phone", "a telephone number", ListingWords.Phone),
                Heard("provider_url", "/provider/url", "a web address", ListingWords.Web)),
            Description = Cell("description"),
            Needs = Needs(),
            Purposeful = YesNo("purposeful", "/purposeful"),
            Schedules = When(),
            Breaks = Breaks(),
            Place = Place(),
            StepFree = YesNo("step_free", "/stepFree") switch { true => StepFree.Yes, false => StepFree.No, null => StepFree.Unknown },
            Cost = ListingWords.Cost(Cell("cost")),
            MinimumAge = from,
            MaximumAge = to,
            Languages = Languages(),
            AccompaniedFirstVisitWelcome = YesNo("accompanied_first_visit", "/accompaniedFirstVisitWelcome"),
            Capacity = Capacity(),
            Status = Status(),
            ClosedUntil = Date("closed_until", "/closedUntil"),
            ConfirmedOn = Date("last_confirmed", "/confirmedOn"),
            // Anything but a plain yes keeps the entry out of the public directory: the provider may have meant that.
            NotInPublic = Cell("in_public") is not null && YesNo("in_public", "/notInPublic") is not true ? true : null,
        };
        (bool? ours, bool? keepsRegister) = (Flag("ours"), Flag("keeps_register"));
        if (ActivityRules.CheckRegister(ours, keepsRegister) is { } both)
        {
            _problems.Add(both with { Pointer = "/keeps_register" });
            (ours, keepsRegister) = (null, null);
        }
        return new ImportRow(at, id, new(ListingOrigin.Csv, given), name,
            details with { AsWritten = _written is [] ? null : [.. _written.Take(WrittenPart.MostParts)] }, _problems)
        {
            IsOurs = ours,
            KeepsRegister = keepsRegister,
        };
    }

    private ActivityPlace? Place()
    {
        string? postcode = Heard("postcode", "/place/postcode", "a postcode of the United Kingdom", ListingWords.Postal);
        ActivityPlace place = new(Cell("place"), List("address") is { Length: > 0 } lines ? lines : null, postcode,
            Degrees("latitude"), Degrees("longitude"));
        return place == new ActivityPlace() ? null : place;
    }

    private ActivityCapacity? Capacity()
    {
        ActivityCapacity capacity =
            new(Whole("places_free", "/capacity/available"), Whole("places_total", "/capacity/maximum"));
        return capacity == new ActivityCapacity() ? null
            : capacity with { Updated = Date("places_on", "/capacity/updated") ?? DateWords.Read(Cell("last_confirmed") ?? "") };
    }

    private ListingStatus Status() => Cell("status")?.ToLowerInvariant() switch
    {
        null or "active" or "open" or "running" or "live" or "current" => ListingStatus.Active,
        "inactive" or "withdrawn" or "paused for good" or "ended" or "finished" or "stopped" => ListingStatus.Inactive,
        "defunct" => ListingStatus.Defunct,
        "temporarily closed" or "temporarily-closed" or "temporarilyclosed" or "closed for now" or "paused" or "suspended" =>
            ListingStatus.TemporarilyClosed,
        _ => KeepAsWritten("status", "/status", "Write active, inactive, defunct or temporarily closed.", ListingStatus.Active),
    };

    private IReadOnlyList<ActivitySchedule> When()
    {
        List<ActivitySchedule> found = [];
        List<string> unread = [];
        foreach (string part in List("when"))
            if (ScheduleWords.Read(part) is { } read)
                found.AddRange(read);
            else if (!ListingWords.IsNothing(part))
                unread.Add(part);
        if (unread.Count > 0)
            Keep("when", "/schedules", string.Join("; ", unread), ScheduleWords.Allowed);
        return [.. found.Distinct()];
    }

    private DaySpan[] Breaks()
    {
        string[] parts = List("breaks");
        string[] unread = [.. parts.Where(p => Break(p) is null && !ListingWords.IsNothing(p))];
        if (unread.Length > 0)
            Keep("breaks", "/breaks", string.Join("; ", unread),
                "Write the first and the last day of each break, such as: 2027-02-15 to 2027-02-19.");
        return [.. parts.Select(Break).OfType<DaySpan>().Distinct().Take(ActivityRules.MostItems)];
    }

    private static DaySpan? Break(string text) => text.Split([" to ", " until ", " - ", " – ", "–"], StringSplitOptions.TrimEntries) switch
    {
        [var day] when DateWords.Read(day) is { } on => new(on, on),
        [var first, var last] when DateWords.Read(first) is { } from && DateWords.Read(last) is { } until && from <= until =>
            new(from, until),
        _ => null,
    };

    private string[] Needs()
    {
        List<string> unknown = [];
        string[] known = [.. List("needs", ';', '|').SelectMany(Codes).OfType<string>().Distinct()];
        if (unknown.Count > 0)
            Keep("needs", "/needs", string.Join("; ", unknown), "It is no need that this service knows.");
        return known;

        // "loneliness, anxiety" are two; a need of the operator's own may have a comma in its name.
        IEnumerable<string?> Codes(string text)
        {
            if (NeedWords.CodeOf(text, pathway) is { } whole)
                return [whole];
            string[] parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            unknown.AddRange(parts.Where(p => NeedWords.CodeOf(p, pathway) is null));
            return parts.Select(p => NeedWords.CodeOf(p, pathway));
        }
    }

    private string[] Languages()
    {
        string[] said = List("languages", ';', ',', '/', '&', '|');
        string[] unknown = [.. said.Where(l => ListingWords.Language(l) is null && !ListingWords.IsNothing(l))];
        if (unknown.Length > 0)
            Keep("languages", "/languages", string.Join("; ", unknown), "Write English, Welsh, or tags such as en, cy, pl.");
        return [.. said.Select(ListingWords.Language).OfType<string>().Distinct()];
    }

    /// <summary>Lowest and highest age. Some files write both into one of the two cells.</summary>
    private (int? From, int? To) Ages()
    {
        const string allowed = "Write a whole number, 18+, 16 to 25, all ages, or leave it empty.";
        Heard<(int? From, int? To)> lowest = Read("minimum_age", false), highest = Read("maximum_age", true);
        if (!lowest.IsAll)
            Keep("minimum_age", "/minimumAge", Cell("minimum_age")!, allowed);
        if (!highest.IsAll)
            Keep("maximum_age", "/maximumAge", Cell("maximum_age")!, allowed);
        return (lowest.Value.From ?? highest.Value.From, highest.Value.To ?? lowest.Value.To);

        Heard<(int? From, int? To)> Read(string column, bool isHighest) =>
            Cell(column) is { } text ? ListingWords.Ages(text, isHighest) : new((null, null), true);
    }

    private string? Cell(string column) =>
        Array.IndexOf(header, column) is >= 0 and int i && PlainText.Seen(cells[i]) is { Length: > 0 } text ? text : null;

    private string[] List(string column, params ReadOnlySpan<char> breaks) =>
        Cell(column)?.ReplaceLineEndings(";").Split(breaks is [] ? [';'] : [.. breaks],
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private string? Heard(string column, string pointer, string what, Func<string, Heard<string>> read)
    {
        if (Cell(column) is not { } text)
            return null;
        Heard<string> heard = read(text);
        if (!heard.IsAll)
            Keep(column, pointer, text, heard.Value is null ? $"This is not {what}." : $"Read as {heard.Value}.");
        return heard.Value;
    }

    private bool? YesNo(string column, string pointer)
    {
        if (Cell(column) is not { } text || ListingWords.IsNothing(text))
            return null;
        return Said(text) ?? KeepAsWritten<bool?>(column, pointer, "Write yes or no, or leave it empty.", null);
    }

    /// <summary>What a provider has agreed to is kept beside the entry. A value that cannot be read leaves it as it was.</summary>
    private bool? Flag(string column)
    {
        if (Cell(column) is not { } text || ListingWords.IsNothing(text))
            return null;
        bool? said = Said(text);
        if (said is null)
            _problems.Add(new Problem("/" + column, "wrong-type", "Left as it is here. Write yes or no, or leave it empty."));
        return said;
    }

    private static bool? Said(string text) => text.TrimEnd('.', '!').ToLowerInvariant() switch
    {
        "yes" or "y" or "true" or "1" or "✓" => true,
        "no" or "n" or "false" or "0" or "✗" => false,
        _ => null,
    };

    private int? Whole(string column, string pointer) => Cell(column) is not { } text || ListingWords.IsNothing(text) ? null
        : Number().Match(text) is { Success: true } match
            && int.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : KeepAsWritten<int?>(column, pointer, "Write a whole number, or leave it empty.", null);

    private double? Degrees(string column) => Cell(column) is not { } text || ListingWords.IsNothing(text) ? null
        : ListingWords.Degrees(text)
            ?? KeepAsWritten<double?>(column, "/place/" + column, "Write degrees with a decimal point, such as 51.1134.", null);

    private DateOnly? Date(string column, string pointer) => Cell(column) is not { } text || ListingWords.IsNothing(text) ? null
        : DateWords.Read(text) ?? KeepAsWritten<DateOnly?>(column, pointer, "Write a date such as 2027-03-12 or 12/03/2027.", null);

    private T KeepAsWritten<T>(string column, string pointer, string detail, T instead)
    {
        Keep(column, pointer, Cell(column)!, detail);
        return instead;
    }

    private void Keep(string column, string pointer, string text, string detail)
    {
        WrittenPart part = WrittenPart.Of(pointer, text);
        _written.Add(part);
        // In a form the words stand right beside the problem, so it need not repeat them.
        _problems.Add(new Problem("/" + column, ActivityMending.KeptAsWritten,
            at is "" ? detail : $"Kept as it was written: {part.Text}. {detail}"));
    }

    [GeneratedRegex(@"^(\d{1,9})(\.0+)?( places| spaces)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Number();
}
