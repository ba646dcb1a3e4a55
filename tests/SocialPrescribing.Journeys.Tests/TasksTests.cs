using Xunit;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>A task is postponed to a day or given to a colleague.</summary>
public sealed class TasksTests
{
    private static readonly DateOnly _thursday = new(2026, 7, 2), _friday = new(2026, 7, 3);

    private static Tasks.PutOff Until(DateOnly on, string reason = "She is away.", string task = "first-contact") => new(task, on, reason);

    /// <summary>Wednesday 1 July; the first contact is due within two working days.</summary>
    private static Story Accepted() => Story.Received().With(new Intake.Accept(LinkWorker: "sam"));

    [Fact]
    public void What_is_put_off_is_due_when_that_day_closes_and_its_reason_stands_in_the_journal()
    {
        Story story = Accepted();
        DateOnly latest = Tasks.LatestDay(story.Task(TaskKind.FirstContact), new Pathway(), story.Now)!.Value;
        story.With(Until(latest));
        OpenTask task = story.Task(TaskKind.FirstContact);
        Assert.Equal(WorkingCalendar.London(latest, new TimeOnly(17, 0)), task.Due);
        Assert.Equal("She is away.", task.PutOffBecause);
        Assert.Equal("She is away.", story.Last.OfType<Tasks.Deferred>().Single().Reason);
    }

    [Fact]
    public void The_lead_hears_of_it_only_once_the_new_day_has_passed()
    {
        Story story = Accepted();
        OpenTask first = story.Task(TaskKind.FirstContact);
        DateOnly latest = Tasks.LatestDay(first, new Pathway(), story.Now)!.Value;
        story.With(Until(latest)).Until($"{latest:yyyy-MM-dd} 16:00");
        Assert.DoesNotContain(story.Events, e => e is Tasks.Escalated);
        story.Days(4);
        Assert.Contains(story.Events, e => e is Tasks.Escalated);
    }

    [Fact]
    public void What_was_late_already_is_told_again_after_the_new_day_and_not_under_a_key_that_has_fired()
    {
        Story story = Accepted().Until("2026-07-10 12:00");
        int told = story.Events.OfType<Tasks.Escalated>().Count();
        Assert.True(told > 0);
        story.With(Until(new DateOnly(2026, 7, 14))).Until("2026-07-14 16:00");
        Assert.Equal(told, story.Events.OfType<Tasks.Escalated>().Count());
        story.Until("2026-07-16 12:00");
        Assert.Equal(told + 1, story.Events.OfType<Tasks.Escalated>().Count());
    }

    [Fact]
    public void However_often_it_is_put_off_the_limit_stays()
    {
        Story story = Accepted();
        DateOnly latest = Tasks.LatestDay(story.Task(TaskKind.FirstContact), new Pathway(), story.Now)!.Value;
        story.With(Until(_thursday)).With(Until(_friday)).With(Until(latest));
        Assert.Equal(latest, Tasks.LatestDay(story.Task(TaskKind.FirstContact), new Pathway(), story.Now));
        story.Refuses("day-too-late", Until(new WorkingCalendar(Nation.England, new(9, 0), new(17, 0)).AddWorkingDays(latest, 1)));
    }

    [Theory]
    [InlineData("2026-07-01", "She is away.", "first-contact", "day-in-past")]
    [InlineData("2026-07-04", "She is away.", "first-contact", "day-not-working")]
    [InlineData("2026-08-03", "She is away.", "first-contact", "day-too-late")]
    [InlineData("2026-07-02", " ", "first-contact", "reason-missing")]
    [InlineData("2026-07-02", "She is away.", "another", "task-not-open")]
    public void A_day_that_will_not_do_is_refused_in_words(string on, string reason, string task, string code) =>
        Accepted().Refuses(code, Until(DateOnly.Parse(on, System.Globalization.CultureInfo.InvariantCulture), reason, task));

    [Fact]
    public void A_concern_is_never_put_off_and_neither_is_what_is_urgent()
    {
        Story story = Story.Contacted().With(new Concerns.Raise("Bruises."), id: "x1");
        story.Refuses("task-not-put-off", Until(_friday, task: story.Task(TaskKind.AcknowledgeConcern).Id));
        Assert.All(Enum.GetValues<TaskKind>().Where(k => TaskType.Of(k).Urgency is Urgency.Urgent),
            k => Assert.Equal(0, TaskType.Of(k).PutOffDays));
    }

