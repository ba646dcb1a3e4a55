using SocialPrescribing.Journeys;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Contracts;

/// <summary>What commits promise: all or nothing, one winner for each version, and a journal that adds up to the state.</summary>
public abstract class JourneyStoreContract : StoreContract
{
    [Fact]
    public async Task An_unknown_journey_is_nothing()
    {
        Guid nobody = Guid.CreateVersion7();
        Assert.Null(await Journeys.Find(nobody, Cancellation));
        Assert.Null(await Journeys.Rows(nobody, Cancellation));
        Assert.Null(await Journeys.AnswerTo(nobody, "command", Cancellation));
        Assert.Empty(await Journeys.Journal(nobody, Cancellation));
        Assert.False(await Journeys.Reschedule(nobody, 0, Given.Start, Cancellation));
    }

    [Fact]
    public async Task What_was_committed_is_there_after_a_restart()
    {
        JourneyCommit commit = Given.Begin(referral: Given.Referral("Zoë", "O'Brien-Łódź", "שלום 👩‍👩‍👧 \n\t " + new string('x', 9_900)));
        Assert.Equal(new CommitOutcome.Committed(1), await Journeys.Commit(commit, Cancellation));

        await Store.Reopen();

        StoredJourney stored = (await Journeys.Find(commit.After.Id, Cancellation))!;
        Assert.Equal(1, stored.Version);
        Assert.Equal(commit.NextDue, stored.NextDue);
        Assert.Equal(Given.Written(commit.After), Given.Written(stored.State));
        Assert.Equal(commit.Answer, await Journeys.AnswerTo(commit.After.Id, commit.CommandId!, Cancellation));
        Assert.Equal(CommitRows.Messages(commit).Select(m => m.Key).Order(), (await Outbox.Of(commit.After.Id, Cancellation))
            .Select(m => m.Key).Order());
    }

    [Fact]
    public async Task A_commit_on_another_version_changes_nothing()
    {
        StoredJourney first = await Journeys.Committed(Given.Begin());
        StoredJourney second = await Journeys.Committed(first, new Intake.Accept(LinkWorker: "staff-1"), "accept");

        JourneyCommit late = Given.Step(first, new Intake.Accept(LinkWorker: "staff-2"), Actor.Staff("staff-2"), "late", Given.Start) with
        { Claims = [new RecordWrite("kind", "key", "mine")] };
        Assert.IsType<CommitOutcome.JourneyChanged>(await Journeys.Commit(late, Cancellation));
        Assert.IsType<CommitOutcome.JourneyChanged>(await Journeys.Commit(late with { ExpectedVersion = 5 }, Cancellation));
        Assert.IsType<CommitOutcome.JourneyChanged>(await Journeys.Commit(late with { ExpectedVersion = 0 }, Cancellation));

        Assert.Equal(2, (await Journeys.Journal(first.State.Id, Cancellation)).Count);
        Assert.Equal(Given.Written(second.State), Given.Written((await Journeys.Find(first.State.Id, Cancellation))!.State));
        Assert.Null(await Register.Get("kind", "key", Cancellation));
        Assert.Null(await Journeys.AnswerTo(first.State.Id, "late", Cancellation));
    }

    [Fact]
    public async Task A_commit_on_a_journey_that_is_not_there_changes_nothing()
    {
        StoredJourney elsewhere = new(Given.Begin().After, 3, null);
        JourneyCommit commit = Given.Step(elsewhere, new Notes.Add("A note."), Actor.Staff("staff-1"), "note", Given.Start);
        Assert.IsType<CommitOutcome.JourneyChanged>(await Journeys.Commit(commit, Cancellation));
        Assert.Null(await Journeys.Find(elsewhere.State.Id, Cancellation));
    }

