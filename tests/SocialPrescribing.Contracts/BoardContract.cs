using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Contracts;

/// <summary>What the boards and the alarm clock ask of a store: tasks, journeys and due times, by every filter and page by page.</summary>
public abstract class BoardContract : StoreContract
{
    [Fact]
    public async Task A_task_is_listed_from_its_opening_until_it_is_closed()
    {
        JourneyCommit begin = Given.Begin();
        StoredJourney journey = await Journeys.Committed(begin);
        OpenTask triage = Assert.Single(journey.State.Tasks);
        TaskRow row =
            new(journey.State.Id, triage.Id, TaskKind.Triage, Queues.Triage, triage.About, Given.Start, triage.Due, triage.Urgency);
        Assert.Equal([row], (await Journeys.Tasks(new TaskQuery(), Cancellation)).Items);

        journey = await Journeys.Committed(journey, new Intake.Accept(), "accept");
        TaskRow[] open = [.. (await Journeys.Tasks(new TaskQuery(), Cancellation)).Items];
        Assert.DoesNotContain(open, t => t.Task == triage.Id);
        Assert.Equal(journey.State.Tasks.Select(t => (t.Id, t.Assignee, t.Due)).Order(), open.Select(t => (t.Task, t.Assignee, t.Due))
            .Order());

        journey = await Journeys.Committed(journey, new Allocation.Allocate("staff-1"), "allocate");
        await Store.Reopen();
        Assert.All((await Journeys.Tasks(new TaskQuery("staff-1"), Cancellation)).Items, t => Assert.Equal("staff-1", t.Assignee));
        Assert.Equal(journey.State.Tasks.Count, (await Journeys.Tasks(new TaskQuery(), Cancellation)).Items.Count);
        Assert.Empty((await Journeys.Tasks(new TaskQuery(Queues.Lead), Cancellation)).Items);
    }

    [Fact]
    public async Task A_task_that_is_put_off_and_given_stands_under_its_new_day_and_its_new_name()
    {
        StoredJourney journey = await Journeys.Committed(Given.Begin());
        journey = await Journeys.Committed(journey, new Intake.Accept(LinkWorker: "staff-1"), "accept");
        OpenTask first = journey.State.Tasks.Single(t => t.Kind is TaskKind.FirstContact);
        DateOnly latest = Tasks.LatestDay(first, new Pathway(), Given.Start)!.Value;

        journey = await Journeys.Committed(journey, new Tasks.PutOff(first.Id, latest, "She is away."), "off");
        journey = await Journeys.Committed(journey, new Tasks.Give(first.Id, "staff-2"), "give");

        OpenTask now = journey.State.Tasks.Single(t => t.Id == first.Id);
        TaskRow row = Assert.Single((await Journeys.Tasks(new TaskQuery("staff-2"), Cancellation)).Items);
        Assert.Equal((first.Id, now.Due), (row.Task, row.Due));
        Assert.True(now.Due > first.Due);
        Assert.Empty((await Journeys.Tasks(new TaskQuery("staff-1"), Cancellation)).Items);
        Assert.Empty((await Journeys.Tasks(new TaskQuery("staff-2", DueBefore: first.Due.AddSeconds(1)), Cancellation)).Items);
    }

    [Fact]
    public async Task Tasks_are_found_by_assignee_and_due_date_in_order()
    {
        // Ten journeys, a day apart; every second one has a link worker.
        for (int i = 0; i < 10; i++)
        {
            StoredJourney journey = await Journeys.Committed(Given.Begin(Given.Numbered(i), Given.Start.AddDays(i)));
            if (i % 2 is 1)
                await Journeys.Committed(journey, new Intake.Accept(LinkWorker: $"staff-{i % 3}"), "accept", Given.Start.AddDays(i));
        }
        List<TaskRow> all = [.. (await Journeys.Tasks(new TaskQuery(), Cancellation)).Items];
        Assert.Equal(10, all.Count);
        Assert.Equal(all.OrderBy(t => t.Due).ThenBy(t => t.Journey), all);
        DateTimeOffset from = all[3].Due, before = all[7].Due;

        foreach (TaskQuery query in (TaskQuery[])
            [
                new("staff-1"), new("staff-2"), new("nobody"), new(Queues.Triage), new() { Unassigned = true },
                new(Queues.Triage) { Unassigned = true }, new("staff-1") { Unassigned = true },
                new(DueFrom: from), new(DueBefore: before), new(null, from, before), new("staff-0", from, before), new(Queues.Triage, from),
                new(null, from, before) { Unassigned = true },
                new() { Urgent = true }, new("staff-1") { Urgent = true }, new(Queues.Safeguarding) { Urgent = true },
                new() { Urgent = true, Unassigned = true }, new(null, from, before) { Urgent = true },
            ])
        {
            TaskRow[] expected = [.. all.Where(t =>
                (query.Assignee is null || t.Assignee == query.Assignee)
                    && (!query.Unassigned || t.Assignee is Queues.Triage or Queues.Lead or Queues.Safeguarding)
                && (!query.Urgent || t.Urgency is Urgency.Urgent)
                && (query.DueFrom is null || t.Due >= query.DueFrom)
                && (query.DueBefore is null || t.Due < query.DueBefore))];
            Assert.Equal(expected, (await Journeys.Tasks(query, Cancellation)).Items);
            Assert.Equal(expected, await Given.Pages(mark => Journeys.Tasks(query with { Most = 1, Continue = mark }, Cancellation)));
        }
    }