    [Fact]
    public void A_call_about_a_session_is_not_put_off_until_it_is_over()
    {
        Story story = Story.Going("2026-07-10 14:00", new Transport(TransportKind.Taxi, "Red Cabs"));
        Assert.Contains(TaskKind.ArrangeTransport, story.TaskKinds);
        foreach (OpenTask task in story.Journey.Tasks.Where(t => t.Kind is TaskKind.ArrangeTransport))
            story.Refuses("day-after-its-time", Until(new DateOnly(2026, 7, 10), task: task.Id));
    }

    [Fact]
    public void A_task_that_was_given_is_the_colleagues_and_the_person_keeps_their_link_worker()
    {
        Story story = Accepted().With(new Tasks.Give("first-contact", "kim", "I am ill."));
        OpenTask task = story.Task(TaskKind.FirstContact);
        Assert.Equal(("kim", "sam", story.Now, "sam"), (task.Assignee, task.GivenBy, task.GivenAt, story.Journey.LinkWorker));
        story.Refuses("already-theirs", new Tasks.Give("first-contact", "kim"))
            .Refuses("assignee-missing", new Tasks.Give("first-contact", ""));
        OpenTask back = story.With(new Tasks.Give("first-contact", "sam")).Task(TaskKind.FirstContact);
        Assert.Equal(("sam", null, null), (back.Assignee, back.GivenBy, back.GivenAt));
    }

    [Fact]
    public void What_waits_in_a_queue_is_given_to_nobody() =>
        Story.Received().Refuses("task-not-given", new Tasks.Give("triage", "kim"));

    [Fact]
    public void What_was_given_to_one_who_leaves_goes_back_and_nothing_else_moves()
    {
        Story story = Accepted().With(new Tasks.Give("first-contact", "kim")).With(new Tasks.TakeBack("kim"), Actor.System);
        OpenTask task = story.Task(TaskKind.FirstContact);
        Assert.Equal(("sam", null), (task.Assignee, task.GivenAt));
        story.Refuses("nothing-given", new Tasks.TakeBack("kim"));
    }

    [Fact]
    public void A_concern_that_was_taken_on_by_one_who_leaves_goes_back_to_the_safeguarding_leads()
    {
        Story story = Accepted().With(new Concerns.Raise("No food in the house."));
        string concern = story.Task(TaskKind.AcknowledgeConcern).About!;
        story = story.With(new Concerns.Acknowledge(concern), Actor.Staff("sue")).With(new Tasks.TakeBack("sue"), Actor.System);
        Assert.Equal(Queues.Safeguarding, story.Task(TaskKind.SettleConcern).Assignee);
        story.Refuses("nothing-given", new Tasks.TakeBack("sue"));
    }

    [Fact]
    public void What_was_given_to_one_who_becomes_the_link_worker_is_their_own_like_the_rest()
    {
        Story story = Accepted().With(new Tasks.Give("first-contact", "kim", "I am ill.")).With(new Allocation.HandOver("kim"));
        OpenTask task = story.Task(TaskKind.FirstContact);
        Assert.Equal(("kim", null, null), (task.Assignee, task.GivenBy, task.GivenAt));
        story.Refuses("nothing-given", new Tasks.TakeBack("kim"));
        Assert.Equal("lee", story.With(new Allocation.HandOver("lee")).Task(TaskKind.FirstContact).Assignee);
    }

    /// <summary>If the holder of a task became the link worker, earlier versions did not record that at the task.</summary>
    [Fact]
    public void Nothing_is_taken_back_from_the_link_worker_whatever_an_earlier_version_left_at_the_task()
    {
        Story story = Accepted().With(new Tasks.Give("first-contact", "kim"));
        Journey journey = Journey.Apply(story.Journey, new JournalEntry(story.Now, Story.Sam, new Allocation.Allocated("kim")));
        (Decision decision, _) =
            Journey.Step(journey, new Tasks.TakeBack("kim"), story.Pathway, new Moment(story.Now, Actor.System, "take-back"));
        Assert.Equal("nothing-given", Assert.IsType<Decision.Refused>(decision).Code);
    }

    [Fact]
    public void Another_link_worker_takes_over_what_is_the_link_workers_and_leaves_what_a_colleague_was_given()
    {
        Story story = Accepted().With(new Tasks.Give("first-contact", "kim")).With(new Allocation.HandOver("lee"));
        Assert.Equal("kim", story.Task(TaskKind.FirstContact).Assignee);
        Assert.Equal("lee", story.Task(TaskKind.IntroduceYourself).Assignee);
    }
}