    [Fact]
    public async Task A_claim_that_somebody_else_holds_stops_the_whole_commit()
    {
        Assert.True(await Register.Put(new RecordWrite("person", "taken", "theirs"), Cancellation));
        JourneyCommit commit = Given.Begin(
            claims: [new RecordWrite("person", "free", "mine"), new RecordWrite("person", "taken", "mine"),
                new RecordWrite("person", "also-free", "mine")]);

        Assert.Equal(new CommitOutcome.ClaimTaken("person", "taken"), await Journeys.Commit(commit, Cancellation));

        Assert.Null(await Journeys.Find(commit.After.Id, Cancellation));
        Assert.Empty(await Journeys.Journal(commit.After.Id, Cancellation));
        Assert.Empty(await Outbox.Of(commit.After.Id, Cancellation));
        Assert.Empty((await Journeys.Tasks(new TaskQuery(), Cancellation)).Items);
        Assert.Equal("theirs", (await Register.Get("person", "taken", Cancellation))!.Json);
    }

    [Fact]
    public async Task A_claim_with_the_same_text_is_no_conflict_and_stays_as_it_is()
    {
        Assert.True(await Register.Put(new RecordWrite("person", "key", "mine", 0, Given.Start), Cancellation));
        await Journeys.Committed(
            Given.Begin(
                claims: [new RecordWrite("person", "key", "mine"), new RecordWrite("person", "new", "mine"),
                    new RecordWrite("person", "new", "mine")]));

        Assert.Equal(new RegisterRecord("person", "key", "mine", 1, Given.Start), await Register.Get("person", "key", Cancellation));
        Assert.Equal(new RegisterRecord("person", "new", "mine", 1), await Register.Get("person", "new", Cancellation));
    }

    [Fact]
    public async Task A_claim_on_a_version_replaces_that_version_and_no_other()
    {
        Assert.True(await Register.Put(new RecordWrite("person", "key", "first"), Cancellation));
        await Journeys.Committed(Given.Begin(claims: [new RecordWrite("person", "key", "second", 1, Given.Start)]));
        Assert.Equal(new RegisterRecord("person", "key", "second", 2, Given.Start), await Register.Get("person", "key", Cancellation));

        Assert.Equal(new CommitOutcome.ClaimTaken("person", "key"),
            await Journeys.Commit(Given.Begin(claims: [new RecordWrite("person", "key", "third", 1)]), Cancellation));
        Assert.Equal(new CommitOutcome.ClaimTaken("person", "gone"),
            await Journeys.Commit(Given.Begin(claims: [new RecordWrite("person", "gone", "third", 1)]), Cancellation));
        await Journeys.Committed(Given.Begin(claims: [new RecordWrite("person", "key", "second", 1)]));
    }

    [Fact]
    public async Task An_entry_is_there_once_its_commit_is_and_not_before()
    {
        RecordWrite entry = new("entry", "key", "tells of it");
        StoredJourney journey = await Journeys.Committed(Given.Begin());
        JourneyCommit commit = Given.Step(journey, new Intake.Accept(LinkWorker: "staff-1"), Actor.Staff("staff-1"), "accept",
            Given.Start) with
        { Entries = [entry] };
        Assert.IsType<CommitOutcome.JourneyChanged>(await Journeys.Commit(commit with { ExpectedVersion = 7 }, Cancellation));
        Assert.True(await Register.Put(new RecordWrite("person", "taken", "theirs"), Cancellation));
        Assert.IsType<CommitOutcome.ClaimTaken>(
            await Journeys.Commit(commit with { Claims = [new RecordWrite("person", "taken", "mine")] }, Cancellation));
        Assert.Null(await Register.Get("entry", "key", Cancellation));

        journey = await Journeys.Committed(commit);
        Assert.Equal(new RegisterRecord("entry", "key", "tells of it", 1), await Register.Get("entry", "key", Cancellation));
        await Journeys.Committed(
            Given.Step(journey, new Notes.Add("Again."), Actor.System, "x", Given.Start) with
            { Entries = [entry with { Json = "tells of another" }] });
        Assert.Equal("tells of it", (await Register.Get("entry", "key", Cancellation))!.Json);
    }

