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

/// <summary>Everybody whom one link worker supports: when somebody last had to do with them, and what is next for each.</summary>
public static class CaseloadPages
{
    /// <summary>In each stage; three times what a link worker can do.</summary>
    private const int Most = 300;
    private const int OnPage = 50;
    private static readonly Stage[] _supported = [Stage.Contacting, Stage.Meeting, Stage.Planning, Stage.Attending];

    /// <summary>Who may look at the people of somebody else.</summary>
    public static readonly StaffRole[] Others = [StaffRole.Lead, StaffRole.SafeguardingLead, StaffRole.Admin];

    public static void Map(IEndpointRouteBuilder staffPages) => staffPages.MapGet("/caseload", Show);

    private static async Task<IResult> Show(
        HttpContext context, IJourneyStore store, StaffDirectory staff, Pathway pathway, Clocks clocks, CancellationToken cancellation)
    {
        if (await Whose(context, store, staff, cancellation) is not { } whose)
            return StaffOnly.NotForYou(context.Reader(), Others);
        bool ended = context.Request.Query.ContainsKey("after-care");
        Page<CaseloadPerson> all = whose.Member is { } member
            ? await People(member.Id, ended, store, pathway, clocks.Now, cancellation) : new([], null);
        IReadOnlyList<CaseloadPerson> people = all.Items;
        int page = int.TryParse(context.Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out int asked)
            ? Math.Clamp(asked, 1, Math.Max(1, (people.Count + OnPage - 1) / OnPage)) : 1;
        return Pages.Of<CaseloadPage>(
            (nameof(CaseloadPage.Reader), context.Reader()), (nameof(CaseloadPage.Whose), whose), (nameof(CaseloadPage.Ended), ended),
            (nameof(CaseloadPage.Count), people.Count), (nameof(CaseloadPage.Unreadable), all.Unreadable),
            (nameof(CaseloadPage.People), people.Skip((page - 1) * OnPage).Take(OnPage).ToList()), (nameof(CaseloadPage.Number), page),
            (nameof(CaseloadPage.HasMore), people.Count > page * OnPage));
    }

    /// <summary>
    /// Whose day or people a page shows: a link worker's own; everybody else chooses. Null for who asks for another's without being allowed
    /// to.
    /// </summary>
    public static async Task<WhoseCaseload?> Whose(
        HttpContext context, IJourneyStore store, StaffDirectory staff, CancellationToken cancellation)
    {
        StaffMember reader = context.Reader();
        string asked = context.Request.Query["of"].ToString();
        if (!Others.Contains(reader.Role))
            return asked.Length is 0 || asked == reader.Id ? new WhoseCaseload(reader, []) : null;
        StaffMember[] choices = [.. (await staff.All(cancellation)).Where(s => s.SupportsPeople).OrderBy(s => s.Name, Alphabetical.Order)];
        StaffMember? chosen = choices.FirstOrDefault(s => s.Id == asked) ?? choices.FirstOrDefault(s => s.Id == reader.Id);
        return new WhoseCaseload(chosen ?? await FirstWithPeople(choices, store, cancellation), choices);
    }

    /// <summary>Nobody opens the page to see that somebody has nobody.</summary>
    private static async Task<StaffMember?> FirstWithPeople(StaffMember[] choices, IJourneyStore store, CancellationToken cancellation)
    {
        foreach (StaffMember member in choices)
            if ((await store.Journeys(new JourneyQuery(LinkWorker: member.Id, Most: 1) { AnyOf = _supported },
                cancellation)).Items.Count > 0)
                return member;
        return choices.FirstOrDefault();
    }

    /// <summary>Everybody who is supported now.</summary>
    public static Task<Page<StoredJourney>> Of(string linkWorker, IJourneyStore store, CancellationToken cancellation) =>
        In(_supported, linkWorker, store, cancellation);

    /// <summary>Who needs somebody most comes first: a concern, then what is late, then by what is next.</summary>
    private static async Task<Page<CaseloadPerson>> People(
        string linkWorker, bool ended, IJourneyStore store, Pathway pathway, DateTimeOffset now, CancellationToken cancellation)
    {
        Page<StoredJourney> page = await In(ended ? [Stage.AfterCare] : _supported, linkWorker, store, cancellation);
        CaseloadPerson[] people = [.. page.Items
            .Select(stored => new CaseloadPerson(stored.State, LastContact.Of(stored.State), NextThing.Of(stored.State, pathway, now)))
            .OrderByDescending(p => p.Journey.HasOpenConcern).ThenByDescending(p => p.Next.IsLate)
            .ThenBy(p => p.Next.At ?? DateTimeOffset.MaxValue).ThenBy(p => p.Last?.At ?? default)];
        return new(people, null) { Unreadable = page.Unreadable };
    }

    private static Task<Page<StoredJourney>> In(Stage[] stages, string linkWorker, IJourneyStore store, CancellationToken cancellation) =>
        store.Journeys(new JourneyQuery(LinkWorker: linkWorker, Most: stages.Length * Most) { AnyOf = stages }, cancellation);
}

/// <param name="Member">Null where nobody supports anybody yet.</param>
/// <param name="Choices">Who else can be chosen; empty for who sees only their own.</param>
public sealed record WhoseCaseload(StaffMember? Member, IReadOnlyList<StaffMember> Choices);

public sealed record CaseloadPerson(Journey Journey, LastContact? Last, NextThing Next);

/// <summary>
/// When the person and somebody of us last heard each other, or the person wrote. Tries that reached nobody do not count.
/// </summary>
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

/// <summary>What is next for a person: something to do, a meeting, a session, or else what happens by itself.</summary>
/// <param name="At">When it is or is due; null where nothing is to come.</param>
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
