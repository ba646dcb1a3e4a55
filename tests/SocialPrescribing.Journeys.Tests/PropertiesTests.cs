using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>
/// What must hold in every history. A failure prints the shortest story that FsCheck found, line by line, and the seed that
/// finds it again: <c>Cases.Of(400).WithReplay(seed, gamma)</c>.
/// </summary>
public partial class PropertiesTests
{
    private static readonly Config Many = Cases.Of(400).WithEndSize(120);

    /// <summary>Checks after every step.</summary>
    private static void Always(Action<Story> look) => Prop.ForAll(History.Any, history => { history.Tell(look); }).Check(Many);

    /// <summary>Checks each line of the journal with the journey before it.</summary>
    private static void AtEveryLine(Action<Journey, JournalEntry> look) => Prop.ForAll(History.Any, history =>
    {
        Journey? journey = null;
        foreach (JournalEntry entry in history.Tell().Journal)
        {
            if (journey is not null)
                look(journey, entry);
            journey = Journey.Apply(journey, entry);
        }
    }).Check(Many);

    [Fact]
    public void Every_open_journey_has_a_next_moment_never_further_than_the_longest_silence() => Always(s =>
    {
        DateTimeOffset? next = Agenda.Next(s.Journey, s.Pathway);
        Assert.True(s.Journey.IsClosed || next is not null);
        Assert.True(s.Journey.HasEnded || next <= WorkingCalendar.AddDays(s.Journey.LastTouchAt, s.Pathway.SilenceDays));
    });

    [Fact]
    public void A_closed_journey_without_open_tasks_and_concerns_has_nothing_to_come() => Always(s =>
        Assert.True(
            !s.Journey.IsClosed
                || s.Journey.Tasks.Count > 0
                || s.Journey.Concerns.Any(c => c.AcknowledgedAt is null)
                || Agenda.Of(s.Journey, s.Pathway).All(d => d.Errand is not null)));

    [Fact]
    public void Firing_ends_and_firing_again_changes_nothing() => Always(s =>
    {
        s.Fire();
        s.Fire();
        Assert.Empty(s.Last);
        Assert.False(Agenda.Next(s.Journey, s.Pathway) <= s.Now);
    });

    [Fact]
    public void No_due_fires_twice_no_message_is_queued_twice_no_task_is_opened_twice() => Always(s =>
    {
        Assert.Distinct(s.Journey.Fired);
        Assert.Distinct(s.Events.OfType<Messages.Queued>().Select(m => m.Key));
        Assert.Distinct(s.Events.OfType<Tasks.Opened>().Select(t => t.Task));
        Assert.Distinct(s.Journey.Concerns.Select(c => c.Id));
        Assert.Distinct(s.Journey.Meetings.Select(m => m.Id));
        Assert.Distinct(s.Journey.Introductions.Select(i => i.Id));
        Assert.Distinct(s.Journey.Sessions.Select(m => m.Id));
        Assert.Distinct(s.Journey.Surveys.Select(v => v.Id));
    });

    /// <summary>
    /// The service keeps the ids of accepted commands, and answers a repetition without deciding anew. This tests the harder half: a
    /// command that is decided twice under one id creates nothing twice.
    /// </summary>
    [Fact]
    public void A_command_that_comes_twice_under_its_id_creates_nothing_twice() => Prop.ForAll(History.Any, history =>
    {
        Story story = history.Tell();
        foreach (JourneyCommand command in (JourneyCommand[])[
            new Meetings.Book(story.Now.AddDays(2), new Place(PlaceKind.AtHome)),
            new Activities.Introduce(Story.Garden with { Name = "Twice" }, IntroductionKind.Referral, Agreed: true),
            new Attendance.PlanSession(story.Journey.Introductions.LastOrDefault(i => i.CanAttend)?.Id ?? "none", story.Now.AddDays(4),
                new Transport(TransportKind.Own)), new Concerns.Raise("Bruises.")])
        {
            string id = $"twice-{command.GetType().Name}";
            if (story.Do(command, id: id) is Decision.Accepted)
                Assert.IsType<Decision.Refused>(story.Do(command, id: id));
        }
    }).Check(Many);

    /// <summary>
    /// Every effect on the world has a key, and the key depends on what the effect is about. So a wake-up that is out of
    /// date finds nothing to do.
    /// </summary>
    [Fact]
    public void A_wake_up_that_comes_late_or_for_nothing_changes_nothing() => Always(s =>
    {
        s.Fire();
        string settled = Story.Json(s.State);
        Assert.Empty(Agenda.Fire(s.Journey, s.Pathway, s.Now));
        Assert.Empty(Agenda.Fire(s.Journey, s.Pathway, s.Now.AddHours(-5)));
        Assert.Equal(settled, Story.Json(s.State));
    });

