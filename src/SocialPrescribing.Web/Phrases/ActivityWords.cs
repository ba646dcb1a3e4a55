using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using static SocialPrescribing.Web.Phrases.Texts;

namespace SocialPrescribing.Web.Phrases;

/// <summary>Puts entries of the directory into words, in the reader's language.</summary>
public static class ActivityWords
{
    /// <summary><c>Tuesday 10:00 to 12:00; Saturday 09:00, every month</c></summary>
    public static string Times(IEnumerable<ActivitySchedule> schedules) => string.Join("; ", schedules.Select(Times));

    public static string Times(ActivitySchedule schedule)
    {
        string hours = schedule.EndsAt is { } ends ? Say("Times.Hours", Clock(schedule.StartsAt), Clock(ends)) : Clock(schedule.StartsAt);
        IEnumerable<string> more =
        [
            .. schedule switch
            {
                { Every: Every.Fortnight } => [Say("Times.Fortnight")],
                { MonthDay: not null } => [],
                { Every: Every.Month, Week: { } week } => [Say($"Times.{week}")],
                { Every: Every.Month } => [Say("Times.Month")],
                _ => (string[])[],
            },
            .. schedule.From is { } from ? [Say("Times.From", Words.Date(from))] : (string[])[],
            .. schedule.Until is { } until ? [Say("Times.Until", Words.Date(until))] : (string[])[],
            .. schedule.NotInSchoolHolidays is true ? [Say("Times.TermTime")] : (string[])[],
        ];
        return string.Join(", ",
            more.Prepend($"{(schedule.Weekday is { } day ? DayName(day) : OfMonth(schedule.MonthDay))} {hours}"));
    }

    private static string OfMonth(int? day) => day is null or ActivitySchedule.LastDay ? Say("Times.LastDay")
        : Say("Times.MonthDay", Language == English ? DirectoryTerms.Ordinal(day.Value) : $"{day}");

    /// <summary>Its times, and what its source says about them in its own words; null if there is nothing.</summary>
    public static string? When(ListingDetails details) =>
        (details.Schedules.Count > 0, details.WordsOf("/schedules")) switch
        {
            (true, { } words) => $"{Times(details.Schedules)}; “{words}”",
            (true, null) => Times(details.Schedules),
            (false, { } words) => $"“{words}”",
            _ => null,
        };

    /// <summary>With the days on which it does not take place, for a letter.</summary>
    public static string? When(ListingDetails details, IReadOnlyList<DaySpan> breaks) =>
        string.Join(". ", breaks.Select(Break).Prepend(When(details)).Where(w => w is not null)) is { Length: > 0 } when ? when : null;

    /// <summary>Days on which it does not take place.</summary>
    public static string Break(DaySpan days) => days.From == days.Until ? Say("Times.BreakDay", Words.Date(days.From))
        : Say("Times.Break", Words.Date(days.From), Words.Date(days.Until));

    /// <summary>The ages that it is for; null if nothing is said.</summary>
    public static string? Ages(ListingDetails details) => (details.MinimumAge, details.MaximumAge) switch
    {
        ({ } from, { } to) => Say("Find.FromTo", from, to),
        ({ } from, null) => Say("Find.FromAge", from),
        (null, { } to) => Say("Find.ToAge", to),
        _ => (details.WordsOf("/minimumAge") ?? details.WordsOf("/maximumAge")) is { } words ? $"“{words}”" : null,
    };

    /// <summary>The entry in a few sentences, for whoever checks what was read from a file.</summary>
    public static string Understood(ListingDetails details) => string.Join(" · ", new[]
    {
        When(details), Where(details.Place), details.Cost, Ages(details) is { } ages ? $"{Say("Find.Ages")}: {ages}" : null,
        details.Needs.Count > 0 ? string.Join(", ", details.Needs.Select(Need)) : null,
        details.Provider.Phone is { } phone ? Words.Telephone(phone) : null, details.Provider.Email, details.Provider.Url,
        details.Status is ListingStatus.Active ? null : Words.Sentence(Words.Of(details.Status)),
        details.ConfirmedOn is { } on ? Say("Find.ConfirmedOn", Words.Date(on)) : null,
    }.Where(t => !string.IsNullOrEmpty(t)));

    /// <summary><c>Tuesday 2 March, 10:00</c>. If nobody says in which week, that one must ask.</summary>
    public static string Next(NextTime next) => Say(next.IsCertain ? "Times.Next" : "Times.NextUnsure",
        $"{DayName(next.On.DayOfWeek)} {next.On.ToString(Say("Times.Pattern"), Language)}", Clock(next.StartsAt));

    /// <summary>
    /// <c>0.8 miles</c>, or <c>about 3 miles</c> if one end is not known to the street: a tenth of a mile would claim too much then.
    /// </summary>
    public static string Miles(double miles, bool isRough) =>
        !isRough ? Say("Find.Miles", miles.ToString(miles < 10 ? "0.0" : "0", Language))
        : miles < 1 ? Say("Find.AMileOrLess")
        : Say(Math.Round(miles) is 1 ? "Find.AboutAMile" : "Find.AboutMiles", Math.Round(miles).ToString("0", Language));

    /// <summary>What is known about free places; null if nothing is.</summary>
    public static string? Places(ActivityCapacity? capacity) => capacity?.Available switch
    {
        null => null,
        0 => Say("Find.Full"),
        1 => Say("Find.OnePlace"),
        { } places => Say("Find.Places", places),
    };

    public static string Confirmed(StoredActivity stored) => stored.Activity.Details.ConfirmedOn is not { } on ? Say("Find.NeverConfirmed")
        : Say(stored.Unconfirmed ? "Find.ConfirmedLongAgo" : "Find.ConfirmedOn", Words.Date(on));

    /// <summary>A name that people use. A need that the operator added is shown by its code.</summary>
    public static string Need(string code) => Words.Sentence(Journeys.Needs.Standard.Contains(code) && Has($"Need.{code}")
        ? Say($"Need.{code}") : Words.Code(code));

    public static string LanguageName(string tag) => Has($"Language.{tag}") ? Say($"Language.{tag}") : LanguageNames.Of(tag);

    public static string DayName(DayOfWeek day) => Language.DateTimeFormat.GetDayName(day);

    /// <summary>In one line.</summary>
    public static string Where(ActivityPlace? place) =>
        string.Join(", ", new[] { place?.Name }.Concat(place?.Lines ?? []).Append(place?.Postcode).OfType<string>());

    private static string Clock(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}
