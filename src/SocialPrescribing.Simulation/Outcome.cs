using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Simulation;

/// <summary>The programme at the end of a week.</summary>
/// <param name="Ends">The week's Sunday.</param>
/// <param name="Referred">People referred until then. The numbers up to <c>Ended</c> also count from the beginning.</param>
/// <param name="Waiting">People who wait for a link worker with room. They are counted in <c>Open</c>, too.</param>
/// <param name="Overdue">Open tasks whose due time has passed.</param>
internal sealed record Week(
    DateOnly Ends, int Referred, int Contacted, int Met, int Planned, int Introduced, int Attended, int Independent, int Ended, int Open,
    int Waiting, int Overdue)
{
    public static Week Of(DateOnly ends, Year year, int waiting)
    {
        Journey[] all = [.. year.People.Select(p => p.Journey)];
        return new(ends, all.Length, all.Count(j => j.ContactedAt is not null), all.Count(j => j.FirstMetAt is not null),
            all.Count(j => j.PlanAgreedAt is not null),
            all.Count(j => j.Introductions.Count > 0), all.Count(j => j.FirstAttended is not null),
            all.Count(j => j.IndependentAt is not null),
            all.Count(j => j.HasEnded), all.Count(j => !j.HasEnded), waiting, all.Sum(j => j.Tasks.Count(t => t.Due < year.Now)));
    }
}

/// <summary>How long people wait for something. People who still wait are included. Those who left before it came are not.</summary>
/// <param name="Median">In working days; null if half of them still wait.</param>
/// <param name="InTarget">The share of those whose target day has passed, 0 to 1; null if there is no target.</param>
internal sealed record Wait(string For, int? Target, int Had, int StillWaiting, int? Median, int? NinetyPercent, double? InTarget);

/// <summary>A number of people or messages.</summary>
internal sealed record Number(string What, int Count);

/// <summary>The result of a year.</summary>
internal sealed record Outcome
{
    public required Scenario Scenario { get; init; }
    public required IReadOnlyList<Week> Weeks { get; init; }
    public required IReadOnlyList<Wait> Waits { get; init; }
    /// <summary>How far people came.</summary>
    public required IReadOnlyList<Number> Funnel { get; init; }
    /// <summary>Why support ended.</summary>
    public required IReadOnlyList<Number> Ends { get; init; }
    public required IReadOnlyList<Number> Messages { get; init; }
    public required IReadOnlyList<Number> UnmetNeeds { get; init; }
    /// <summary>
    /// For each person whose support ended after a first meeting: the average number of calls that reached them, meetings, plans,
    /// introductions, sessions with support and reviews.
    /// </summary>
    public required double Contacts { get; init; }
    /// <summary>Sessions with company, for each person who had any.</summary>
    public required double Accompanied { get; init; }
    /// <summary>Introductions by referral. Signposting is counted apart.</summary>
    public required int Referrals { get; init; }
    public required int Signposted { get; init; }
    public required int Escalations { get; init; }
    public required int Commits { get; init; }
    public required int Rows { get; init; }
    /// <summary>Open journeys with nothing that falls due. There must be none.</summary>
    public required int Lost { get; init; }

    /// <summary>The figure that team leads ask for: how many of those who could be met were met within the target.</summary>
    public double MetInTarget => Met.InTarget ?? 0;
    /// <summary>Nobody who could be met came early enough to judge the target by.</summary>
    public bool TellsNothing => Met.InTarget is null;
    public Wait Met => Waits[1];
    public Week Last => Weeks[^1];
    public int Sent => Messages.Sum(m => m.Count);
    public int StorageOperations => Commits + Rows;

    private static Number[] FunnelOf(Week week) =>
    [
        new("referred", week.Referred), new("contacted", week.Contacted), new("met", week.Met), new("planned", week.Planned),
        new("introduced", week.Introduced), new("attended", week.Attended), new("independent", week.Independent),
    ];

    private static double ContactsOf(Journey journey) =>
        journey.Attempts.Count(a => a.Outcome is AttemptOutcome.Reached) + journey.Meetings.Count(m => m.Outcome is MeetingOutcome.Held)
        + journey.Plans.Count + journey.Introductions.Count
        + journey.Sessions.Count(s => s is { Came: true, Support: not SupportStep.Independent }) + journey.Reviews.Count;

