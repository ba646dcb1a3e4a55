using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>What makes an entry of the directory acceptable. All problems are found at once.</summary>
public static class ActivityRules
{
    public const int LongestDescription = 4_000;
    internal const int LongestProviderDescription = 2_000;
    internal const int LongestCost = 500;
    private const int LongestUrl = 1_000;
    internal const int MostItems = 30;
    internal const int MostLines = 8;
    internal const int MostPlaces = 10_000;

    /// <summary>The entry with its postcode and phone number in canonical form, and everything that is wrong with it.</summary>
    /// <param name="today">The date in London.</param>
    public static (ListingDetails Details, IReadOnlyList<Problem> Problems) Check(ListingDetails details, Pathway pathway, DateOnly today)
    {
        List<Problem> problems = [];
        Line(problems, "/name", details.Name, required: true);
        ActivityProvider provider = CheckProvider(details.Provider, problems);
        Text(problems, "/description", details.Description, LongestDescription);
        CheckNeeds(details.Needs, pathway, problems);
        CheckSchedules(details.Schedules, problems);
        CheckList(problems, "/breaks", details.Breaks, b => b.Until < b.From
            ? ("until-before-from", "Its last day comes before its first.") : null);
        ActivityPlace? place = CheckPlace(details.Place, problems);
        Text(problems, "/cost", details.Cost, LongestCost);
        CheckAges(details, problems);
        CheckList(problems, "/languages", details.Languages, language => ReferralRules.IsLanguage(language)
            ? null : ("language-invalid", "Give language tags such as en, cy or pl."));
        CheckCapacity(details.Capacity, today, problems);
        if (details.ClosedUntil is not null && details.Status is not ListingStatus.TemporarilyClosed)
            problems.Add(new("/closedUntil", "not-closed", "Only what is closed for now opens again on a date."));
        if (details.ConfirmedOn > today)
            problems.Add(new("/confirmedOn", "in-the-future", "This date is in the future."));
        if (details.AsWritten is { } written
            && (written.Count > WrittenPart.MostParts || !written.All(w => WrittenPart.Pointers.Contains(w.Pointer)
                && w.Text.Length is > 0 and <= WrittenPart.LongestText && PlainText.IsLine(w.Text))))
            problems.Add(new("/asWritten", "as-written-invalid", string.Create(CultureInfo.InvariantCulture,
                $"Give at most {WrittenPart.MostParts}, each a line of at most {WrittenPart.LongestText} characters, for a field as "
                    + $"openapi.yaml names them.")));
        return (details with { Provider = provider, Place = place }, problems);
    }

    /// <summary>Both at once would ask a provider about a group that is our own.</summary>
    public static Problem? CheckRegister(bool? isOurs, bool? keepsRegister) => isOurs is true && keepsRegister is true
        ? new("/keepsRegister", "group-of-our-own", "A group of our own has no provider who says who came. Leave one of the two out.")
        : null;

    private static ActivityProvider CheckProvider(ActivityProvider provider, List<Problem> problems)
    {
        Line(problems, "/provider/name", provider.Name, required: true);
        Text(problems, "/provider/description", provider.Description, LongestProviderDescription);
        if (provider.Email is { } email && !EmailAddress.IsPlausible(email))
            problems.Add(new("/provider/email", "email-invalid", "This is not an email address."));
        string? phone = provider.Phone;
        if (phone is not null && !PhoneNumber.TryParse(phone, out phone))
            problems.Add(new("/provider/phone", "phone-invalid", "This is not a United Kingdom phone number."));
        if (provider.Url is { } url && !IsWebAddress(url))
            problems.Add(
                new("/provider/url", "url-invalid",
                    "Give an address that begins with https:// or http://, without a user name and without marks that cannot be seen."));
        return provider with { Phone = phone };
    }

    /// <summary>
    /// An address of a web page, and nothing else: a link to anything else could run as a script. A user name in it, or marks that turn the
    /// writing direction, could make it look like somebody else's.
    /// </summary>
    public static bool IsWebAddress(string url) =>
        url.Length <= LongestUrl
        && PlainText.IsLine(url)
        && Uri.TryCreate(url, UriKind.Absolute, out Uri? address)
        && address is { Scheme: "https" or "http", UserInfo: "" };

    private static void CheckNeeds(IReadOnlyList<string> needs, Pathway pathway, List<Problem> problems) =>
        CheckList(problems, "/needs", needs, need => pathway.KnowsNeed(need) ? null
            : ("unknown-need",
                "This service does not know that need. Known are: " + string.Join(", ", pathway.KnownNeeds()) + "."));

