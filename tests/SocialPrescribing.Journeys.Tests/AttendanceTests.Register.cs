namespace SocialPrescribing.Journeys.Tests;

/// <summary>Who a provider marks as present, and what staff do with it. Listed() is Friday 3 July 2026, 12:00.</summary>
public partial class AttendanceTests
{
    /// <summary>Three Tuesdays at an activity from the directory whose provider said yes.</summary>
    private static Story Listed(SupportStep step = SupportStep.Independent, IntroductionKind how = IntroductionKind.Referral)
    {
        Story story = Story.Planned(new Pathway { ReviewDays = [300] }).With(
            new Activities.Introduce(Story.Garden with { Id = new Guid(1, 0, 0, new byte[8]) }, how, Agreed: true), id: "i1");
        if (how is IntroductionKind.Referral)
            story.With(new Activities.RecordAnswer("i1", ProviderAnswer.Accepted), Actor.Provider);
        if (step is not SupportStep.Accompanied)
            story.With(To(step));
        return story.With(new Attendance.PlanSeries("i1", Tuesdays(3), Own, 60), id: "e1");
    }

    /// <summary>The first Tuesday, after the session.</summary>
    private static Story Asked(SupportStep step = SupportStep.Independent) =>
        Listed(step).Until("2026-07-07 07:00").With(new Attendance.AskRegister("e1-1", 1), Actor.System).Until("2026-07-07 11:30");

    private static Attendance.MarkRegister Marks(RegisterMark says) => new("e1-1", says);
    private static int ToRecord(Story story) => story.TaskKinds.Count(k => k is TaskKind.RecordSession);

    [Fact]
    public void Where_somebody_goes_alone_the_mark_is_the_record_and_nobody_is_asked()
    {
        Story story = Asked().With(Marks(RegisterMark.Came), Actor.Provider);
        Session session = story.Journey.Sessions[0];
        Assert.Equal((true, true, Companion.Nobody, RegisterMark.Came),
            (session.Came, session.ByProvider, session.WentAlong, session.Marked));
        story.Until("2026-07-13 09:00");
        Assert.Equal(0, ToRecord(story));
    }

    [Fact]
    public void Whoever_is_not_marked_in_time_is_the_link_workers_to_record()
    {
        Story story = Asked();
        Assert.Equal(0, ToRecord(story));
        story.Until("2026-07-08 17:00");
        Assert.Equal("RecordSession for sam by 2026-07-09 17:00",
            story.Tasks.Single(t => t.StartsWith("Record", StringComparison.Ordinal)));
        // A late mark still counts and completes the task.
        story.With(Marks(RegisterMark.DidNotCome), Actor.Provider);
        Assert.Equal((0, false), (ToRecord(story), story.Journey.Sessions[0].Came));
    }

    [Theory]
    [InlineData(SupportStep.Accompanied)]
    [InlineData(SupportStep.Phoned)]
    public void Where_somebody_of_ours_knows_more_the_mark_is_only_noted(SupportStep step)
    {
        Story story = Asked(step).With(Marks(RegisterMark.Came), Actor.Provider);
        Assert.Equal((null, RegisterMark.Came, 1), (story.Journey.Sessions[0].Came, story.Journey.Sessions[0].Marked, ToRecord(story)));
    }

    [Fact]
    public void Staff_correct_what_the_provider_marked_and_both_stand()
    {
        Story story = Asked().With(Marks(RegisterMark.DidNotCome), Actor.Provider);
        Assert.Contains(TaskKind.PhoneAfterMissed, story.TaskKinds);
        story.With(new Attendance.RecordSession("e1-1", Came: true, Confidence: 8));
        Assert.Equal([false, true], story.Events.OfType<Attendance.SessionRecorded>().Select(e => e.Came));
        Assert.DoesNotContain(TaskKind.PhoneAfterMissed, story.TaskKinds);
        Assert.Equal((true, 8, false), (story.Journey.Sessions[0].Came, story.Journey.Sessions[0].Confidence,
            story.Journey.Sessions[0].ByProvider));
        // From now on neither the provider's mark nor another record changes anything.
        story.With(Marks(RegisterMark.ToldBefore), Actor.Provider);
        Assert.Equal((true, RegisterMark.ToldBefore), (story.Journey.Sessions[0].Came, story.Journey.Sessions[0].Marked));
        story.Refuses("session-not-planned", new Attendance.RecordSession("e1-1", Came: false));
    }

    [Fact]
    public void A_provider_who_marked_wrongly_marks_again_and_the_same_twice_is_nothing()
    {
        Story story = Asked().With(Marks(RegisterMark.Came), Actor.Provider);
        int before = story.Journal.Count;
        story.With(Marks(RegisterMark.Came), Actor.Provider);
        Assert.Equal(before, story.Journal.Count);
        story.With(Marks(RegisterMark.DidNotCome), Actor.Provider).With(Marks(RegisterMark.Came), Actor.Provider);
        Assert.Equal([true, false, true], story.Events.OfType<Attendance.SessionRecorded>().Select(e => e.Came));
    }

    [Fact]
    public void Nobody_is_marked_before_it_begins_or_where_nobody_was_asked()
    {
        Listed().Until("2026-07-07 07:00").With(new Attendance.AskRegister("e1-1", 1), Actor.System)
            .Refuses("session-to-come", Marks(RegisterMark.Came), Actor.Provider)
            .Refuses("session-not-planned", new Attendance.MarkRegister("e1-2", RegisterMark.Came), Actor.Provider);
        // The session has moved, so that day's list no longer includes it.
        Listed().Until("2026-07-07 07:00").With(new Attendance.AskRegister("e1-1", 1), Actor.System)
            .With(new Attendance.MoveSession("e1-1", Story.At("2026-07-08 10:00"))).Until("2026-07-08 12:00")
            .Refuses("session-not-planned", Marks(RegisterMark.Came), Actor.Provider);
    }

    [Fact]
    public void Who_asked_for_discretion_or_was_only_told_where_to_go_is_on_no_list()
    {
        Attendance.AskRegister ask = new("e1-1", 1);
        Listed().With(new Preferences.Change(Discretion: true)).Refuses("session-not-planned", ask, Actor.System);
        Listed(how: IntroductionKind.Signposting).Refuses("session-not-planned", ask, Actor.System);
        Listed().With(new Activities.EndActivity("i1", EndReason.Finished)).Refuses("session-not-planned", ask, Actor.System);
        Asked().With(new Preferences.Change(Discretion: true))
            .Refuses("session-not-planned", Marks(RegisterMark.Came), Actor.Provider);
        Assert.False(Attendance.IsOnRegister(Story.Going("2026-07-10 14:00").Journey, Story.Going("2026-07-10 14:00").Journey.Sessions[0]));
    }
}
