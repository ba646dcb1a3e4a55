using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>
/// Makes an entry from elsewhere usable. A value that cannot be used leaves its field empty, is kept as it was written, and is named in the
/// report. An entry is refused only if nobody could tell which activity it is.
/// </summary>
internal static class ActivityMending
{
    public const string KeptAsWritten = "kept-as-written";

    /// <returns>The entry that can be kept, what was left out of it, and why it still cannot be taken.</returns>
    public static (ListingDetails Details, IReadOnlyList<Problem> Notes, IReadOnlyList<Problem> Problems) Mend(
        ListingDetails details, Pathway pathway, DateOnly today)
    {
        List<Problem> notes = [];
        details = Cleaned(details, notes);
        (ListingDetails read, IReadOnlyList<Problem> problems) = ActivityRules.Check(details, pathway, today);
        if (problems.Count is 0)
            return (read, notes, []);
        List<WrittenPart> written = [.. details.AsWritten ?? []];
        ListingDetails mended = details;
        HashSet<string> done = [];
        foreach (Problem problem in problems)
            if (Without(mended, details, problem.Pointer) is var (without, pointer, text) && done.Add(pointer + text))
            {
                mended = without;
                if (text is { Length: > 0 } && WrittenPart.Pointers.Contains(pointer))
                    written.Add(WrittenPart.Of(pointer, text));
                notes.Add(new(problem.Pointer, KeptAsWritten, text is { Length: > 0 } ? $"Left out: {text}. {problem.Detail}"
                    : $"Left out. {problem.Detail}"));
            }
        mended = mended with { AsWritten = written is [] ? null : [.. written.Distinct().Take(WrittenPart.MostParts)] };
        (mended, problems) = ActivityRules.Check(mended, pathway, today);
        return (mended, notes, problems);
    }

