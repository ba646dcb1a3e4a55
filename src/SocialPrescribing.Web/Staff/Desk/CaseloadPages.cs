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

/// <summary>The people whom one link worker supports: when somebody last spoke with them, and what comes next for each.</summary>
public static class CaseloadPages
{
    /// <summary>The most people shown in each stage: three times what a link worker can support.</summary>
    private const int Most = 300;
    private const int OnPage = 50;

    /// <summary>The roles that may look at another link worker's people.</summary>
    public static readonly StaffRole[] Others = [StaffRole.Lead, StaffRole.SafeguardingLead, StaffRole.Admin];

    public static void Map(IEndpointRouteBuilder staffPages) => staffPages.MapGet("/caseload", Show);

    private static async Task<PageResult> Show(
        HttpContext context, IJourneyStore store, StaffDirectory staff, Pathway pathway, Clocks clocks, CancellationToken cancellation)
    {
        DateTimeOffset now = clocks.Now;
        CaseloadFilter filter = CaseloadFilter.Of(context.Request.Query);
        // Those who may look at any caseload see all of them first.
        bool isAll = Others.Contains(context.Reader().Role) && context.Request.Query["of"].ToString() is "" or WhoseCaseload.All;
        if ((isAll ? new WhoseCaseload(null, await Choices(staff, cancellation)) { IsAll = true }
            : await Whose(context, store, staff, cancellation)) is not { } whose)
            return StaffOnly.NotForYou(context.Reader(), Others);
        Page<CaseloadPerson> all = isAll || whose.Member is not null
            ? await People(whose.Member?.Id, filter.Ended, store, pathway, now, cancellation) : new([], null);
        IReadOnlyList<CaseloadPerson> people = [.. filter.Sorted(all.Items.Where(p => filter.Takes(p, now)))];
        Dictionary<string, string> names = isAll ? (await staff.AllCached(cancellation)).ToDictionary(s => s.Id, s => s.Name) : [];
        string NameOf(string id) => names.GetValueOrDefault(id, "somebody who has left");
        int page = int.TryParse(context.Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out int asked)
            ? Math.Clamp(asked, 1, Math.Max(1, (people.Count + OnPage - 1) / OnPage)) : 1;
        return Pages.Of<CaseloadPage>(
            (nameof(CaseloadPage.Reader), context.Reader()), (nameof(CaseloadPage.Whose), whose), (nameof(CaseloadPage.Filter), filter),
            (nameof(CaseloadPage.Sums), CaseloadSum.Of(all.Items, NameOf, now)),
            (nameof(CaseloadPage.NameOf), (Func<string, string>)NameOf),
            (nameof(CaseloadPage.Needs), all.Items.SelectMany(p => p.Journey.Needs).Distinct().Order(StringComparer.Ordinal).ToList()),
            (nameof(CaseloadPage.Limit), pathway.CaseloadLimit), (nameof(CaseloadPage.Count), people.Count),
            (nameof(CaseloadPage.Unreadable), all.Unreadable),
            (nameof(CaseloadPage.People), people.Skip((page - 1) * OnPage).Take(OnPage).ToList()), (nameof(CaseloadPage.Number), page),
            (nameof(CaseloadPage.HasMore), people.Count > page * OnPage), (nameof(CaseloadPage.IsCut), all.Continue is not null));
    }

    /// <summary>
    /// The link worker whose day or people a page shows. Link workers see their own; everybody else chooses. Null if the reader asks for
    /// somebody else's and may not see it.
    /// </summary>
    /// <param name="away">Whether it is about leave: those who look into concerns have leave, too.</param>
    public static async Task<WhoseCaseload?> Whose(
        HttpContext context, IJourneyStore store, StaffDirectory staff, CancellationToken cancellation, bool away = false)
    {
        StaffMember reader = context.Reader();
        string asked = context.Request.Query["of"].ToString();
        if (!Others.Contains(reader.Role))
            return asked.Length is 0 || asked == reader.Id ? new WhoseCaseload(reader, []) : null;
        StaffMember[] choices = await Choices(staff, cancellation, away);
        StaffMember? chosen = choices.FirstOrDefault(s => s.Id == asked) ?? choices.FirstOrDefault(s => s.Id == reader.Id);
        return new WhoseCaseload(chosen ?? await FirstWithPeople(choices, store, cancellation), choices);
    }

    private static async Task<StaffMember[]> Choices(StaffDirectory staff, CancellationToken cancellation, bool away = false) =>
        [.. (await staff.All(cancellation))
            .Where(s => s.SupportsPeople || (away && s is { Enabled: true, Role: StaffRole.SafeguardingLead }))
            .OrderBy(s => s.Name, Alphabetical.Order)];