    [Fact]
    public async Task A_list_of_tasks_read_while_they_change_gives_each_that_stays_once()
    {
        // All are due at the same moment, so only the ids give an order.
        for (int i = 0; i < 25; i++)
            await Journeys.Committed(Given.Begin(Given.Numbered(i * 2)));

        List<TaskRow> read =
            await Given.Pages(mark => Journeys.Tasks(new TaskQuery(Queues.Triage, Most: 4, Continue: mark), Cancellation), async page =>
        {
            // Between two pages one task goes and one comes on the pages already read, and one goes on those still to read.
            await Close(page * 2);
            await Journeys.Committed(Given.Begin(Given.Numbered((page * 2) + 1)));
            await Close(48 - (page * 2));
        });

        Assert.Equal(read.Select(t => t.Journey).Distinct(), read.Select(t => t.Journey));
        HashSet<Guid> closed =
            [.. Enumerable.Range(0, 6).SelectMany(page => (Guid[])[Given.Numbered(page * 2), Given.Numbered(48 - (page * 2))])];
        Assert.Empty(Enumerable.Range(0, 25).Select(i => Given.Numbered(i * 2)).Except(closed).Except(read.Select(t => t.Journey)));
        Assert.DoesNotContain(read, t => t.Journey == Given.Numbered(48));

        async Task Close(int number)
        {
            StoredJourney journey = (await Journeys.Find(Given.Numbered(number), Cancellation))!;
            if (journey.State.AcceptedAt is null)
                await Journeys.Committed(journey, new Intake.Accept(LinkWorker: "staff-1"), "accept");
        }
    }

    [Fact]
    public async Task Journeys_are_found_by_stage_link_worker_and_lateness()
    {
        List<StoredJourney> all = [];
        for (int i = 0; i < 12; i++)
        {
            StoredJourney journey = await Journeys.Committed(Given.Begin(Given.Numbered(i), Given.Start.AddDays(i)));
            if (i % 2 is 1)
                journey =
                    await Journeys.Committed(journey, new Intake.Accept(LinkWorker: $"staff-{i % 3}"), "accept", Given.Start.AddDays(i));
            if (i % 4 is 3)
                journey = await Journeys.Committed(journey, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached),
                    "reached", Given.Start.AddDays(i));
            if (i is 8)
                journey = await Journeys.Committed(journey, new Intake.Decline("Moved away."), "decline", Given.Start.AddDays(i));
            all.Add(journey);
        }
        await Store.Reopen();
        DateTimeOffset late = Given.Start.AddDays(9);

