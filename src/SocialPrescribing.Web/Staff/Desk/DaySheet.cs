using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>One link worker's day on paper: whom to meet, accompany and call, and what to know about each person on the way.</summary>
public static class DaySheet
{
    private const int MostTasks = 200;

    public static void Map(IEndpointRouteBuilder staffPages) => staffPages.MapGet("/board/day", Show);

    private static async Task<PageResult> Show(
        HttpContext context, IJourneyStore store, StaffDirectory staff, Clocks clocks, CancellationToken cancellation)
    {
        Task<IReadOnlyList<StaffMember>> names = staff.AllCached(cancellation);
        if (await CaseloadPages.Whose(context, store, staff, cancellation) is not { } whose)
            return StaffOnly.NotForYou(context.Reader(), CaseloadPages.Others);
        SentForm form = SentForm.Empty;
        string asked = context.Request.Query["on"].ToString();
        DateOnly today = WorkingCalendar.LondonDate(clocks.Now);
        if (!DateOnly.TryParseExact(asked, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly on)
            || on.Year is < 2000 or > 2200)
        {
            on = today;
            if (asked.Length > 0)
                form.Problem("on", "Give a day, such as 12/03/2027. This is today.");
        }
        Page<DayPerson> people = whose.Member is { } member
            ? await Of(member.Id, on, on == today, clocks.Now, store, cancellation) : new([], null);
        Dictionary<string, string> nameOf = (await names).ToDictionary(s => s.Id, s => s.Name);
        DayNote?[] notes = await Task.WhenAll(people.Items.Select(async p =>
            p.StaysInTheHouse ? null : DayNote.Last(await store.Journal(p.Journey.Id, cancellation), nameOf)));
        people = people with { Items = [.. people.Items.Zip(notes, (person, note) => person with { Note = note })] };
        return Pages.Of<DaySheetPage>(form.IsRight ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
            (nameof(DaySheetPage.Reader), context.Reader()), (nameof(DaySheetPage.Whose), whose), (nameof(DaySheetPage.Form), form),
            (nameof(DaySheetPage.On), on), (nameof(DaySheetPage.Today), today),
            (nameof(DaySheetPage.Now), clocks.Now), (nameof(DaySheetPage.People), people.Items),
            (nameof(DaySheetPage.Unreadable), people.Unreadable));
    }

    /// <summary>
    /// The people of this day, sorted by time. Tasks without a time of their own come last. Today's sheet also shows what is late.
    /// </summary>
    private static async Task<Page<DayPerson>> Of(
        string linkWorker, DateOnly on, bool isToday, DateTimeOffset now, IJourneyStore store, CancellationToken cancellation)
    {
        DateTimeOffset from = WorkingCalendar.London(on, TimeOnly.MinValue),
            before = WorkingCalendar.London(on.AddDays(1), TimeOnly.MinValue);
        Page<StoredJourney> caseload = await CaseloadPages.Of(linkWorker, store, cancellation);
        List<LoadedJourney> others = [];
        Dictionary<Guid, Journey> journeys = caseload.Items.ToDictionary(s => s.State.Id, s => s.State);
        List<(Guid Journey, DayItem Item)> items = [];
        foreach ((Guid id, Journey journey) in journeys)
            items.AddRange(Planned(journey, from, before).Select(item => (id, item)));
        foreach (TaskRow task in (await store.Tasks(new TaskQuery(linkWorker, isToday ? null : from, before, MostTasks),
            cancellation)).Items)
        {
            if (!journeys.ContainsKey(task.Journey))
            {
                others.Add(await store.Load(task.Journey, cancellation));
                if (others[^1] is LoadedJourney.Found { Stored.State: var other })
                    journeys.Add(task.Journey, other);
            }
            if (journeys.TryGetValue(task.Journey, out Journey? whose) && DeskWords.Resting(whose, task.Kind) is not null)
                continue;
            items.Add(
                (task.Journey,
                    new DayItem(TaskType.Of(task.Kind).IsCall ? DayItemKind.Call : DayItemKind.Task, null,
                        Words.Task(task.Kind) + Which(journeys.GetValueOrDefault(task.Journey), task),
                [task.Due < now ? $"Was due {Words.DateAndTime(task.Due)}." : $"By {Words.DateAndTime(task.Due)}."])));
        }
        DayPerson[] people = [.. items.Where(i => journeys.ContainsKey(i.Journey)).GroupBy(i => i.Journey)
            .Select(
                g => new DayPerson(journeys[g.Key],
                    [.. g.Select(i => i.Item).OrderBy(i => i.At ?? DateTimeOffset.MaxValue).ThenBy(i => i.Kind)]))
            .OrderBy(p => p.Items[0].At ?? DateTimeOffset.MaxValue).ThenBy(p => p.Items[0].Kind)
            .ThenBy(p => p.Journey.Person.FamilyName, Alphabetical.Order)];
        return new(people, null) { Unreadable = [.. caseload.Unreadable.Concat(others.Unreadable()).Distinct().Order()] };
    }

