using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;

namespace SocialPrescribing.Local.Demo;

/// <summary>Makes a demo live: referrals come in, invented staff do their tasks in working hours, and invented people answer. All through the same service as real ones.</summary>
internal sealed partial class InventedLife(
    ReferralIntake intake, JourneyService journeys, IJourneyStore store, StaffDirectory staff, Organisations organisations, ActivityDirectory directory, Pathway pathway, Clocks clocks, Random random, ILogger<InventedLife> log)
{
    private static readonly TimeSpan Round = TimeSpan.FromHours(2);
    private const int MostOpen = 60;
    private List<StaffMember> _linkWorkers = [];
    private StaffMember _lead = null!, _safeguarding = null!;
    private Organisation _surgery = null!;

    public async Task Prepare(CancellationToken cancellation)
    {
        _surgery = await organisations.Ensure("Whitehill Surgery (invented)", cancellation: cancellation);
        _lead = (await staff.Add("lead@service.example", "Leila Marsh", StaffRole.Lead, cancellation))!;
        _safeguarding = (await staff.Add("safeguarding@service.example", "Grace Okafor", StaffRole.SafeguardingLead, cancellation))!;
        foreach (string name in (string[])["Tom Ashby", "Priya Nair", "Megan Pryce"])
            _linkWorkers.Add((await staff.Add(name.Split(' ')[0].ToLowerInvariant() + "@service.example", name, StaffRole.LinkWorker, cancellation))!);
        await FillDirectory(cancellation);
        for (int i = 0; i < 8; i++)
            await Refer(cancellation);
    }

    /// <summary>The sample's activities, confirmed one after the other in the last weeks, so that the first providers are asked while one watches.</summary>
    private async Task FillDirectory(CancellationToken cancellation)
    {
        using MemoryStream sample = new();
        await using (Stream resource = typeof(InventedLife).Assembly.GetManifestResourceStream("activities.csv")!)
            await resource.CopyToAsync(sample, cancellation);
        DateOnly today = WorkingCalendar.LondonDate(clocks.Now);
        IEnumerable<ImportRow> rows = ActivityCsv.Read(sample.ToArray(), pathway).Select((row, i) =>
            row.Details is not { } details ? row : row with { Details = details with { ConfirmedOn = today.AddDays(-7 * i), Capacity = details.Capacity is { } c ? c with { Updated = today.AddDays(-7 * i) } : null } });
        await directory.Import([.. rows], dryRun: false, cancellation);
    }

    public async Task Live(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (IsWorkingTime())
                    await Work(stopping);
                await Answer(stopping);
                await Task.Delay(Round, clocks.Programme, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogRoundFailed(log, Failure.Of(e));
                await Task.Delay(TimeSpan.FromSeconds(1), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Work(CancellationToken stopping)
    {
        if (random.Next(4) is 0 && (await store.Journeys(new JourneyQuery(Most: MostOpen), stopping)).Items.Count(j => !j.State.HasEnded) < MostOpen)
            await Refer(stopping);
        foreach (TaskRow task in (await store.Tasks(new TaskQuery(Most: 100), stopping)).Items)
            // Most things are done in time, a few are not: a board without anything late would be a lie.
            if (random.NextDouble() < 0.25 && await store.Load(task.Journey, stopping) is { } stored)
                await Do(stored.State, task, stopping);
        foreach (StoredJourney stored in (await store.Journeys(new JourneyQuery(Stage.Attending, Most: MostOpen), stopping)).Items)
            await Attend(stored.State, stopping);
    }

    private Task Do(Journey journey, TaskRow task, CancellationToken stopping)
    {
        Temperament person = Temperament.Of(journey.Id);
        StaffMember worker = _linkWorkers.Find(w => w.Id == journey.LinkWorker) ?? _lead;
        return task.Kind switch
        {
            TaskKind.Triage => Give(journey, new Intake.Accept(LinkWorker: _linkWorkers[random.Next(_linkWorkers.Count)].Id), _lead, stopping),
            TaskKind.ReviewJoinedReferral => Give(journey, new Intake.Accept(Guid.ParseExact(task.About!, "N")), _lead, stopping),
            TaskKind.Allocate => Give(journey, new Allocation.Allocate(_linkWorkers[random.Next(_linkWorkers.Count)].Id), _lead, stopping),
            TaskKind.FirstContact or TaskKind.NextAttempt or TaskKind.PhoneAfterMissed or TaskKind.WelfareCall or TaskKind.KeepInTouch or TaskKind.CallPerson =>
                Give(journey, new Contact.RecordAttempt(Channel.Phone, random.NextDouble() < person.Reachable ? AttemptOutcome.Reached : AttemptOutcome.NoAnswer), worker, stopping),
            TaskKind.ArrangeMeeting or TaskKind.Rebook => Book(journey, worker, stopping),
            TaskKind.RecordMeetingOutcome => Give(journey, new Meetings.RecordOutcome(task.About!, random.NextDouble() < person.Keen ? MeetingOutcome.Held : MeetingOutcome.DidNotAttend), worker, stopping),
            TaskKind.AcknowledgeConcern => Give(journey, new Concerns.Acknowledge(task.About!, "Invented: called and talked it through", Settled: random.Next(2) is 0), _safeguarding, stopping),
            TaskKind.SettleConcern => Give(journey, new Concerns.Settle(task.About!, "Invented: a plan is in place"), _safeguarding, stopping),
            TaskKind.ClosingNotice => Give(journey, random.Next(2) is 0 ? new Closing.KeepOpen() : new Closing.Close(journey.ClosingProposal?.Reason ?? ClosingReason.NoContact), _lead, stopping),
            _ => Give(journey, new Tasks.Complete(task.Task, "Done"), worker, stopping),
        };
    }

    private Task Attend(Journey journey, CancellationToken stopping)
    {
        StaffMember worker = _linkWorkers.Find(w => w.Id == journey.LinkWorker) ?? _lead;
        double weeks = (clocks.Now - journey.PlanAgreedAt!.Value).TotalDays / 7;
        if (weeks > 11 && random.Next(40) is 0 && !journey.HasOpenConcern)
            return Give(journey, new Closing.Close(random.Next(2) is 0 ? ClosingReason.Independent : ClosingReason.GoalsMet), worker, stopping);
        return !journey.Meetings.Any(m => m.IsBooked) && random.Next(30) is 0 ? Book(journey, worker, stopping) : Task.CompletedTask;
    }

    private Task Book(Journey journey, StaffMember worker, CancellationToken stopping)
    {
        DateOnly day = pathway.Calendar.AddWorkingDays(WorkingCalendar.LondonDate(clocks.Now), random.Next(2, 8));
        Place place = random.Next(3) is 0 ? new Place(PlaceKind.AtHome) : new Place(PlaceKind.CommunityPlace, "Mill Lane Library, ground floor");
        return Give(journey, new Meetings.Book(WorkingCalendar.London(day, new TimeOnly(random.Next(10, 16), 30)), place), worker, stopping);
    }

    /// <summary>What people do by themselves: confirm meetings, answer surveys.</summary>
    private async Task Answer(CancellationToken stopping)
    {
        foreach (StoredJourney stored in (await store.Journeys(new JourneyQuery(Most: 200), stopping)).Items)
        {
            Journey journey = stored.State;
            Temperament person = Temperament.Of(journey.Id);
            if (journey.Meetings.FirstOrDefault(m => m.IsBooked && m.ConfirmedAt is null && m.At > clocks.Now) is { } meeting && random.NextDouble() < person.Keen / 12)
                await Give(journey, new Meetings.Confirm(meeting.Id), null, stopping);
            if (journey.Surveys.FirstOrDefault(s => s.IsOpenAt(clocks.Now)) is { } survey && random.NextDouble() < person.Answers / 30)
                await Give(journey, new Surveys.Answer(survey.Id, person.Answer(survey, (clocks.Now - journey.ReceivedAt).TotalDays / 7, random), CallMe: random.Next(20) is 0), null, stopping);
        }
    }

    private async Task Refer(CancellationToken cancellation)
    {
        Referral referral = InventedReferrals.Next(random, WorkingCalendar.LondonDate(clocks.Now));
        await intake.Receive(referral, _surgery.Id, BitConverter.GetBytes(random.NextInt64()), null, cancellation);
    }

    /// <summary>Refusals are part of life: somebody else may have been faster.</summary>
    private Task Give(Journey journey, JourneyCommand command, StaffMember? by, CancellationToken stopping) =>
        journeys.Do(journey.Id, command, by is null ? Actor.Person : Actor.Staff(by.Id), random.NextInt64().ToString("x16", CultureInfo.InvariantCulture), null, stopping);

    private bool IsWorkingTime()
    {
        DateTime now = WorkingCalendar.LondonTime(clocks.Now);
        return pathway.Calendar.IsWorkingDay(DateOnly.FromDateTime(now)) && now.Hour is >= 9 and < 17;
    }

    [LoggerMessage(EventId = 4201, Level = LogLevel.Warning, Message = "A round of the demo failed: {Failure}")]
    private static partial void LogRoundFailed(ILogger log, string failure);
}
