using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Web.Forms;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>What the form for a series offers before anything is saved: an activity's times, and the days that follow from them.</summary>
/// <param name="Times">The chosen times of the activity; empty if it has none and a time is typed.</param>
/// <param name="From">In the form of its field: a day, or a day and a time if the activity has no times.</param>
public sealed record SeriesOffer(
    IReadOnlyList<(string Value, string Label)> Times, string Chosen, string From, int Count, int Minutes,
    IReadOnlyList<OfferedDate> Dates)
{
    private const string Date = "at-", DateFormat = "yyyy-MM-dd'T'HH:mm";
    private const int Usual = 8;

    /// <summary>The button that shows other days and saves nothing.</summary>
    public const string Look = "look";

    /// <param name="form">What was typed; empty at first.</param>
    public static SeriesOffer Of(OpenJourney open, Introduction introduction, SentForm form)
    {
        ListingDetails? entry = introduction.Activity.Id is { } id ? open.Entries.GetValueOrDefault(id) : null;
        IReadOnlyList<ActivitySchedule> schedules = entry?.Schedules ?? [];
        Session? last = open.Journey.Sessions.Where(s => s.Introduction == introduction.Id && !s.IsCancelled).MaxBy(s => s.At);
        int count = Number(form["count"]) is { } typed and > 0 ? Math.Min(typed, Attendance.MostInSeries) : Usual;
        DateOnly tomorrow = WorkingCalendar.LondonDate(open.Now).AddDays(1);
        if (schedules.Count is 0)
        {
            string from = form.Shown("from", last is null ? "" : DeskWords.Typed(NextWeek(last.At, open.Now)));
            int typedMinutes = Number(form["minutes"]) ?? last?.Minutes ?? 120;
            return new([], "", from, count, typedMinutes, Read(from) is { } at && at.Year is > 2000 and < 2200
                ? SeriesDates.Of(new(at.DayOfWeek, TimeOnly.FromDateTime(at)), DateOnly.FromDateTime(at), count, typedMinutes, entry,
                    open.Journey, open.Pathway, open.Now) : []);
        }
        int chosen = Number(form["times"]) is { } which && which < schedules.Count ? which : 0;
        DateOnly begins = last is { IsPlanned: true } && WorkingCalendar.LondonDate(last.At) >= tomorrow
            ? WorkingCalendar.LondonDate(last.At).AddDays(1) : tomorrow;
        string day = form.Shown("from", DeskWords.Typed(begins));
        int minutes = !form.Has(Look) && Number(form["minutes"]) is { } said ? said : SeriesDates.Minutes(schedules[chosen]);
        return new([.. schedules.Select((s, index) => ($"{index}", Words.Times([s])))], $"{chosen}", day, count, minutes,
            SeriesDates.Of(schedules[chosen],
                DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly on)
                    && on.Year is > 2000 and < 2200 ? on : begins,
                count, minutes, entry, open.Journey, open.Pathway, open.Now));
    }

    public static string Field(OfferedDate date) =>
        Date + WorkingCalendar.LondonTime(date.At).ToString(DateFormat, CultureInfo.InvariantCulture);

    /// <summary>The days that were left ticked.</summary>
    public static IReadOnlyList<DateTimeOffset> Ticked(SentForm form)
    {
        DateTimeOffset[] at =
        [
            .. form.Values.Where(v => v.Key.StartsWith(Date, StringComparison.Ordinal) && v.Value.Length > 0)
                .Select(v => Read(v.Key[Date.Length..])).OfType<DateTime>()
                .Select(t => WorkingCalendar.London(DateOnly.FromDateTime(t), TimeOnly.FromDateTime(t))).Order(),
        ];
        if (at.Length is 0)
            form.Problem("at", "Tick at least one day.");
        return at;
    }

    private static DateTimeOffset NextWeek(DateTimeOffset last, DateTimeOffset now)
    {
        DateTimeOffset at = WorkingCalendar.AddDays(last, 7);
        while (at <= now)
            at = WorkingCalendar.AddDays(at, 7);
        return at;
    }

    private static DateTime? Read(string text) =>
        DateTime.TryParseExact(text, [DateFormat, "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None,
            out DateTime local) ? local : null;

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
