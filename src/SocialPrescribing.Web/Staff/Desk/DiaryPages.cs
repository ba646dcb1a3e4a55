using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>
/// <c>/diary</c>: a week of meetings and sessions, of one link worker or of all, with clashes and free times. Somebody who comes from the
/// form that books a meeting (<c>for</c>, a journey) chooses a free time and is led back to it.
/// </summary>
public static class DiaryPages
{
    private const int DaysInWeek = 7;
    /// <summary>Each postcode is looked up. A week of all link workers has fewer.</summary>
    private const int MostPostcodes = 200;

    public static void Map(IEndpointRouteBuilder staffPages) => staffPages.MapGet("/diary", Show);

    private static async Task<PageResult> Show(
        HttpContext context, IJourneyStore store, StaffDirectory staff, ActivityDirectory directory, IPlaces imported, Pathway pathway,
        Clocks clocks, CancellationToken cancellation)
    {
        bool isAll = CaseloadPages.Others.Contains(context.Reader().Role) && context.Request.Query["of"] == WhoseCaseload.All;
        if (await CaseloadPages.Whose(context, store, staff, cancellation) is not { } whose)
            return StaffOnly.NotForYou(context.Reader(), CaseloadPages.Others);
        if (isAll)
            whose = whose with { Member = null, IsAll = true };
        DateTimeOffset now = clocks.Now;
        DateOnly today = WorkingCalendar.LondonDate(now);
        DateOnly monday = MondayOf(DateOnly.TryParseExact(context.Request.Query["week"], "yyyy-MM-dd", CultureInfo.InvariantCulture,
            DateTimeStyles.None, out DateOnly asked) && asked.Year is > 2000 and < 2200 ? asked : today);
        Task<IReadOnlyList<DiaryEntry>> reading = whose.Member is null && !isAll ? Task.FromResult<IReadOnlyList<DiaryEntry>>([])
            : DiaryDays.Between(Begins(monday), Begins(monday.AddDays(DaysInWeek)), whose.Member?.Id, store, cancellation);
        Task<IReadOnlyList<StoredActivity>> listing = directory.AllCached(cancellation);
        Task<IReadOnlyList<StaffMember>> people = staff.AllCached(cancellation);
        await Task.WhenAll(reading, listing, people);
        string[] postcodes = [.. KnownPlaces.PostcodesIn(await reading).Take(MostPostcodes)];
        PostcodePlace?[] known = await Task.WhenAll(postcodes.Select(postcode => imported.Find(postcode, cancellation)));
        KnownPlaces places = new(await listing, postcodes.Zip(known).Where(p => p.Second is not null)
            .ToDictionary(p => p.First, p => p.Second!.Point, StringComparer.Ordinal));
        IReadOnlyList<DiaryEntry> entries = DiaryDays.WithTravel([.. (await reading).Select(e => e with { Where = places.Of(e) })]);
        DiaryClash[] clashes = [.. DiaryDays.Clashes(entries)];
        IReadOnlyList<StaffMember> here = whose.Member is { } one ? [one] : [.. whose.Choices];
        List<DiaryDay> days = [];
        for (DateOnly on = monday; on < monday.AddDays(DaysInWeek); on = on.AddDays(1))
        {
            DiaryEntry[] theirs = [.. entries.Where(e => WorkingCalendar.LondonDate(e.At) == on)];
            // An empty weekend is not shown.
            if (theirs.Length is 0 && on.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
                continue;
            days.Add(new DiaryDay(on, theirs, [.. here.Where(s => s.Leave.Any(l => l.From <= on && on <= l.To)).Select(s => s.Name)],
                isAll || whose.Member is null ? [] : DiaryDays.Free(on, theirs, whose.Member.Leave, pathway.Calendar, now),
                pathway.Calendar.IsWorkingDay(on)));
        }
        Dictionary<string, string> names = (await people).ToDictionary(s => s.Id, s => s.Name);
        return Pages.Of<DiaryPage>((nameof(DiaryPage.Reader), context.Reader()), (nameof(DiaryPage.Whose), whose),
            (nameof(DiaryPage.Monday), monday), (nameof(DiaryPage.Today), today), (nameof(DiaryPage.Days), days),
            (nameof(DiaryPage.Clashes), clashes),
            (nameof(DiaryPage.For), Guid.TryParseExact(context.Request.Query["for"], "N", out Guid whom) ? whom : (Guid?)null),
            (nameof(DiaryPage.NameOf), (Func<string, string>)(id => names.GetValueOrDefault(id, "somebody who has left"))));
    }

    private static DateOnly MondayOf(DateOnly date) => date.AddDays(-(((int)date.DayOfWeek + 6) % DaysInWeek));

    private static DateTimeOffset Begins(DateOnly day) => WorkingCalendar.London(day, TimeOnly.MinValue);
}

/// <summary>A day of the diary.</summary>
/// <param name="Away">Who is on leave, by name.</param>
/// <param name="Free">Free times, where the diary is that of one link worker.</param>
public sealed record DiaryDay(
    DateOnly On, IReadOnlyList<DiaryEntry> Entries, IReadOnlyList<string> Away, IReadOnlyList<FreeTime> Free, bool IsWorkingDay);