    /// <summary>The page opens on somebody who supports people, and not on an empty list.</summary>
    private static async Task<StaffMember?> FirstWithPeople(StaffMember[] choices, IJourneyStore store, CancellationToken cancellation)
    {
        foreach (StaffMember member in choices)
            if ((await store.Journeys(new JourneyQuery(LinkWorker: member.Id, Most: 1) { AnyOf = Caseloads.Supported },
                cancellation)).Items.Count > 0)
                return member;
        return choices.FirstOrDefault();
    }

    /// <summary>Everybody who is supported now.</summary>
    public static Task<Page<StoredJourney>> Of(string linkWorker, IJourneyStore store, CancellationToken cancellation) =>
        In(Caseloads.Supported, linkWorker, store, cancellation);

    /// <param name="linkWorker">Null for everybody's.</param>
    private static async Task<Page<CaseloadPerson>> People(
        string? linkWorker, bool ended, IJourneyStore store, Pathway pathway, DateTimeOffset now, CancellationToken cancellation)
    {
        Stage[] stages = ended ? [Stage.AfterCare] : Caseloads.Supported;
        Page<StoredJourney>[] pages = linkWorker is not null ? [await In(stages, linkWorker, store, cancellation)]
            : await Task.WhenAll(stages.Select(s => store.Journeys(new JourneyQuery(s, Most: Most), cancellation)));
        CaseloadPerson[] people = [.. pages.SelectMany(p => p.Items).Select(stored => new CaseloadPerson(
            stored.State, LastContact.Of(stored.State), NextThing.Of(stored.State, pathway, now), pathway.WeightOf(stored.State)))];
        return new(people, pages.Select(p => p.Continue).FirstOrDefault(c => c is not null))
        { Unreadable = [.. pages.SelectMany(p => p.Unreadable)] };
    }

    private static Task<Page<StoredJourney>> In(Stage[] stages, string linkWorker, IJourneyStore store, CancellationToken cancellation) =>
        store.Journeys(new JourneyQuery(LinkWorker: linkWorker, Most: stages.Length * Most) { AnyOf = stages }, cancellation);
}

/// <param name="Member">Null if nobody supports anybody yet.</param>
/// <param name="Choices">The others who can be chosen; empty for somebody who sees only their own people.</param>
public sealed record WhoseCaseload(StaffMember? Member, IReadOnlyList<StaffMember> Choices)
{
    /// <summary>The word for everybody's people in an address.</summary>
    public const string All = "all";
    public bool IsAll { get; init; }
}

public sealed record CaseloadPerson(Journey Journey, LastContact? Last, NextThing Next, int Weight);

/// <summary>When the person and a member of staff last spoke, or the person wrote. Attempts that reached nobody do not count.</summary>
public sealed record LastContact(string What, DateTimeOffset At)
{
    public static LastContact? Of(Journey journey) =>
        journey.Attempts.Where(a => a.Outcome is AttemptOutcome.Reached).Select(a => new LastContact(Words.Sentence(a.Channel), a.At))
        .Concat(journey.Meetings.Where(m => m.Outcome is MeetingOutcome.Held).Select(m => new LastContact("Met", m.At)))
        .Concat(journey.Sessions.Where(s => s.Came is true).Select(s => new LastContact("Came to a session", s.At)))
        .Concat(journey.Surveys.Where(s => s.AnsweredAt is not null)
            .Select(s => new LastContact($"Answered the {Words.Survey(s.Id)}", s.AnsweredAt!.Value)))
        .MaxBy(c => c.At);
}

/// <summary>What comes next for a person: a task, a meeting or a session, or else something that happens by itself.</summary>
/// <param name="At">When it happens or is due; null if nothing is to come.</param>
public sealed record NextThing(string What, DateTimeOffset? At, bool IsLate = false)
{
    public static NextThing Of(Journey journey, Pathway pathway, DateTimeOffset now) =>
        journey.Tasks.Where(t => !journey.IsPaused || !Tasks.Rests(t.Kind))
            .Select(t => new NextThing(Words.Task(t.Kind), t.Due, t.Due < now))
            .Concat(journey.Meetings.Where(m => m.IsBooked && m.At > now).Select(m => new NextThing("Meeting", m.At)))
            .Concat(journey.Sessions.Where(s => s.IsPlanned && s.At > now).Select(s => new NextThing("Session", s.At)))
            .MinBy(n => n.At)
        ?? (journey.Pause is { } pause ? new NextThing($"Paused until {Words.Date(pause.Until)}", null)
            : Agenda.Of(journey, pathway).OrderBy(d => d.At)
                .Select(d => DeskWords.Due(d.What, journey, pathway) is { } what ? new NextThing(what, d.At) : null)
                .FirstOrDefault(n => n is not null)
            ?? new NextThing("Nothing more to come", null));
}