    public static async Task<Outcome> Of(Scenario scenario, Year year, CancellationToken cancellation)
    {
        List<Journey> journeys = [];
        Dictionary<MessageKind, int> messages = [];
        Dictionary<string, int> unmet = [];
        int commits = 0, rows = 0, escalations = 0;
        foreach (Someone someone in year.People.OrderBy(p => p.Number))
        {
            cancellation.ThrowIfCancellationRequested();
            journeys.Add(someone.Journey);
            foreach (JournalCommit commit in await year.JournalOf(someone))
            {
                commits++;
                // The state and the line of the journal, then a row for each task and each message.
                rows += 2;
                foreach (JourneyEvent happened in commit.Events)
                {
                    rows += happened is Tasks.Opened or Tasks.Closed or Journeys.Messages.Queued ? 1 : 0;
                    if (happened is Journeys.Messages.Queued message)
                        messages[message.Kind] = messages.GetValueOrDefault(message.Kind) + 1;
                    else if (happened is Activities.UnmetNeed need)
                        unmet[need.Need] = unmet.GetValueOrDefault(need.Need) + 1;
                    else if (happened is Tasks.Escalated)
                        escalations++;
                }
            }
        }
        WorkingCalendar calendar = year.Pathway.Calendar;
        return new Outcome
        {
            Scenario = scenario,
            Weeks = year.Weeks,
            Waits =
            [
                WaitFor("first contact", year.Pathway.FirstContactWorkingDays, j => j.ContactedAt),
                WaitFor("first meeting", year.Pathway.FirstMeetingWorkingDays, j => j.FirstMetAt),
                WaitFor("first attendance", null, j => j.FirstAttended?.At),
            ],
            Funnel = FunnelOf(year.Weeks[^1]),
            Ends = [.. journeys.Where(j => j.Ended is not null && j.Joined is null).GroupBy(j => j.Ended!.Reason).OrderBy(g => g.Key)
                .Select(g => new Number(Words.Of(g.Key), g.Count()))],
            Messages = [.. messages.OrderByDescending(m => m.Value).ThenBy(m => m.Key).Select(m => new Number(Words.Of(m.Key), m.Value))],
            UnmetNeeds = [.. unmet.OrderByDescending(u => u.Value).ThenBy(u => u.Key, StringComparer.Ordinal)
                .Select(u => new Number(Words.Apart(u.Key), u.Value))],
            Contacts = journeys.Where(j => j is { HasEnded: true, FirstMetAt: not null }).Select(ContactsOf).DefaultIfEmpty().Average(),
            Accompanied = journeys.Select(j => j.Sessions.Count(s => s.WentAlong is Companion.LinkWorker)).Where(n => n > 0)
                .DefaultIfEmpty().Average(),
            Referrals = journeys.Sum(j => j.Introductions.Count(i => i.As is IntroductionKind.Referral)),
            Signposted = journeys.Sum(j => j.Introductions.Count(i => i.As is IntroductionKind.Signposting)),
            Escalations = escalations,
            Commits = commits,
            Rows = rows,
            Lost = journeys.Count(j => !j.IsClosed && Agenda.Next(j, year.Pathway) is null),
        };

        Wait WaitFor(string what, int? target, Func<Journey, DateTimeOffset?> when)
        {
            Journey[] counted = [.. journeys.Where(j => when(j) is not null || !j.HasEnded)];
            int?[] waits =
                [.. counted.Select(j => when(j) is { } at ? (int?)WorkingDays(j.ReceivedAt, at) : null).OrderBy(d => d ?? int.MaxValue)];
            Journey[] judged = target is { } days ? [.. counted.Where(j => calendar.Deadline(j.ReceivedAt, days) < year.Now)] : [];
            return new Wait(what, target, waits.Count(d => d is not null), waits.Count(d => d is null), At(0.5), At(0.9),
                judged.Length is 0
                    ? null
                    : (double)judged.Count(j => when(j) <= calendar.Deadline(j.ReceivedAt, target!.Value)) / judged.Length);

            int? At(double share) => waits.Length is 0 ? null : waits[Math.Min(waits.Length - 1, (int)(waits.Length * share))];
        }

        int WorkingDays(DateTimeOffset from, DateTimeOffset to)
        {
            int days = 0;
            for (DateOnly day = WorkingCalendar.LondonDate(from).AddDays(1); day <= WorkingCalendar.LondonDate(to); day = day.AddDays(1))
                days += calendar.IsWorkingDay(day) ? 1 : 0;
            return days;
        }
    }
}
