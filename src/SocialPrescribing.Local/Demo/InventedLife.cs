using System.Globalization;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Local.Demo;

/// <summary>
/// Makes a demo live: referrals come in, invented staff do their tasks in working hours, and invented people answer. All of it goes through
/// the same service as for real people.
/// </summary>
internal sealed partial class InventedLife(
    ReferralIntake intake, JourneyService journeys, IJourneyStore store, StaffDirectory staff, Organisations organisations,
    ActivityDirectory directory, Volunteers volunteers, Pathway pathway, Clocks clocks, Random random, ILogger<InventedLife> log)
{
    public static readonly TimeSpan Round = TimeSpan.FromHours(2);
    private const int MostOpen = 60;
    private readonly Habits _habits = new(InventedActivities.All) { Varies = true };
    private List<StaffMember> _linkWorkers = [];
    private StaffMember _lead = null!, _safeguarding = null!;
    private Organisation _surgery = null!;

    /// <summary>Adds the staff and the surgery, unless they are here already.</summary>
    public async Task Prepare(CancellationToken cancellation)
    {
        _surgery = await organisations.Ensure("Whitehill Surgery (invented)", cancellation: cancellation);
        _lead = await Employ("Leila Marsh", "lead", StaffRole.Lead);
        _safeguarding = await Employ("Grace Okafor", "safeguarding", StaffRole.SafeguardingLead);
        foreach (string name in (string[])["Tom Ashby", "Priya Nair", "Megan Pryce"])
            _linkWorkers.Add(await Employ(name, name.Split(' ')[0].ToLowerInvariant(), StaffRole.LinkWorker));
        DateOnly today = WorkingCalendar.LondonDate(clocks.Now);
        // One volunteer's check runs out soon, so that the page shows a warning.
        await Help("Vera Holt", today.AddDays(400), [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Thursday]);
        await Help("Winston Clarke", today.AddDays(20), [DayOfWeek.Wednesday, DayOfWeek.Friday]);

        async Task Help(string name, DateOnly dbs, DayOfWeek[] days)
        {
            StaffMember volunteer = await Employ(name, name.Split(' ')[0].ToLowerInvariant(), StaffRole.Volunteer);
            await staff.Change(volunteer.Id, s => s with
            {
                Volunteering = new VolunteerDetails(dbs)
                {
                    Free = [.. days.SelectMany(day => (UsualTime[])[new(day, PartOfDay.Morning), new(day, PartOfDay.Afternoon)])],
                },
            }, cancellation);
        }

        async Task<StaffMember> Employ(string name, string mailbox, StaffRole role)
        {
            string email = $"{mailbox}@service.example";
            return await staff.Add(email, name, role, cancellation) ?? (await staff.FindByEmail(email, cancellation))!;
        }
    }

    /// <summary>
    /// Adds the sample's activities. They were confirmed one after the other in the last weeks, so that the first providers are asked
    /// again during the demo.
    /// </summary>
    public async Task FillDirectory(CancellationToken cancellation)
    {
        using MemoryStream sample = new();
        await using (Stream resource = typeof(InventedLife).Assembly.GetManifestResourceStream("activities.csv")!)
            await resource.CopyToAsync(sample, cancellation);
        DateOnly today = WorkingCalendar.LondonDate(clocks.Now);
        IEnumerable<ImportRow> rows = ActivityCsv.Read(sample.ToArray(), pathway).Select((row, i) =>
            row.Details is not { } details
                ? row
                : row with
                {
                    Details = details with
                    {
                        ConfirmedOn = today.AddDays(-7 * i),
                        Capacity = details.Capacity is { } c ? c with { Updated = today.AddDays(-7 * i) } : null
                    }
                });
        await directory.Import(rows, dryRun: false, cancellation);
    }

    public async Task Live(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await PassRound(stopping);
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

    /// <summary>Lets two hours pass.</summary>
    public async Task PassRound(CancellationToken stopping)
    {
        if (IsWorkingTime())
            await Work(stopping);
        await Answer(stopping);
    }

    private async Task Work(CancellationToken stopping)
    {
        if (random.Next(4) is 0
            && (await store.Journeys(new JourneyQuery(Most: MostOpen), stopping)).Items.Count(j => !j.State.HasEnded) < MostOpen)
            await Refer(stopping);
        foreach (TaskRow task in (await store.Tasks(new TaskQuery(Most: 100), stopping)).Items)
            // A few things are done late, as in life: nobody would believe a board on which nothing is late.
            if (random.NextDouble() < 0.25 && await store.Find(task.Journey, stopping) is { } stored)
                await Do(stored.State, task, stopping);
        foreach (StoredJourney stored in (await store.Journeys(new JourneyQuery(Stage.Attending, Most: MostOpen), stopping)).Items)
            await Attend(stored.State, stopping);
        foreach (StoredJourney stored in (await store.Journeys(new JourneyQuery(Stage.Attending, Most: MostOpen), stopping)).Items)
            await Accompany(stored.State, stopping);
    }

    /// <summary>A volunteer goes along to some of the sessions that need company.</summary>
    private async Task Accompany(Journey journey, CancellationToken stopping)
    {
        if (random.Next(6) is not 0 || journey.Sessions.FirstOrDefault(s => s.IsPlanned && s.At > clocks.Now.AddDays(1)
            && s is { Volunteer: null, Support: SupportStep.Accompanied }) is not { } session)
            return;
        VolunteerChoice? free = Volunteers.WhoCould(await volunteers.Everybody(stopping), [session])
            .FirstOrDefault(c => c is { WhyNot: null, IsUsuallyFree: true });
        if (free is not null)
            await Give(journey, new Attendance.ChooseVolunteer(session.Id, free.Volunteer.Id, "Meet at the bus stop by the library."),
                WorkerOf(journey), stopping);
    }

    private Task Do(Journey journey, TaskRow task, CancellationToken stopping) =>
        journey.Tasks.FirstOrDefault(t => t.Id == task.Task) is { } open
            ? Act(journey, _habits.Do(open, journey, Temperament.Of(journey.Id), clocks.Now, NextFreeTime, random,
                () => _linkWorkers[random.Next(_linkWorkers.Count)].Id), stopping)
            : Task.CompletedTask;

    /// <summary>What happens without a task: the next session of somebody who goes regularly, a pause now and then, an end
    /// in good time.</summary>
    private Task Attend(Journey journey, CancellationToken stopping)
    {
        if (Habits.MayEnd(journey, Temperament.Of(journey.Id), clocks.Now) is { } reason && random.Next(20) is 0)
            return Give(journey, new Closing.Close(reason), WorkerOf(journey), stopping);
        if (random.Next(400) is 0 && !journey.IsPaused)
            return Give(journey, new Pausing.Pause(PauseReason.Holiday, WorkingCalendar.LondonDate(clocks.Now).AddDays(random.Next(7, 21))),
                WorkerOf(journey), stopping);
        return Act(journey, _habits.GoOn(journey, Temperament.Of(journey.Id), clocks.Now), stopping);
    }

    private DateTimeOffset NextFreeTime()
    {
        DateOnly day = pathway.Calendar.AddWorkingDays(WorkingCalendar.LondonDate(clocks.Now), random.Next(2, 8));
        return WorkingCalendar.London(day, new TimeOnly(random.Next(10, 16), 30));
    }

    private StaffMember WorkerOf(Journey journey) => _linkWorkers.Find(w => w.Id == journey.LinkWorker) ?? _lead;

    private async Task Act(Journey journey, Habits.Act? act, CancellationToken stopping)
    {
        foreach (JourneyCommand command in act?.Commands ?? [])
            await Give(journey, command, act!.By switch
            {
                Habits.Doer.Lead => _lead,
                Habits.Doer.Safeguarding => _safeguarding,
                Habits.Doer.LinkWorker => WorkerOf(journey),
            }, stopping);
    }

    /// <summary>People confirm meetings and answer surveys by themselves, and providers answer in their own time.</summary>
    private async Task Answer(CancellationToken stopping)
    {
        foreach (StoredJourney stored in (await store.Journeys(new JourneyQuery(Most: 200), stopping)).Items)
        {
            Journey journey = stored.State;
            Temperament person = Temperament.Of(journey.Id);
            if (journey.Meetings.FirstOrDefault(m => m.IsBooked && m.ConfirmedAt is null && m.At > clocks.Now) is { } meeting
                && random.NextDouble() < person.Keen / 12)
                await Give(journey, new Meetings.Confirm(meeting.Id), null, stopping);
            foreach (Introduction asked in journey.Introductions
                .Where(
                    i => i is { As: IntroductionKind.Referral, Answer: ProviderAnswer.None, EndedAt: null }
                        && random.NextDouble() < 0.5 / _habits.ActivityOf(i).AnswerDays))
                await Give(journey,
                    new Activities.RecordAnswer(asked.Id, random.Next(5) switch
                    {
                        0 => ProviderAnswer.Full,
                        1 => ProviderAnswer.WaitingList,
                        _ => ProviderAnswer.Accepted,
                    }), null, stopping);
            if (journey.Surveys.FirstOrDefault(s => s.IsOpenAt(clocks.Now)) is { } survey && random.NextDouble() < person.Answers / 30)
                await Give(journey,
                    new Surveys.Answer(survey.Id, person.Answer(survey, (clocks.Now - journey.ReceivedAt).TotalDays / 7, random),
                        CallMe: random.Next(20) is 0), null, stopping);
        }
    }

    private async Task Refer(CancellationToken cancellation)
    {
        Referral referral = InventedReferrals.Next(random, WorkingCalendar.LondonDate(clocks.Now));
        await intake.Receive(referral, _surgery.Id, BitConverter.GetBytes(random.NextInt64()), null, cancellation);
    }

    /// <summary>A refusal is no problem here: somebody else may have been faster.</summary>
    private Task Give(Journey journey, JourneyCommand command, StaffMember? by, CancellationToken stopping) =>
        journeys.Do(journey.Id, command,
            by is not null ? Actor.Staff(by.Id) : command is Activities.RecordAnswer ? Actor.Provider : Actor.Person, random.NextInt64()
                .ToString("x16", CultureInfo.InvariantCulture), null, stopping);

    private bool IsWorkingTime()
    {
        DateTime now = WorkingCalendar.LondonTime(clocks.Now);
        return pathway.Calendar.IsWorkingDay(DateOnly.FromDateTime(now)) && now.Hour is >= 9 and < 17;
    }

    [LoggerMessage(EventId = 4201, Level = LogLevel.Warning, Message = "A round of the demo failed: {Failure}")]
    private static partial void LogRoundFailed(ILogger log, string failure);
}