    private static void CheckSchedules(IReadOnlyList<ActivitySchedule> schedules, List<Problem> problems)
    {
        CheckList(problems, "/schedules", schedules,
            s => s.EndsAt <= s.StartsAt ? ("ends-before-start", "It must end after it starts, on the same day.")
                : s.Weekday is null == s.MonthDay is null ? ("required", "Give a weekday, or a day of the month, and not both.")
                : s.MonthDay is not (null or ActivitySchedule.LastDay or (>= 1 and <= 31))
                    ? ("out-of-range", "A day of the month is a whole number from 1 to 31, or -1 for the last.")
                : s.MonthDay is not null && (s.Every is not Every.Month || s.Week is not null)
                    ? ("day-without-month", "What has a day of the month comes once a month, and has no week of it.")
                : s.Until < s.From ? ("until-before-from", "Its last day comes before its first.")
                : s.Week is not null && s.Every is not Every.Month
                    ? ("week-without-month", "Only what comes once a month has a week of it.")
                : null);
    }

    private static ActivityPlace? CheckPlace(ActivityPlace? place, List<Problem> problems)
    {
        if (place is null)
            return null;
        Line(problems, "/place/name", place.Name);
        CheckList(problems, "/place/lines", place.Lines ?? [], LineProblem, most: MostLines, mayRepeat: true);
        string? postcode = place.Postcode;
        if (postcode is not null && !Postcode.TryParse(postcode, out postcode))
            problems.Add(
                new("/place/postcode", "postcode-invalid", "This is not a United Kingdom postcode. Leave it out if you do not know it."));
        Problem? latitude = place.Latitude is { } north && !(north is >= -90 and <= 90)
            ? new("/place/latitude", "out-of-range", "A latitude is a number from -90 to 90.") : null;
        Problem? longitude = place.Longitude is { } east && !(east is >= -180 and <= 180)
            ? new("/place/longitude", "out-of-range", "A longitude is a number from -180 to 180.") : null;
        problems.AddRange(new[] { latitude, longitude }.OfType<Problem>());
        if (place.Latitude is null != place.Longitude is null)
            problems.Add(
                new(place.Latitude is null ? "/place/latitude" : "/place/longitude", "required",
                    "Give latitude and longitude together, or neither."));
        // A point outside these islands is nearly always latitude and longitude swapped, and never a place that people walk to.
        else if (latitude is null
            && longitude is null
            && place.Latitude is not null
            && !(place is { Latitude: >= 49 and <= 61, Longitude: >= -9 and <= 2.5 }))
            problems.Add(
                new("/place/latitude", "not-in-the-united-kingdom",
                    "This is not in the United Kingdom. Latitude is from 49 to 61 and longitude from -9 to 2.5; they may have been "
                        + "swapped."));
        return place with { Postcode = postcode };
    }

    private static void CheckAges(ListingDetails details, List<Problem> problems)
    {
        foreach ((string pointer, int? age) in (ReadOnlySpan<(string, int?)>)[("/minimumAge", details.MinimumAge),
            ("/maximumAge", details.MaximumAge)])
            if (age is < 0 or > 120)
                problems.Add(new(pointer, "out-of-range", "An age is a whole number from 0 to 120."));
        if (details.MinimumAge > details.MaximumAge)
            problems.Add(new("/maximumAge", "ages-reversed", "The highest age is below the lowest."));
    }

    private static void CheckCapacity(ActivityCapacity? capacity, DateOnly today, List<Problem> problems)
    {
        foreach ((string pointer, int? places) in (ReadOnlySpan<(string, int?)>)[("/capacity/available", capacity?.Available),
            ("/capacity/maximum", capacity?.Maximum)])
            if (places is < 0 or > MostPlaces)
                problems.Add(
                    new(pointer, "out-of-range",
                        string.Create(CultureInfo.InvariantCulture, $"Give a whole number from 0 to {MostPlaces}.")));
        if (capacity?.Available > capacity?.Maximum)
            problems.Add(new("/capacity/available", "more-than-there-are", "There cannot be more places free than there are."));
        if (capacity?.Updated > today)
            problems.Add(new("/capacity/updated", "in-the-future", "This date is in the future."));
    }

    private static void CheckList<T>(
        List<Problem> problems, string pointer, IReadOnlyList<T> items, Func<T, (string Code, string Detail)?> check, int most = MostItems,
        bool mayRepeat = false)
    {
        if (items.Count > most)
            problems.Add(new(pointer, "too-many", string.Create(CultureInfo.InvariantCulture, $"Give at most {most}.")));
        for (int i = 0; i < Math.Min(items.Count, most); i++)
        {
            string at = string.Create(CultureInfo.InvariantCulture, $"{pointer}/{i}");
            if (check(items[i]) is var (code, detail))
                problems.Add(new(at, code, detail));
            else if (!mayRepeat && items.Take(i).Contains(items[i]))
                problems.Add(new(at, "twice", "Name each once."));
        }
    }

    private static void Line(List<Problem> problems, string pointer, string? text, bool required = false)
    {
        if (required || text is not null)
            if (LineProblem(text ?? "") is var (code, detail))
                problems.Add(new(pointer, code, detail));
    }

    private static (string Code, string Detail)? LineProblem(string text) =>
        string.IsNullOrWhiteSpace(text) ? ("required", "This is required.") : TextRules.Line(text);

    private static void Text(List<Problem> problems, string pointer, string? text, int most)
    {
        if (text is not null && TextRules.Lines(text, most) is var (code, detail))
            problems.Add(new(pointer, code, detail));
    }
}