    private static IEnumerable<DayItem> Planned(Journey journey, DateTimeOffset from, DateTimeOffset before)
    {
        foreach (Meeting meeting in journey.Meetings.Where(m => !m.IsCancelled && m.At >= from && m.At < before))
            yield return new DayItem(DayItemKind.Meeting, meeting.At, $"Meeting, {meeting.Minutes} minutes",
                [Words.PlaceForStaff(journey, meeting.Place) + ".",
                    meeting.Outcome is { } outcome ? $"{DeskWords.Held(outcome)}." : DeskWords.Stands(journey, meeting)])
            {
                Where = meeting.Place.Kind is PlaceKind.AtHome && journey is { IsAddressProtected: false, Person.Address: { } home }
                    ? string.Join(", ", home.Lines.Append(home.Postcode ?? "").Where(l => l.Length > 0))
                    : Words.PlaceForStaff(journey, meeting.Place),
            };
        foreach (Session session in journey.Sessions.Where(s => !s.IsCancelled && s.At >= from && s.At < before))
        {
            ActivityDetails? activity = Activities.Find(journey, session.Introduction)?.Activity;
            yield return new DayItem(DayItemKind.Session, session.At,
                $"Session: {activity?.Name} ({activity?.Provider}), {session.Minutes} minutes",
            [
                .. activity?.Where is { } where ? [$"Where: {where}."] : Array.Empty<string>(),
                $"Transport: {Words.TransportOf(session.Transport)}.",
                $"Who goes along: {DeskWords.Along(session)}.",
                .. activity?.Phone is { } phone ? [$"The provider's phone: {Words.Telephone(phone)}."] : Array.Empty<string>(),
                .. session.Came is not null ? [$"The person {DeskWords.Session(session)}."] : Array.Empty<string>(),
            ])
            { Where = activity?.Where };
        }
    }

    /// <summary>Which activity or session a task is about, and which message somebody should tell.</summary>
    private static string Which(Journey? journey, TaskRow row)
    {
        if (journey?.Tasks.FirstOrDefault(t => t.Id == row.Task)?.Message is { } message)
            return $": {Words.Of(message)}";
        Session? session = journey?.Sessions.FirstOrDefault(s => s.Id == row.About || s.VersionId == row.About);
        return journey?.Introductions.FirstOrDefault(i => i.Id == (session?.Introduction ?? row.About))?.Activity.Name is { } name
            ? $": {name}" : "";
    }
}

/// <summary>What there is to do with somebody on a day, earliest first.</summary>
public sealed record DayPerson(Journey Journey, IReadOnlyList<DayItem> Items)
{
    public DayNote? Note { get; init; }
    /// <summary>Their story is shown on the screen and not printed, because others may find the sheet.</summary>
    public bool StaysInTheHouse =>
        Journey.Preferences.Discretion || Journey.KnowsDomesticAbuse || Journey.IsAddressProtected;
    /// <summary>In the referrer's words.</summary>
    public string? Why => StaysInTheHouse ? null : DayNote.Short(Journey.Details.Reason);
    /// <summary>In the person's own words: those of the plan, or what the referral says.</summary>
    public string? WhatMatters =>
        StaysInTheHouse ? null : DayNote.Short(Journey.Plan?.WhatMatters ?? Journey.Details.WhatMattersMost);
}

/// <summary>The last note by a member of staff.</summary>
public sealed record DayNote(DateTimeOffset At, string By, string Text)
{
    /// <summary>The limit on paper. Staff read the rest before they set out.</summary>
    private const int Longest = 400;

    public static DayNote? Last(IReadOnlyList<JournalCommit> journal, Dictionary<string, string> nameOf) => journal.Reverse()
        .Where(c => c.By is { Kind: ActorKind.Staff, Id: not null })
        .Select(c => c.Events.Select(e => e.NoteOfAContact()).FirstOrDefault(t => !string.IsNullOrWhiteSpace(t)) is { } text
            ? new DayNote(c.At, nameOf.GetValueOrDefault(c.By.Id!, "somebody who has left"), Short(text)!) : null)
        .FirstOrDefault(n => n is not null);

    public static string? Short(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Length <= Longest ? text : $"{text[..Longest]}…";
}

/// <param name="At">Null for something without a time of its own.</param>
/// <param name="More">More sentences about it.</param>
public sealed record DayItem(DayItemKind Kind, DateTimeOffset? At, string What, IReadOnlyList<string> More)
{
    /// <summary>Where to go; null for something done from the desk.</summary>
    public string? Where { get; init; }
}

public enum DayItemKind { Meeting, Session, Call, Task }
