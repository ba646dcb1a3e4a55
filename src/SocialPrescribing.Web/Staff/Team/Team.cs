using SocialPrescribing.Journeys;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Retention;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Desk;

namespace SocialPrescribing.Web.Staff.Team;

/// <summary>
/// What waits for a lead: people without a link worker, late tasks, ends that can be called off, concerns that nobody has acknowledged.
/// </summary>
public sealed class Team(IJourneyStore store, StaffDirectory staff, Caseloads caseloads, Keeping keeping, Erasing erasing, Clocks clocks)
{
    /// <summary>How many of each list are shown; the board has the rest.</summary>
    private const int Shown = 50;

    public async Task<TeamView> For(StaffMember reader, SentForm sent, CancellationToken cancellation)
    {
        bool leads = TeamView.Leads(reader);
        IReadOnlyList<StaffMember> all = await staff.All(cancellation);
        Page<TeamTask> none = new([], null);
        Page<TeamTask> safeguarding = await Tasks(new TaskQuery(Queues.Safeguarding, Most: Shown), cancellation);
        Page<TeamTask> triage = await Tasks(new TaskQuery(Queues.Triage, Most: Shown), cancellation);
        Page<TeamTask> lead = leads ? await Tasks(new TaskQuery(Queues.Lead, Most: Shown), cancellation) : none;
        Page<TeamTask> late = leads ? await Tasks(new TaskQuery(DueBefore: clocks.Now, Most: Shown), cancellation) : none;
        return new TeamView(reader, clocks.Now, all, sent)
        {
            ToRead = [.. triage.Items.Where(t => t.Task.Kind is TaskKind.ReadNow)],
            New = !leads
                ? []
                : [.. triage.Items.Where(t => t.Task.Kind is TaskKind.Triage)
                    .Concat(lead.Items.Where(t => t.Task.Kind is TaskKind.Allocate))
                .DistinctBy(t => t.Journey.Id).OrderBy(t => t.Journey.ReceivedAt)],
            MoreNew = !leads ? null : triage.Continue is not null ? "triage" : lead.Continue is not null ? "lead" : null,
            Caseloads = leads ? await caseloads.All(cancellation) : [],
            LeftBehind = leads ? await caseloads.LeftBehind(cancellation) : [],
            Late = [.. late.Items.Where(t => t.Task.EscalatedAt is not null && DeskWords.Resting(t.Journey, t.Task.Kind) is null)],
            MoreLate = late.Continue is not null,
            Notices = [.. lead.Items.Where(t => t is { Task.Kind: TaskKind.ClosingNotice, Journey.ClosingProposal: not null })],
            Concerns = [.. safeguarding.Items.Where(t => t.Task.Kind is TaskKind.AcknowledgeConcern)],
            MoreConcerns = safeguarding.Continue is not null,
            DueForErasing = leads ? await keeping.HowManyDue(cancellation) : 0,
            AskedToErase = leads ? await erasing.HowManyWait(cancellation) : 0,
            Unreadable = [.. new[] { safeguarding, triage, lead, late }.SelectMany(p => p.Unreadable).Distinct().Order()],
        };
    }

    private async Task<Page<TeamTask>> Tasks(TaskQuery query, CancellationToken cancellation)
    {
        Page<TaskRow> page = await store.Tasks(query, cancellation);
        List<LoadedJourney> journeys = [];
        List<TeamTask> tasks = [];
        foreach (TaskRow row in page.Items)
        {
            journeys.Add(await store.Load(row.Journey, cancellation));
            if (journeys[^1] is LoadedJourney.Found { Stored.State: var journey }
                && journey.Tasks.FirstOrDefault(t => t.Id == row.Task) is { } open)
                tasks.Add(new TeamTask(open, journey));
        }
        return new(tasks, page.Continue) { Unreadable = [.. page.Unreadable.Concat(journeys.Unreadable()).Distinct().Order()] };
    }
}

/// <param name="Task">The task as it is now.</param>
public sealed record TeamTask(OpenTask Task, Journey Journey);

/// <param name="Staff">All present and former staff.</param>
/// <param name="Sent">The form that was sent and refused.</param>
public sealed record TeamView(StaffMember Reader, DateTimeOffset Now, IReadOnlyList<StaffMember> Staff, SentForm Sent)
{
    /// <summary>Texts that must be read now.</summary>
    public required IReadOnlyList<TeamTask> ToRead { get; init; }
    public required IReadOnlyList<TeamTask> New { get; init; }
    /// <summary>The view of the board that has the others; null if these are all.</summary>
    public required string? MoreNew { get; init; }
    public required IReadOnlyList<Caseload> Caseloads { get; init; }
    public required IReadOnlyList<LeftBehind> LeftBehind { get; init; }
    public required IReadOnlyList<TeamTask> Late { get; init; }
    public required bool MoreLate { get; init; }
    public required IReadOnlyList<TeamTask> Notices { get; init; }
    public required IReadOnlyList<TeamTask> Concerns { get; init; }
    public required bool MoreConcerns { get; init; }
    /// <summary>How many records have a period that has ended or ends within a month, as the watch counted them today.</summary>
    public required int DueForErasing { get; init; }
    /// <summary>How many records somebody asked to erase, and nobody has agreed yet, or something stopped it.</summary>
    public required int AskedToErase { get; init; }
    /// <summary>Journeys that belong here and cannot be read.</summary>
    public required IReadOnlyList<Guid> Unreadable { get; init; }
    /// <summary>What was just done, in words.</summary>
    public string? Done { get; init; }

    public static bool Leads(StaffMember reader) => reader.Role is StaffRole.Lead or StaffRole.Admin;

    public bool May<TCommand>() where TCommand : JourneyCommand => Permissions.May(Reader.Role, typeof(TCommand));

    public bool MayAllocate(TeamTask task) => task.Task.Kind is TaskKind.Triage ? May<Intake.Accept>() : May<Allocation.Allocate>();

    /// <summary>The people who can be chosen, each with their caseload.</summary>
    public IEnumerable<(string Value, string Label)> Choices =>
        Caseloads.Select(
            c => (c.Member.Id, $"{c.Member.Name}: {c.Open} open, {Overdue(c)} overdue, {Meetings(c.MeetingsThisWeek)} this week"));

    public string NameOf(string assignee) => Staff.FirstOrDefault(s => s.Id == assignee)?.Name ?? $"the {assignee} queue";

    public static string Overdue(Caseload caseload) =>
        caseload.Overdue < Service.Staff.Caseloads.MostOverdue ? $"{caseload.Overdue}" : $"{caseload.Overdue} or more";

    private static string Meetings(int count) => count is 1 ? "1 meeting" : $"{count} meetings";
}
