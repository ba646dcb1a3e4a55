using System.Globalization;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Reports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Simulation;

/// <summary>
/// A programme lived day by day: people are referred, link workers do their tasks in their hours, providers answer and fill up, and
/// everything else happens by itself. Decisions, agenda, intake and store are the real ones. Link workers live their days in parallel.
/// Nobody's random numbers depend on another's, so the year is the same on any number of processors.
/// </summary>
internal sealed class Year : IJourneyRuntime
{
    private static readonly TimeOnly Morning = new(8, 30), Opening = new(9, 30), Afternoon = new(16, 30), Evening = new(18, 0);
    private const double WorkingDaysAWeek = 5;
    private const string Surgery = "Invented Surgery", Lead = "lead", Safeguarding = "safeguarding";

    private readonly Scenario _scenario;
    private readonly Pathway _pathway = new();
    private readonly LivedClock _clock;
    private readonly MemoryStore _store = new() { KeepsAnswers = false };
    private readonly JourneyService _journeys;
    private readonly ReferralIntake _intake;
    private readonly Secrets _secrets = new(new byte[32], []);
    private readonly Habits _habits;
    private readonly Providers _providers;
    private readonly Dictionary<Guid, Someone> _people = [];
    private readonly LinkWorker[] _linkWorkers;
    private readonly Queue<Someone> _unallocated = new();

    public Year(Scenario scenario)
    {
        _scenario = scenario;
        _clock = new LivedClock(WorkingCalendar.London(scenario.Begins, Morning));
        Clocks clocks = new(_clock, _clock);
        _journeys = new JourneyService(_store, _store, this, _pathway, clocks, _secrets);
        _intake = new ReferralIntake(_store, _store, _journeys, _pathway, clocks, _secrets);
        // A town grows with its people: it has places for about one in five at a time.
        int scale = Math.Max(1, scenario.People / 600);
        InventedActivity[] activities = [.. InventedActivities.All.Select((a, i) => a with { Places = a.Places * scale, Id = IdOf(i) })];
        _habits = new Habits(activities);
        _providers = new Providers(activities, new Random(scenario.Seed));
        _linkWorkers = [.. Enumerable.Range(1, scenario.LinkWorkers)
            .Select(n => new LinkWorker(string.Create(CultureInfo.InvariantCulture, $"link-worker-{n}")))];
    }

    public IEnumerable<Someone> People => _people.Values;
    public Pathway Pathway => _pathway;
    public DateTimeOffset Now => _clock.Now;
    public List<Week> Weeks { get; } = [];

    public async Task Live(CancellationToken cancellation)
    {
        while (await new AlikeEntries(_store, _store, _secrets).Fill(cancellation))
        {
        }
        int workingDays = Days().Count(_pathway.Calendar.IsWorkingDay), day = 0;
        foreach (DateOnly today in Days())
        {
            await Pass(today, Morning, cancellation);
            if (_pathway.Calendar.IsWorkingDay(today))
            {
                _clock.Now = WorkingCalendar.London(today, Opening);
                // Spread so that exactly everybody has come when the last day is over.
                for (int come =
                    (int)((long)_scenario.People * day / workingDays); come < (long)_scenario.People * (day + 1) / workingDays; come++)
                    await Refer(come, today, cancellation);
                day++;
                await Allocate(cancellation);
                await Wait(cancellation);
                await _providers.Answer(today, (who, answer) => Give(who, answer, null, cancellation));
                _clock.Now = WorkingCalendar.London(today, Afternoon);
                SideBySide(_linkWorkers, worker => Work(worker, today, cancellation), cancellation);
                AfterWork(today);
            }
            await Pass(today, Evening, cancellation);
            if (today.DayOfWeek is DayOfWeek.Sunday)
                Weeks.Add(Week.Of(today, this, _unallocated.Count));
        }

        IEnumerable<DateOnly> Days() => Enumerable.Range(0, 7 * _scenario.Weeks).Select(_scenario.Begins.AddDays);
    }

    /// <summary>The input of reports, from what the year has written.</summary>
    public Task<ReportInput> ForReports(Period period) =>
        new ReportReader(_store, _store, _secrets, _pathway, new Clocks(_clock, _clock)).Read(period, new FactFilter(), default);