    [Fact]
    public void Nothing_goes_to_a_person_against_their_will_while_a_concern_is_open_during_a_pause_or_after_death() =>
        AtEveryLine((before, line) =>
    {
        if (line.Event is not Messages.Queued queued || Messages.RecipientOf(queued.Kind) is not Recipient.Person)
            return;
        Assert.Null(Messages.WhyNot(before, queued.Kind));
        Assert.False(before.HasDied);
        Assert.False(before.MayHaveDied);
        Assert.DoesNotContain(before.Concerns, c => c.SettledAt is null);
        Assert.Null(before.Pause);
        Assert.NotEqual(OptOut.Everything, before.Preferences.OptOut);
        // The confirmation goes to the new address, which was typed for that.
        if (queued.Kind is MessageKind.ConfirmAddress)
            Assert.NotNull(before.AwaitedEmail);
        else
            Assert.Contains(before.Preferences.Contacts, c => c is { Kind: ContactKind.Email, Allowed: true });
        Assert.False(
            before.Preferences.OptOut is OptOut.Surveys
                && queued.Kind is MessageKind.SurveyInvitation or MessageKind.SurveyReminder
                && before.Preferences.OptOut is not OptOut.Nothing);
    });

    [Fact]
    public void Where_somebody_may_have_died_it_is_a_humans_task_until_they_say() => Always(s => Assert.All(
        s.Journey.Referrals.Where(r => r is { DeathOnRecord: true, AcceptedAt: null, DeclinedAt: null } && !s.Journey.HasEnded),
        r => Assert.Contains(s.Journey.Tasks, t => t.Kind is TaskKind.DeathOnRecord && t.About == r.Id.ToString("N"))));

    [Fact]
    public void Whoever_may_be_somebody_else_is_asked_about_until_a_human_has_said_and_never_again() => Always(s =>
    {
        foreach (Alike alike in s.Journey.Alikes)
        {
            string about = alike.Journey.ToString("N");
            Assert.Equal(alike is { Asks: true, IsOpen: true } && !s.Journey.HasEnded,
                s.Journey.Tasks.Any(t => t.Kind is TaskKind.PossibleDuplicate && t.About == about));
            Assert.True(alike.IsOpen || alike.AnsweredAt is not null);
            Assert.True(!alike.HasDied || alike.Answer is AlikeAnswer.SomebodyElse || s.Journey.MayHaveDied);
        }
        Assert.Distinct(s.Journey.Alikes.Select(a => a.Journey));
    });

    [Fact]
    public void A_concern_stays_open_until_a_named_human_takes_it_and_somebody_hears_of_it_again_until_then() => Always(s =>
    {
        s.Fire();
        // If the journey was joined to another, its concern is there.
        foreach (Concern concern in s.Journey.Joined is null ? s.Journey.Concerns : [])
        {
            if (concern.AcknowledgedAt is null)
            {
                Assert.Null(concern.SettledAt);
                Assert.True(s.Pathway.Calendar.AddWorkingHours(concern.LastToldAt, TimeSpan.FromHours(4)) > s.Now);
                Assert.Contains(s.Journey.Tasks, t => t.Kind is TaskKind.AcknowledgeConcern && t.About == concern.Id);
            }
            else
            {
                Assert.NotNull(concern.AcknowledgedBy);
                Assert.Equal(concern.SettledAt is null,
                    s.Journey.Tasks.Any(t => t.Kind is TaskKind.SettleConcern && t.About == concern.Id));
            }
            int told = s.Events.OfType<Messages.Queued>()
                .Count(m => m.Kind is MessageKind.Concern or MessageKind.ConcernAgain && m.About == concern.Id);
            // A concern that left with its referral and came back was already told about.
            Assert.True(told == concern.TimesTold + 1 || (told > concern.TimesTold && s.Journey.LeftReferrals.Count > 0));
        }
    });

    [Fact]
    public void The_journal_read_back_from_json_folds_to_the_same_journey() => Prop.ForAll(History.Any, history =>
    {
        Story story = history.Tell();
        string events =
            JsonSerializer.Serialize<IReadOnlyList<JourneyEvent>>([.. story.Events], JourneyJson.Default.IReadOnlyListJourneyEvent);
        IReadOnlyList<JourneyEvent> read = JsonSerializer.Deserialize(events, JourneyJson.Default.IReadOnlyListJourneyEvent)!;
        Journey? folded = null;
        foreach ((JournalEntry entry, JourneyEvent happened) in story.Journal.Zip(read))
            folded = Journey.Apply(folded, entry with { Event = happened });
        Assert.Equal(Story.Json(story.State), Story.Json(folded));
        Assert.Equal(Story.Json(story.State), Story.Json(JsonSerializer.Deserialize(Story.Json(story.State), JourneyJson.Default.Journey)));
    }).Check(Many);

