using System.Text.Json;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>
/// A referral that joined turns out to be about somebody else. The service's tests cover what happens to both journeys.
/// </summary>
public class PartingTests
{
    private static readonly Guid New = Guid.Parse("00000000-0000-0000-0000-0000000000aa");

    private static Parting.TakeApart Apart => new(Story.SecondReferral) { NewJourney = New };

    [Fact]
    public void Until_it_has_a_journey_of_its_own_the_referral_stays_and_somebody_hears_if_that_takes_long()
    {
        Story story = Story.Accepted().With(Story.Join()).Until("2026-07-01 10:05").With(Apart);
        Assert.Equal(2, story.Journey.Referrals.Count);
        Assert.Contains(Agenda.Errands(story.Journey, story.Pathway, story.Now), d => d.Errand is Errand.CarryParting);
        story.Refuses("being-taken-apart", Apart);
        Assert.DoesNotContain(TaskKind.CheckJoin, story.Until("2026-07-01 10:10").TaskKinds);
        Assert.Contains(story.Until("2026-07-01 10:20").Journey.Tasks, t => t is { Kind: TaskKind.CheckJoin, Assignee: Queues.Lead });
        story.With(new Parting.LetGo(New), Actor.System);
        Assert.Equal((1, null), (story.Journey.Referrals.Count, story.Journey.Parting));
        Assert.Equal([TaskKind.FirstContact, TaskKind.CheckApart], story.TaskKinds);
    }

    [Fact]
    public void A_journey_whose_own_referral_was_declined_is_declined_once_the_other_is_out()
    {
        Story story = Story.Received().With(Story.Join()).With(new Intake.Decline("Too far.", Referral: Story.FirstReferral)).With(Apart)
            .With(new Parting.LetGo(New), Actor.System);
        Assert.Equal(Stage.Closed, story.Stage);
        Assert.Empty(story.TaskKinds);
    }

    [Fact]
    public void It_is_taken_out_also_when_support_has_ended_and_nothing_of_its_concern_stays()
    {
        Story story = Story.Met().With(Story.Join(Story.WithConcern), id: "j").With(new Intake.Accept(Story.SecondReferral))
            .With(new Concerns.Acknowledge($"referral-{Story.SecondReferral:N}", Settled: true));
        story.With(new Closing.Close(ClosingReason.GoalsMet)).Days(3).With(Apart).With(new Parting.LetGo(New), Actor.System);
        Assert.Equal((1, 0, Stage.AfterCare), (story.Journey.Referrals.Count, story.Journey.Concerns.Count, story.Stage));
        Assert.Equal((Story.SecondReferral, New), (story.Journey.LeftReferrals[0].Referral, story.Journey.LeftReferrals[0].Journey));
    }

    [Fact]
    public void A_referral_begins_anew_as_it_came_and_when_it_came()
    {
        HeldReferral held = Story.Held(Story.SecondReferral, "2026-07-01 10:00", r => Story.WithRisk(Story.WithConcern(r))) with
        { AcceptedAt = Story.At("2026-07-02 10:00"), DeclineReason = "x", DeathOnRecord = true };
        Story story = new Story("2026-08-03 10:00").With(new Parting.BeginApart(Story.Id, held, Story.Other));
        Assert.Equal((Stage.Triage, Story.At("2026-07-01 10:00"), true, true, true),
            (story.Stage, story.Journey.ReceivedAt, story.Journey.HasKnownRisk, story.Journey.HasOpenConcern, story.Journey.MayHaveDied));
        Assert.Equal([TaskKind.Triage, TaskKind.DeathOnRecord, TaskKind.AcknowledgeConcern], story.TaskKinds);
        // Its referrer had a receipt long ago, and the person is not greeted twice.
        Assert.Equal([MessageKind.Concern], story.Queued);
    }