    /// <summary>Cuts texts and lists that are too long, and leaves out points that cannot be right.</summary>
    private static ListingDetails Cleaned(ListingDetails details, List<Problem> notes)
    {
        string? Text(string pointer, string? text, int most)
        {
            string? seen = text is null ? null
                : PlainText.Seen(string.Concat(text.Select(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t') ? ' ' : c)));
            if (seen is not { Length: > 0 })
                return null;
            if (seen.Length <= most)
                return seen;
            notes.Add(new(pointer, "shortened", string.Create(CultureInfo.InvariantCulture,
                $"This has {seen.Length} characters; the first {most} were taken.")));
            return seen[..PlainText.Length(seen, most - 1)] + "…";
        }
        string? Line(string pointer, string? text) => Text(pointer, text, ReferralRules.MaxName) is { } line
            ? string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : null;
        IReadOnlyList<T> Most<T>(string pointer, IReadOnlyList<T> items, int most)
        {
            if (items.Count <= most)
                return items;
            notes.Add(new(pointer, "shortened", string.Create(CultureInfo.InvariantCulture,
                $"These are {items.Count}; the first {most} were taken.")));
            return [.. items.Take(most)];
        }
        ActivityPlace? place = details.Place is not { } written ? null : Pointed(written with
        {
            Name = Line("/place/name", written.Name),
            Lines = written.Lines is { } lines
                ? Most<string>("/place/lines", [.. lines.Select(l => Line("/place/lines", l)).OfType<string>()], ActivityRules.MostLines)
                : null,
        }, notes);
        return details with
        {
            Description = Text("/description", details.Description, ActivityRules.LongestDescription),
            Cost = Text("/cost", details.Cost, ActivityRules.LongestCost),
            Provider = details.Provider with
            {
                Description = Text("/provider/description", details.Provider.Description, ActivityRules.LongestProviderDescription),
            },
            Place = place is { Lines: [] } ? Place(place with { Lines = null }) : Place(place),
            Needs = Most("/needs", [.. details.Needs.Distinct()], ActivityRules.MostItems),
            Schedules = Most("/schedules", [.. details.Schedules.Distinct()], ActivityRules.MostItems),
            Languages = Most("/languages", [.. details.Languages.Distinct()], ActivityRules.MostItems),
        };
    }

    private static ActivityPlace? Place(ActivityPlace? place) => place == new ActivityPlace() ? null : place;

    /// <summary>Zero, half a point, a grid reference and a point elsewhere in the world are no place to go.</summary>
    private static ActivityPlace Pointed(ActivityPlace place, List<Problem> notes)
    {
        if (place.Latitude is null && place.Longitude is null)
            return place;
        if (place is { Latitude: >= 49 and <= 61, Longitude: >= -9 and <= 2.5 and not 0 })
            return place;
        string Said(double? degrees) => degrees?.ToString(CultureInfo.InvariantCulture) ?? "nothing";
        notes.Add(new("/place/latitude", KeptAsWritten,
            $"{Said(place.Latitude)}, {Said(place.Longitude)} is no latitude and longitude in the United Kingdom; left out."));
        return place with { Latitude = null, Longitude = null };
    }

    /// <summary>
    /// The entry without the value that is wrong, and that value as it was written. Null for a field that every entry needs.
    /// </summary>
    private static (ListingDetails Without, string Pointer, string? Text)? Without(
        ListingDetails details, ListingDetails before, string pointer)
    {
        ActivityProvider provider = details.Provider;
        string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
        (string list, int index) = pointer.LastIndexOf('/') is > 0 and int at
            && int.TryParse(pointer[(at + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? (pointer[..at], number) : (pointer, -1);
        switch (list)
        {
            case "/provider/email":
                return (details with { Provider = provider with { Email = null } }, list, before.Provider.Email);
            case "/provider/phone":
                return (details with { Provider = provider with { Phone = null } }, list, before.Provider.Phone);
            case "/provider/url":
                return (details with { Provider = provider with { Url = null } }, list, before.Provider.Url);
            case "/needs" when index >= 0:
                return (details with { Needs = [.. details.Needs.Where(n => n != At(before.Needs, index))] }, list,
                    At(before.Needs, index));
            case "/languages" when index >= 0:
                return (details with { Languages = [.. details.Languages.Where(l => l != At(before.Languages, index))] }, list,
                    At(before.Languages, index));
            case "/schedules" when index >= 0:
                return (details with { Schedules = [.. details.Schedules.Where(s => s != At(before.Schedules, index))] }, list,
                    At(before.Schedules, index) is { } s ? Said(s) : null);
            case "/place/name":
                return (details with { Place = details.Place! with { Name = null } }, list, null);
            case "/place/lines":
                return (details with { Place = details.Place! with { Lines = null } }, list, null);
            case "/place/postcode":
                return (details with { Place = details.Place! with { Postcode = null } }, list, before.Place?.Postcode);
            case "/place/latitude" or "/place/longitude":
                return (details with { Place = details.Place! with { Latitude = null, Longitude = null } }, list, null);
            // One of the two is wrong, and nobody knows which, so both are left out.
            case "/maximumAge" when before.MinimumAge > before.MaximumAge:
                return (details with { MinimumAge = null, MaximumAge = null }, list,
                    $"{Number(before.MinimumAge)} to {Number(before.MaximumAge)}");
            case "/minimumAge":
                return (details with { MinimumAge = null }, list, Number(before.MinimumAge));
            case "/maximumAge":
                return (details with { MaximumAge = null }, list, Number(before.MaximumAge));
            case "/capacity/available" when before.Capacity?.Available > before.Capacity?.Maximum:
                return (details with { Capacity = null }, list,
                    $"{Number(before.Capacity.Available)} of {Number(before.Capacity.Maximum)}");
            case "/capacity/available":
                return (details with { Capacity = details.Capacity! with { Available = null } }, list, Number(before.Capacity?.Available));
            case "/capacity/maximum":
                return (details with { Capacity = details.Capacity! with { Maximum = null } }, list, Number(before.Capacity?.Maximum));
            case "/capacity/updated":
                return (details with { Capacity = details.Capacity! with { Updated = null } }, list, Day(before.Capacity?.Updated));
            case "/closedUntil":
                return (details with { ClosedUntil = null }, list, Day(before.ClosedUntil));
            case "/confirmedOn":
                return (details with { ConfirmedOn = null }, list, Day(before.ConfirmedOn));
            case "/asWritten":
                return (details with { AsWritten = null }, list, null);
            default:
                return null;
        }
    }

    private static T? At<T>(IReadOnlyList<T> list, int index) where T : class => index < list.Count ? list[index] : null;

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Said(ActivitySchedule schedule) => string.Create(CultureInfo.InvariantCulture,
        $"{(schedule.MonthDay is { } day ? DirectoryTerms.OfMonth(day) : $"{schedule.Weekday}")} "
            + $"{schedule.StartsAt:HH\\:mm}{(schedule.EndsAt is { } ends ? $" to {ends:HH\\:mm}" : "")}");
}