    private static Guid IdOf(int activity) => new(activity + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    public Task<IReadOnlyList<JournalCommit>> JournalOf(Someone someone) => _store.Journal(someone.Id, CancellationToken.None);

    // This runtime looks twice a day, so it needs no alarms.
    public ValueTask Nudge(Guid journey, DateTimeOffset? due, CancellationToken cancellation) => default;
    public ValueTask NudgePostman(CancellationToken cancellation) => default;

    /// <summary>Lets everything happen that falls due until then.</summary>
    private async Task Pass(DateOnly today, TimeOnly until, CancellationToken cancellation)
    {
        _clock.Now = WorkingCalendar.London(today, until);
        while (await _store.DueBy(Now, int.MaxValue, cancellation) is { Count: > 0 } due)
            SideBySide(due, async journey =>
            {
                await _journeys.Advance(journey.Journey, cancellation);
                await Look(_people[journey.Journey], cancellation);
            }, cancellation);
    }

    /// <summary>A store in memory never waits, so each processor keeps one thread instead of giving it back at every await.</summary>
    private static void SideBySide<T>(IEnumerable<T> all, Func<T, Task> live, CancellationToken cancellation) =>
        Parallel.ForEach(all, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            one => live(one).GetAwaiter().GetResult());

    private async Task Refer(int number, DateOnly today, CancellationToken cancellation)
    {
        Random random = new(unchecked((_scenario.Seed * 1_000_003) + number));
        IntakeResult.Received received = (IntakeResult.Received)await _intake.Receive(
            Someone.Referral(number, random, today), Surgery, BitConverter.GetBytes(number), null, cancellation);
        Record<Guid> record = (await ReferralIntake.LookUps.In(_store).Get(received.Receipt.Id.ToString("N"), cancellation))!;
        StoredJourney stored = (await _store.Find(record.Value, cancellation))!;
        if (_people.TryGetValue(stored.State.Id, out Someone? known))
        {
            known.Journey = stored.State;
            return;
        }
        Someone someone = new(number, Temperament.Of(random), random, Now) { Journey = stored.State };
        _people.Add(stored.State.Id, someone);
        _unallocated.Enqueue(someone);
    }

    /// <summary>The lead accepts new referrals and gives each to the link worker with the fewest, as long as anybody has room.</summary>
    private async Task Allocate(CancellationToken cancellation)
    {
        while (_unallocated.Count > 0 && _linkWorkers.MinBy(w => w.People.Count) is { } least && least.People.Count < _scenario.Caseload)
        {
            Someone someone = _unallocated.Dequeue();
            if (someone.Journey.HasEnded)
                continue;
            await Give(someone,
                someone.Journey.AcceptedAt is null ? new Intake.Accept(LinkWorker: least.Id) : new Allocation.Allocate(least.Id), Lead,
                cancellation);
            least.People.Add(someone);
        }
    }

    /// <summary>People without a link worker are accepted, their concerns are talked through, and one day they may give up.</summary>
    private async Task Wait(CancellationToken cancellation)
    {
        foreach (Someone waiting in _unallocated)
        {
            if (waiting.Journey.AcceptedAt is null)
                await Give(waiting, new Intake.Accept(), Lead, cancellation);
            foreach (Concern concern in waiting.Journey.Concerns.Where(c => c.AcknowledgedAt is null))
                await Give(waiting, Habits.TalkedThrough(concern.Id), Safeguarding, cancellation);
            if (waiting.Random.NextDouble() < waiting.Temperament.GivesUp / WorkingDaysAWeek)
                await Give(waiting, new Closing.Close(ClosingReason.Withdrew), Lead, cancellation);
        }
        if (_unallocated.Any(p => p.Journey.HasEnded))
        {
            Someone[] still = [.. _unallocated.Where(p => !p.Journey.HasEnded)];
            _unallocated.Clear();
            foreach (Someone waiting in still)
                _unallocated.Enqueue(waiting);
        }
    }

    /// <summary>A day's work: first what was arranged for today, then other tasks, the most urgent first, until the day is over.</summary>
    private async Task Work(LinkWorker worker, DateOnly today, CancellationToken cancellation)
    {
        int minutes = _scenario.MinutesADay;
        List<(Someone Who, OpenTask Task)> tasks = [];
        foreach (Someone someone in worker.People)
        {
            foreach (Meeting meeting in someone.Journey.Meetings.Where(m => m.IsBooked && m.At <= Now))
                minutes -= await Do(worker, someone, Habits.HowItWent(meeting, someone.Temperament, someone.Random), cancellation);
            foreach (Session session in someone.Journey.Sessions.Where(s => s.IsPlanned && s.At <= Now))
                minutes -= await Do(worker, someone, Habits.HowItWent(someone.Journey, session, someone.Temperament, someone.Random),
                    cancellation);
            await Answer(someone, cancellation);
            await GoOn(worker, someone, cancellation);
            foreach (OpenTask task in someone.Journey.Tasks)
                tasks.Add((someone, task));
        }
        foreach (Someone someone in worker.Former)
        {
            await Answer(someone, cancellation);
            foreach (OpenTask task in someone.Journey.Tasks)
                tasks.Add((someone, task));
        }
        foreach ((Someone someone, OpenTask seen) in tasks.OrderByDescending(t => t.Task.Urgency).ThenBy(t => t.Task.Due)
            .ThenBy(t => t.Who.Number).ThenBy(t => t.Task.Id, StringComparer.Ordinal))
        {
            if (minutes <= 0)
                break;
            if (someone.Journey.Tasks.FirstOrDefault(t => t.Id == seen.Id) is { } task)
                minutes -= await Do(worker, someone,
                    _habits.Do(task, someone.Journey, someone.Temperament, Now,
                        () => worker.Free(today, _pathway.Calendar, someone.Random), someone.Random), cancellation);
        }
    }

    /// <summary>People answer surveys sooner or later, or never.</summary>
    private async Task Answer(Someone someone, CancellationToken cancellation)
    {
        (Random random, Temperament person) = (someone.Random, someone.Temperament);
        foreach (Survey survey in someone.Journey.Surveys.Where(s => s.IsOpenAt(Now)))
            if (random.NextDouble() < person.Answers / 8)
                await Give(someone,
                    new Surveys.Answer(survey.Id, person.Answer(survey, (Now - someone.Came).TotalDays / 7, random),
                        CallMe: random.Next(60) is 0), null, cancellation);
    }

    /// <summary>What happens without a task: the next session of somebody who goes regularly, an end in good time, or a
    /// sudden one.</summary>
    private async Task GoOn(LinkWorker worker, Someone someone, CancellationToken cancellation)
    {
        (Journey journey, Temperament person) = (someone.Journey, someone.Temperament);
        if (journey.HasEnded)
            return;
        if (someone.Random.NextDouble() < person.GivesUp / WorkingDaysAWeek && !journey.HasOpenConcern && !journey.HasUnreadReferral)
            await Give(someone, new Closing.Close(ClosingReason.Withdrew), worker.Id, cancellation);
        else if (Habits.MayEnd(journey, person, Now) is { } reason)
            await Give(someone, new Closing.Close(reason), worker.Id, cancellation);
        else if (_habits.GoOn(journey, person, Now) is { } next)
            await Do(worker, someone, next, cancellation);
    }

    private async Task<int> Do(LinkWorker worker, Someone someone, Habits.Act? act, CancellationToken cancellation)
    {
        foreach (JourneyCommand command in act?.Commands ?? [])
            await Give(someone, command, act!.By switch
            {
                Habits.Doer.Lead => Lead,
                Habits.Doer.Safeguarding => Safeguarding,
                Habits.Doer.LinkWorker => worker.Id,
            }, cancellation);
        return act?.Minutes ?? 0;
    }

    /// <summary>
    /// What the day means for others: providers are asked, places become free, closed journeys are put away. It goes in the order of the
    /// people, not of the processors.
    /// </summary>
    private void AfterWork(DateOnly today)
    {
        foreach (LinkWorker worker in _linkWorkers)
        {
            List<Someone> open = [], former = [];
            foreach (Someone someone in worker.People)
            {
                Journey journey = someone.Journey;
                foreach (Introduction introduction in journey.Introductions.Skip(someone.Introductions))
                    _providers.Ask(someone, introduction.Id, _habits.ActivityOf(introduction), today);
                someone.Introductions = journey.Introductions.Count;
                if (journey.HasEnded)
                    _providers.FreePlacesOf(someone);
                (journey.HasEnded ? former : open).Add(someone);
            }
            worker.Former.RemoveAll(p => p.Journey is { IsClosed: true, Tasks.Count: 0 });
            worker.Former.AddRange(former);
            worker.People.Clear();
            worker.People.AddRange(open);
        }
    }

    /// <summary>A refusal is no problem here: somebody else may have been faster.</summary>
    private async Task<bool> Give(Someone someone, JourneyCommand command, string? by, CancellationToken cancellation)
    {
        Actor actor = by is not null ? Actor.Staff(by) : command is Activities.RecordAnswer ? Actor.Provider : Actor.Person;
        CommandResult result = await _journeys.Do(someone.Id, command, actor,
            string.Create(CultureInfo.InvariantCulture, $"c{someone.Commands++}"), null, cancellation);
        await Look(someone, cancellation);
        return result is CommandResult.Done;
    }

    private async Task Look(Someone someone, CancellationToken cancellation) =>
        someone.Journey = (await _store.Find(someone.Id, cancellation))!.State;
}