    [Fact]
    public void What_joined_by_the_rule_of_earlier_versions_is_taken_out()
    {
        Journey? journey = null;
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "golden", "journal.jsonl")))
        {
            using JsonDocument entry = JsonDocument.Parse(line);
            JourneyEvent happened = JsonSerializer.Deserialize($"[{entry.RootElement.GetProperty("did").GetRawText()}]",
                JourneyJson.Default.IReadOnlyListJourneyEvent)![0];
            journey =
                Journey.Apply(journey, new JournalEntry(entry.RootElement.GetProperty("at").GetDateTimeOffset(), Actor.System, happened));
        }
        Moment moment = new(Story.At("2027-06-01 10:00"), Story.Sam, "apart");
        HeldReferral joined = journey!.Referrals[1];
        (Decision decision, Journey? after) =
            Journey.Step(journey, new Parting.TakeApart(joined.Id) { NewJourney = New }, new Pathway(), moment);
        Assert.IsType<Decision.Accepted>(decision);
        (decision, after) = Journey.Step(after, new Parting.LetGo(New), new Pathway(), moment with { CommandId = "letgo" });
        Assert.IsType<Decision.Accepted>(decision);
        Assert.DoesNotContain(after!.Referrals, r => r.Id == joined.Id);
        (decision, Journey? apart) =
            Journey.Step(null, new Parting.BeginApart(New, joined, journey.Id), new Pathway(), moment with { CommandId = "begin" });
        Assert.IsType<Decision.Accepted>(decision);
        Assert.Equal((joined.Id, joined.ReceivedAt), (apart!.Referrals[0].Id, apart.Referrals[0].ReceivedAt));
    }

    [Fact]
    public void While_a_journey_is_being_joined_nothing_else_happens_to_it_and_afterwards_neither()
    {
        Joining.Join join =
            new(Story.Other, ContactsOf.This) { Target = new(HasEnded: false, IsAccepted: true, IsBusy: false, IsFull: false) };
        Story story = Story.Contacted().Until("2026-07-01 10:05").With(join).Refuses("being-joined", new Notes.Add("Hello"))
            .Refuses("being-joined", new Closing.Close(ClosingReason.Withdrew));
        Assert.Contains(TaskKind.CheckJoin, story.Until("2026-07-01 10:20").TaskKinds);
        story.With(new Joining.Finish(Story.Other), Actor.System).Refuses("journey-joined", new Notes.Add("Hello"))
            .Refuses("journey-joined", new Closing.Close(ClosingReason.Died)).Refuses("journey-joined", new Closing.Reopen());
        Assert.Equal((Stage.Closed, 0, null), (story.Stage, story.Tasks.Length, story.NextDue));
        Assert.DoesNotContain(story.QueuedEver, k => k is MessageKind.Goodbye or MessageKind.ReferrerClosed);
        story.With(new Parting.ComeBack(Story.Other), Actor.System);
        Assert.Equal((Stage.Meeting, "ArrangeMeeting"), (story.Stage, string.Join(" ", story.TaskKinds)));
    }

    [Fact]
    public void Whoever_was_taken_apart_from_somebody_dead_is_not_asked_about_as_dead()
    {
        Story story = Story.Received().With(new Resemblance.Note([Story.Alike(hasDied: true)]), Actor.System);
        Assert.Equal([TaskKind.Triage, TaskKind.PossibleDuplicate, TaskKind.DeathOnRecord], story.TaskKinds);
        story.With(new Joining.Join(Story.Other, ContactsOf.This) { Target = new(false, false, false, false) })
            .With(new Joining.Finish(Story.Other), Actor.System).With(new Parting.ComeBack(Story.Other), Actor.System);
        Assert.Equal([TaskKind.Triage], story.TaskKinds);
    }

    [Fact]
    public void An_end_that_was_announced_is_announced_anew_when_the_journey_comes_back()
    {
        Contact.RecordAttempt nobody = new(ContactMethod.Phone, AttemptOutcome.NoAnswer);
        Story story = Story.Accepted().With(nobody).Days(1).With(nobody).Days(1).With(nobody).Days(12);
        Assert.NotNull(story.Journey.ClosingProposal);
        story.With(new Joining.Join(Story.Other, ContactsOf.This) { Target = new(false, true, false, false) })
            .With(new Joining.Finish(Story.Other), Actor.System).Days(60).With(new Parting.ComeBack(Story.Other), Actor.System);
        Assert.True(story.Journey.ClosingProposal!.On > story.Now);
        Assert.Contains(TaskKind.ClosingNotice, story.TaskKinds);
    }
}