        foreach (JourneyQuery query in (JourneyQuery[])
            [
                new(), new(Stage.Triage), new(Stage.Contacting), new(Stage.Meeting), new(Stage.Closed), new(Stage.Attending),
                new(LinkWorker: "staff-0"), new(LinkWorker: "nobody"),
                new(OverdueAt: late), new(OverdueAt: Given.Start), new(Stage.Triage, OverdueAt: late), new(Stage.Contacting, "staff-2"),
                new(Stage.Contacting, "staff-2", late), new(null, "staff-1", late),
                new(LinkWorker: "staff-2") { AnyOf = [Stage.Contacting, Stage.Meeting] },
                new(LinkWorker: "staff-0") { AnyOf = [Stage.Meeting] },
                new(LinkWorker: "staff-1", OverdueAt: late) { AnyOf = [Stage.Contacting] },
            ])
        {
            Guid[] expected = [.. all.Where(j =>
                (query.Stage is null || j.State.Stage == query.Stage)
                    && (query.AnyOf.Count is 0 || query.AnyOf.Contains(j.State.Stage))
                    && (query.LinkWorker is null || j.State.LinkWorker == query.LinkWorker)
                && (query.OverdueAt is null || j.State.Tasks.Any(t => t.Due < query.OverdueAt))).Select(j => j.State.Id)];
            Assert.Equal(expected, (await Journeys.Journeys(query, Cancellation)).Items.Select(j => j.State.Id));
            Assert.Equal(expected,
                (await Given.Pages(mark => Journeys.Journeys(query with { Most = 2, Continue = mark }, Cancellation)))
                    .Select(j => j.State.Id));
        }
        foreach (StoredJourney found in (await Journeys.Journeys(new JourneyQuery(), Cancellation)).Items)
            Assert.Equal(Given.Written(all.Single(j => j.State.Id == found.State.Id).State), Given.Written(found.State));
        Assert.Equal(all.Select(j => j.State.Id), await AllIds());
    }

    [Fact]
    public async Task A_list_of_journeys_read_while_they_change_gives_each_that_stays_once()
    {
        for (int i = 0; i < 20; i++)
            await Journeys.Committed(Given.Begin(Given.Numbered(i * 2)));
        List<StoredJourney> read = await Given.Pages(
            mark => Journeys.Journeys(new JourneyQuery(Stage.Triage, Most: 3, Continue: mark), Cancellation), async page =>
        {
            await Journeys.Committed((await Journeys.Find(Given.Numbered(page * 2), Cancellation))!,
                new Intake.Accept(LinkWorker: "staff-1"), "accept");
            await Journeys.Committed(Given.Begin(Given.Numbered((page * 2) + 1)));
        });
        Assert.Equal(Enumerable.Range(0, 20).Select(i => Given.Numbered(i * 2)), read.Select(j => j.State.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("AAAA")]
    [InlineData("🙂")]
    [InlineData("-1/00000000000000000000000000000000/x")]
    public async Task A_mark_that_no_page_ended_with_is_refused(string mark)
    {
        await Assert.ThrowsAsync<FormatException>(() => Journeys.Tasks(new TaskQuery(Continue: mark), Cancellation));
        await Assert.ThrowsAsync<FormatException>(() => Journeys.Journeys(new JourneyQuery(Continue: mark), Cancellation));
    }

    [Fact]
    public async Task Whoever_is_due_is_found_the_longest_waiting_first()
    {
        Assert.Null(await Journeys.NextDue(Cancellation));
        Assert.Empty(await Journeys.DueBy(DateTimeOffset.MaxValue, 10, Cancellation));
        for (int i = 0; i < 5; i++)
            await Journeys.Committed(Given.Begin(Given.Numbered(i)) with { NextDue = Given.Start.AddHours(5 - i) });
        await Journeys.Committed(Given.Begin(Given.Numbered(9)) with { NextDue = null });

        Assert.Equal(Given.Start.AddHours(1), await Journeys.NextDue(Cancellation));
        Assert.Equal(
            [new DueJourney(Given.Numbered(4), Given.Start.AddHours(1)), new DueJourney(Given.Numbered(3), Given.Start.AddHours(2)),
                new DueJourney(Given.Numbered(2), Given.Start.AddHours(3))],
            await Journeys.DueBy(Given.Start.AddHours(3), 10, Cancellation));
        Assert.Equal([new DueJourney(Given.Numbered(4), Given.Start.AddHours(1))],
            await Journeys.DueBy(Given.Start.AddHours(3), 1, Cancellation));
        Assert.Empty(await Journeys.DueBy(Given.Start.AddHours(1).AddTicks(-1), 10, Cancellation));
    }

    [Fact]
    public async Task A_commit_or_a_correction_moves_a_due_time_and_nothing_else()
    {
        StoredJourney journey = await Journeys.Committed(Given.Begin() with { NextDue = Given.Start });
        journey = await Journeys.Committed(
            Given.Step(journey, new Notes.Add("Later."), Actor.System, "x", Given.Start) with { NextDue = Given.Start.AddDays(1) });
        Assert.Equal(Given.Start.AddDays(1), await Journeys.NextDue(Cancellation));

        Assert.False(await Journeys.Reschedule(journey.State.Id, 1, Given.Start, Cancellation));
        Assert.True(await Journeys.Reschedule(journey.State.Id, 2, Given.Start.AddDays(2), Cancellation));
        await Store.Reopen();
        Assert.Equal(Given.Start.AddDays(2), await Journeys.NextDue(Cancellation));
        StoredJourney moved = (await Journeys.Find(journey.State.Id, Cancellation))!;
        Assert.Equal((2, Given.Start.AddDays(2)), (moved.Version, moved.NextDue));
        Assert.Equal(Given.Written(journey.State), Given.Written(moved.State));

        Assert.True(await Journeys.Reschedule(journey.State.Id, 2, null, Cancellation));
        Assert.Null(await Journeys.NextDue(Cancellation));
        Assert.Empty(await Journeys.DueBy(DateTimeOffset.MaxValue, 10, Cancellation));
    }

    private async Task<List<Guid>> AllIds()
    {
        List<Guid> ids = [];
        await foreach (Guid id in Journeys.All(Cancellation))
            ids.Add(id);
        return ids;
    }
}