    [Fact]
    public async Task A_command_id_is_used_once_and_keeps_its_first_answer()
    {
        StoredJourney first = await Journeys.Committed(Given.Begin());
        StoredJourney second = await Journeys.Committed(first, new Intake.Accept(LinkWorker: "staff-1"), "same");
        JourneyCommit again = Given.Step(second, new Notes.Add("Another."), Actor.Staff("staff-2"), "same", Given.Start.AddHours(2)) with
        { Answer = "another answer" };

        Assert.IsType<CommitOutcome.JourneyChanged>(await Journeys.Commit(again, Cancellation));
        await Store.Reopen();
        Assert.Equal("answer to same", await Journeys.AnswerTo(first.State.Id, "same", Cancellation));
        Assert.Equal(2, (await Journeys.Find(first.State.Id, Cancellation))!.Version);

        // The same id in another journey is not a repetition, and a step without an id never is.
        StoredJourney other = await Journeys.Committed(Given.Begin());
        other = await Journeys.Committed(other, new Intake.Accept(LinkWorker: "staff-1"), "same");
        other = await Journeys.Committed(
            Given.Step(other, new Notes.Add("One."), Actor.System, "x", Given.Start) with { CommandId = null, Answer = null });
        await Journeys.Committed(
            Given.Step(other, new Notes.Add("Two."), Actor.System, "y", Given.Start) with { CommandId = null, Answer = null });
    }

    [Fact]
    public async Task The_journal_tells_who_did_what_when_in_order()
    {
        JourneyCommit begin = Given.Begin();
        StoredJourney journey = await Journeys.Committed(begin);
        JourneyCommit accept =
            Given.Step(journey, new Intake.Accept(LinkWorker: "staff-1"), Actor.Staff("léa"), "accept", Given.Start.AddTicks(1));
        journey = await Journeys.Committed(accept);
        JourneyCommit system = Given.Step(journey, new Notes.Add("By itself."), Actor.System, "x", Given.Start.AddDays(40)) with
        { CommandId = null, Answer = null };
        await Journeys.Committed(system);

        await Store.Reopen();
        IReadOnlyList<JournalCommit> journal = await Journeys.Journal(journey.State.Id, Cancellation);
        Assert.Equal(
            [(1, begin.At, begin.By, begin.CommandId), (2, accept.At, accept.By, accept.CommandId), (3, system.At, Actor.System, null)],
            journal.Select(c => (c.Version, c.At, c.By, c.CommandId)));
        Assert.Equal(((JourneyCommit[])[begin, accept, system]).Select(c => Given.Written(c.Events)),
            journal.Select(c => Given.Written(c.Events)));
    }

    [Fact]
    public async Task The_journal_adds_up_to_the_state()
    {
        StoredJourney journey = await Journeys.Committed(Given.Begin());
        journey = await Journeys.Committed(journey, new Intake.Accept(LinkWorker: "staff-1"), "accept");
        journey = await Journeys.Committed(journey, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached), "reached");
        journey = await Journeys.Committed(journey, new Meetings.Book(Given.Start.AddDays(7), new Place(PlaceKind.AtHome)), "meeting");
        journey = await Journeys.Committed(journey, new Meetings.Move("meeting", Given.Start.AddDays(8)), "moved");