    [Fact]
    public void Nothing_ends_by_itself_without_notice_or_while_a_concern_or_a_known_risk_is_open() => AtEveryLine((before, line) =>
    {
        if (line is not { By.Kind: ActorKind.System, Event: Closing.SupportEnded ended })
            return;
        Assert.NotNull(before.ClosingProposal);
        Assert.Equal(ended.Reason, before.ClosingProposal.Reason);
        Assert.True(before.ClosingProposal.On <= line.At);
        Assert.False(before.HasOpenConcern || before.HasKnownRisk);
        OpenTask notice = before.Tasks.Single(t => t.Kind is TaskKind.ClosingNotice);
        Assert.Equal(before.ClosingProposal.On, notice.Due);
        Assert.Equal(notice.Due, new Pathway().Calendar.Deadline(notice.OpenedAt, 5));
    });

    [Fact]
    public void Every_referrer_gets_a_status_that_tells_nothing_from_before_their_referral() => Always(s =>
    {
        foreach (HeldReferral referral in s.Journey.Referrals)
        {
            ReferralStatus status = ReferralStatus.Of(s.Journey, referral, s.Pathway);
            Assert.All(status.Milestones, m => Assert.True(m.At >= referral.ReceivedAt));
            Assert.Equal(
                status.Status
                    is ReferralTaskStatus.Rejected or ReferralTaskStatus.OnHold or ReferralTaskStatus.Failed
                        or ReferralTaskStatus.Cancelled, !string.IsNullOrEmpty(status.StatusReason));
        }
    });

    [Fact]
    public void Waking_late_fires_the_same_as_waking_in_time_but_for_what_is_skipped() => Prop.ForAll(History.Any, history =>
    {
        // From some point on nobody does anything for 60 days. What depends only on facts must come out the same. What is repeated some
        // time after the last time (late tasks, concerns, silence) comes less often, and an automatic end comes later.
        Story punctual = history.Tell(), late = history.Tell();
        if (punctual.Journey is { ClosingProposal: not null } or { LastLetterAt: not null })
            return;
        DateTimeOffset end = punctual.Now.AddDays(60);
        punctual.Until(end);
        late.SleepUntil(end);
        Assert.Equal(OfFacts(punctual), OfFacts(late));
    }).Check(Many);

    /// <summary>A survey's reminders depend on when it was opened, so only the opening is compared.</summary>
    private static IEnumerable<string> OfFacts(Story story) => story.Journey.Fired.Order(StringComparer.Ordinal)
        .Where(key => key.StartsWith("meeting/", StringComparison.Ordinal) || key.StartsWith("contact/", StringComparison.Ordinal)
            || key.StartsWith("session/", StringComparison.Ordinal)
            || key.StartsWith("introduction/", StringComparison.Ordinal)
            || key.StartsWith("pause/", StringComparison.Ordinal) || key.EndsWith("/open", StringComparison.Ordinal));

    /// <summary>If nothing happened in the histories, all properties would hold.</summary>
    [Fact]
    public void Random_histories_get_everywhere()
    {
        Story[] stories = [.. History.Any.Generator.Sample(500, new Rnd(7), 120).Select(h => h.Tell())];
        string[] never = [.. typeof(JourneyEvent).Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(JourneyEvent)))
            .Except(stories.SelectMany(s => s.Events).Select(e => e.GetType())).Select(t => t.FullName!)];
        Assert.Empty(never);
        Assert.Empty(Enum.GetValues<MessageKind>().Except(
                [
                    MessageKind.Digest, MessageKind.ConfirmActivity, MessageKind.ReferrerList, MessageKind.Invitation,
                    MessageKind.ForgottenPassword, MessageKind.QuarterReport, MessageKind.RegisterOfTheDay,
                ])
            .Except(stories.SelectMany(s => s.QueuedEver)));
        Assert.Empty(Enum.GetValues<TaskKind>().Except(stories.SelectMany(s => s.Events.OfType<Tasks.Opened>().Select(t => t.Kind))));
        Assert.Contains(stories, s => s.Journal.Any(e => e is { By.Kind: ActorKind.System, Event: Closing.SupportEnded }));
    }
}