        (Journey? folded, string? problem) = StoredTexts.Fold(await Journeys.Journal(journey.State.Id, Cancellation));
        Assert.Null(problem);
        Assert.Equal(Given.Written(journey.State), Given.Written(folded!));
        JournalCheck.Report report = await JournalCheck.Run(Journeys, Given.Pathway, Cancellation);
        Assert.Empty(report.Findings);
        Assert.Equal(1, report.Journeys);
    }

    /// <summary>How many callers change one journey at once, and how often each. Lower for slow stores.</summary>
    protected virtual (int Callers, int Each) Crowd => (50, 20);

    [Fact]
    public async Task Of_many_commits_at_once_one_wins_each_version()
    {
        (int callers, int each) = Crowd;
        Guid id = (await Journeys.Committed(Given.Begin())).State.Id;

        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (int note = 0; note < each; note++)
            {
                CommitOutcome outcome;
                do
                {
                    StoredJourney seen = (await Journeys.Find(id, Cancellation))!;
                    outcome = await Journeys.Commit(
                        Given.Step(seen, new Notes.Add($"{caller}/{note}"), Actor.Staff($"staff-{caller}"), $"note-{caller}-{note}",
                            Given.Start), Cancellation);
                }
                while (outcome is not CommitOutcome.Committed);
            }
        })));

        IReadOnlyList<JournalCommit> journal = await Journeys.Journal(id, Cancellation);
        Assert.Equal(Enumerable.Range(1, 1 + (callers * each)), journal.Select(c => c.Version));
        Assert.Equal(callers * each, journal.Skip(1).SelectMany(c => c.Events).OfType<Notes.Added>().Distinct().Count());
        Assert.Empty((await JournalCheck.Run(Journeys, Given.Pathway, Cancellation)).Findings);
    }

    [Fact]
    public async Task Two_commits_of_one_person_at_once_have_one_winner()
    {
        CommitOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() =>
            Journeys.Commit(Given.Begin(claims: [new RecordWrite("person", "the same", $"journey {i}")]), Cancellation))));
        Assert.Single(outcomes.OfType<CommitOutcome.Committed>());
        Assert.Equal(39, outcomes.OfType<CommitOutcome.ClaimTaken>().Count());
        Assert.Single((await Journeys.Journeys(new JourneyQuery(), Cancellation)).Items);
    }

    [Fact]
    public async Task A_message_key_is_queued_once_however_often_events_name_it()
    {
        StoredJourney journey = await Journeys.Committed(Given.Begin());
        QueuedMessage received = (await Outbox.Of(journey.State.Id, Cancellation))[0];
        Assert.NotNull(await Outbox.Move(received, MessageStatus.Sent, null, null, Given.Start, Cancellation));
        JourneyCommit twice = Given.Step(journey, new Notes.Add("Again."), Actor.System, "x", Given.Start);
        await Journeys.Committed(
            twice with { Events = [.. twice.Events, new Messages.Queued(received.Key, received.Kind, received.About)] });

        QueuedMessage kept = Assert.Single(await Outbox.Of(journey.State.Id, Cancellation), m => m.Key == received.Key);
        Assert.Equal(MessageStatus.Sent, kept.Status);
    }

    /// <summary>An import writes a journey's ledger first, so that what was sent elsewhere is never queued here.</summary>
    [Fact]
    public async Task A_message_that_is_in_the_ledger_before_its_journey_begins_stays_as_it_is()
    {
        JourneyCommit commit = Given.Begin();
        QueuedMessage[] sent = [.. CommitRows.Messages(commit)
            .Select(m => m with { Status = MessageStatus.Sent, Attempts = 2, MovedAt = Given.Start, Revision = 4 })];
        Assert.NotEmpty(sent);
        foreach (QueuedMessage message in sent)
            Assert.True(await Outbox.Queue(message, Cancellation));

        await Journeys.Committed(commit);
        await Store.Reopen();

        Assert.Equal(sent.OrderBy(m => m.Key, StringComparer.Ordinal),
            (await Outbox.Of(commit.After.Id, Cancellation)).OrderBy(m => m.Key, StringComparer.Ordinal));
        Assert.Empty(await Outbox.Waiting(Given.Start.AddDays(1), 10, Cancellation));
    }

    [Fact]
    public async Task A_check_says_what_does_not_add_up()
    {
        StoredJourney sound = await Journeys.Committed(Given.Begin());
        JourneyCommit wrong = Given.Begin();
        StoredJourney journey = await Journeys.Committed(wrong with { After = wrong.After with { LinkWorker = "nobody allocated" } });
        StoredJourney late = await Journeys.Committed(Given.Begin());
        Assert.True(await Journeys.Reschedule(late.State.Id, 1, late.NextDue!.Value.AddDays(1), Cancellation));
        JourneyCommit taskless = Given.Begin();
        StoredJourney lost = await Journeys.Committed(taskless with { Events = [.. taskless.Events.Where(e => e is not Tasks.Opened)] });

        JournalCheck.Report report = await JournalCheck.Run(Journeys, Given.Pathway, Cancellation);
        Assert.Equal(4, report.Journeys);
        Assert.DoesNotContain(report.Findings, f => f.Journey == sound.State.Id);
        Assert.Equal("The state is not what the journal adds up to.",
            Assert.Single(report.Findings, f => f.Journey == journey.State.Id).What);
        Assert.StartsWith("The next due time should be", Assert.Single(report.Findings, f => f.Journey == late.State.Id).What,
            StringComparison.Ordinal);
        Assert.Contains(report.Findings,
            f => f.Journey == lost.State.Id && f.What.StartsWith("The boards' open tasks (0)", StringComparison.Ordinal));
    }
}
