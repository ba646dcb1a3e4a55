using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Service.Commands;

/// <summary>The way to every journey: load, decide and commit, and again from the start if somebody was faster.</summary>
public sealed class JourneyService(
    IJourneyStore store, IRegister register, IJourneyRuntime runtime, InForce<Pathway> pathways, Clocks clocks, Secrets secrets,
    IDocuments? documents = null, IPlaces? places = null)
{
    /// <summary>How often a command is decided again before the caller is told to come back. Conflicts are rare and short.</summary>
    private const int Attempts = 20;

    /// <summary>
    /// Referrals make a journey large, and any number may come for one person. Beyond this size none joins. The rest of the megabyte that a
    /// row of Table Storage holds (two bytes a character) is kept for the work in the journey.
    /// </summary>
    internal const int MostStateBytes = 250_000;

    private readonly AlikeLookup _alikes = new(store, register, secrets);
    private readonly CommandCompletion _completion =
        new(store, register, new StaffDirectory(register, clocks),
            new Volunteers(new StaffDirectory(register, clocks), register, store, clocks),
            new AlikeLookup(store, register, secrets), clocks);
    private readonly FactsWriter _facts = new(store, secrets, places);
    private readonly UnreadableJourneys _unreadable = new(register, clocks);

    /// <summary>The longest a runtime sleeps, whatever the agenda says: a lost alarm costs at most this.</summary>
    public static readonly TimeSpan LongestSleep = TimeSpan.FromHours(24);

    /// <summary>What falls due while the service rests waits until it works again, and then at most for the watch.</summary>
    private static readonly TimeSpan WhileResting = TimeSpan.FromHours(1);

    /// <summary>A journey that cannot be read may be readable again after a repair or with a newer version.</summary>
    internal static readonly TimeSpan WhileUnreadable = TimeSpan.FromHours(1);

    /// <summary>
    /// Gives a command. Repeated under its id, it changes nothing and gets the first answer. Another command under that id is refused.
    /// </summary>
    /// <param name="version">The version the person was looking at; null where that does not matter.</param>
    /// <param name="body">
    /// What was sent, if the command was worked out from that and from more: a form, or a command whose sender leaves out what we know.
    /// Null if the command itself was sent. A repetition is recognised by this and by the actor.
    /// </param>
    /// <param name="warnings">What the answer says in addition, also when it is repeated.</param>
    /// <param name="read">The journey, if it was read just now. It is read again only if somebody was faster.</param>
    public Task<CommandResult> Do(
        Guid journey, JourneyCommand command, Actor actor, string commandId, int? version, CancellationToken cancellation,
        string? body = null, IReadOnlyList<Warning>? warnings = null, StoredJourney? read = null) => Tracing.Within(
            Tracing.Command, journey, command.GetType().Name,
            () => Do(
                journey,
                new GivenCommand(command, actor, commandId, CommandAnswers.Fingerprint(body ?? CommandAnswers.BodyOf(command), actor),
                    warnings),
                version, read, cancellation),
            result => result.Outcome);

    /// <param name="Fingerprint">The hash of what was sent and by whom.</param>
    private sealed record GivenCommand(
        JourneyCommand Command, Actor Actor, string Id, string Fingerprint, IReadOnlyList<Warning>? Warnings);

    private async Task<CommandResult> Do(
        Guid journey, GivenCommand given, int? version, StoredJourney? read, CancellationToken cancellation)
    {
        Retry retry = new(Attempts, clocks.Pauses);
        while (await retry.Again(cancellation))
        {
            if (await FirstAnswer(journey, given, cancellation) is { } first)
                return first;
            if (await Try(journey, given, version, retry.IsFirst ? read : null, cancellation) is { } result)
                // Another request may have given the same command meanwhile. Then this one was refused only because it was already done.
                return result is CommandResult.Refused ? await FirstAnswer(journey, given, cancellation) ?? result : result;
        }
        return new CommandResult.Refused("journey-busy", "Many people are changing this record at once. Please try again.");
    }

    private async Task<CommandResult?> FirstAnswer(Guid journey, GivenCommand given, CancellationToken cancellation)
    {
        if (await store.AnswerTo(journey, given.Id, cancellation) is not { } kept)
            return null;
        (JourneySummary answer, string? fingerprint) = CommandAnswers.Read(kept);
        bool isSame = fingerprint is not null ? fingerprint == given.Fingerprint
            : (await store.Journal(journey, cancellation)).FirstOrDefault(c => c.CommandId == given.Id) is not { } earlier
                || EarlierCommands.MayBe(given.Command, given.Actor, earlier);
        return isSame ? new CommandResult.Done(answer, Repeated: true)
            : new CommandResult.Refused(CommandResult.Refused.IdReused, CommandResult.Refused.IdReusedSentence);
    }

    /// <returns>Null where somebody was faster.</returns>
    private async Task<CommandResult?> Try(
        Guid journey, GivenCommand given, int? version, StoredJourney? read, CancellationToken cancellation)
    {
        (JourneyCommand command, Actor actor, string commandId, string fingerprint, IReadOnlyList<Warning>? warnings) = given;
        LoadedJourney loaded = read is not null ? new LoadedJourney.Found(read) : await store.Load(journey, cancellation);
        if (loaded is LoadedJourney.Unreadable unreadable)
        {
            await _unreadable.Note(journey, cancellation);
            return new CommandResult.Refused(LoadedJourney.Unreadable.Code, unreadable.Sentence);
        }
        if (loaded is not LoadedJourney.Found { Stored: var stored })
            return new CommandResult.Unknown();
        if (version is { } seen && seen != stored.Version)
            return new CommandResult.Refused("journey-changed",
                "Somebody changed this record after you opened it. Look at what is new and try again.");

        if (await Standstill.IsOn(register, cancellation))
            return new CommandResult.Refused("service-resting", Standstill.Sentence);

        Moment moment = new(clocks.Now, actor, commandId);
        (JourneyCommand asked, CommandResult.Refused? cannot) = await _completion.Complete(stored.State, command, cancellation);
        if (cannot is not null)
            return cannot;
        (Decision decision, Journey? after) = Journey.Step(stored.State, asked, pathways.Now, moment);
        if (decision is Decision.Refused refused)
            return new CommandResult.Refused(refused.Code, refused.Sentence);

        IReadOnlyList<JourneyEvent> events = ((Decision.Accepted)decision).Events;
        DateTimeOffset? due = Agenda.Next(after!, pathways.Now);
        JourneySummary summary = JourneySummary.Of(after!, stored.Version + 1, due) with { Warnings = warnings };
        CommitOutcome outcome = await Commit(stored, new JourneyCommit
        {
            Before = stored.State,
            After = after!,
            ExpectedVersion = stored.Version,
            At = moment.Instant,
            By = actor,
            Events = events,
            NextDue = due,
            CommandId = commandId,
            Answer = CommandAnswers.Write(summary, fingerprint),
            Entries =
            [
                .. UnmetNeeds.Entries(after!, events, moment),
                .. PersonSearch.Entries(stored.State, after!, stored.Version + 1, events, secrets),
                .. AlikeLookup.Entries(stored.State, after!, secrets),
            ],
        }, cancellation);
        if (outcome is not CommitOutcome.Committed)
            return null;
        await Nudge(journey, due, events, cancellation, stored.NextDue);
        await Forget(stored.State, after!);
        await _completion.AskProvidersAgain(after!, moment, cancellation);
        return new CommandResult.Done(summary, Repeated: false);
    }

    private async Task<CommitOutcome> Commit(StoredJourney? before, JourneyCommit commit, CancellationToken cancellation) =>
        await store.Commit(commit with { Facts = await _facts.After(before, commit, cancellation) }, cancellation);

    /// <summary>Deletes the content of documents that were taken out, at once.</summary>
    private async Task Forget(Journey before, Journey after)
    {
        if (documents is null || before.Documents.Count <= after.Documents.Count)
            return;
        foreach (Document gone in before.Documents.ExceptBy(after.Documents.Select(d => d.Id), d => d.Id))
        {
            try
            {
                await documents.Delete(new DocumentKey(after.Id, gone.Content), CancellationToken.None);
            }
            catch (Exception)
            {
                // Nothing names the document any more, so nobody can open it. The daily sweep deletes the content.
            }
        }
    }

    /// <summary>Whether one journey can hold the contents of both.</summary>
    internal static bool Fits(Journey one, Journey other) => Size(one) + Size(other) <= MostStateBytes;

    private static int Size(Journey journey) => JsonSerializer.SerializeToUtf8Bytes(journey, JourneyJson.Default.Journey).Length;

    /// <summary>Begins a journey with a referral that was in another one. Repeated, it finds the same journey.</summary>
    internal async Task<CommandResult> Begin(Parting.BeginApart command, Actor actor, string commandId, CancellationToken cancellation)
    {
        if (await store.Find(command.Journey, cancellation) is { } begun)
            return new CommandResult.Done(JourneySummary.Of(begun.State, begun.Version, begun.NextDue), Repeated: true);
        Moment moment = new(clocks.Now, actor, commandId);
        (Decision decision, Journey? after) = Journey.Step(null, command, pathways.Now, moment);
        if (decision is Decision.Refused refused)
            return new CommandResult.Refused(refused.Code, refused.Sentence);
        IReadOnlyList<JourneyEvent> events = ((Decision.Accepted)decision).Events;
        DateTimeOffset? due = Agenda.Next(after!, pathways.Now);
        JourneySummary summary = JourneySummary.Of(after!, 1, due);
        CommitOutcome outcome = await Commit(null, new JourneyCommit
        {
            After = after!,
            ExpectedVersion = 0,
            At = moment.Instant,
            By = actor,
            Events = events,
            NextDue = due,
            CommandId = commandId,
            Answer = CommandAnswers.Write(summary, CommandAnswers.Fingerprint(CommandAnswers.BodyOf(command), actor)),
            Entries = [.. PersonSearch.Entries(command.Journey, command.Referral, secrets), .. AlikeLookup.Entries(null, after!, secrets)],
        }, cancellation);
        if (outcome is not CommitOutcome.Committed)
            return new CommandResult.Refused("journey-busy", "Somebody else is beginning this record.");
        await Nudge(command.Journey, due, events, cancellation);
        return new CommandResult.Done(summary, Repeated: false);
    }

    /// <returns>When to come back; null once nothing more falls due. For a journey that cannot be read: when to try again.</returns>
    public async Task<DateTimeOffset?> Advance(Guid journey, CancellationToken cancellation) =>
        (await TryAdvance(journey, cancellation)).Next;

    /// <returns>The same, and whether the journey cannot be read: then what was due is still due.</returns>
    public Task<(DateTimeOffset? Next, bool IsUnreadable)> TryAdvance(Guid journey, CancellationToken cancellation) =>
        Tracing.Within(Tracing.Advance, journey, null, () => AdvanceAll(journey, cancellation), r => r.IsUnreadable ? "Unreadable" : null);

    private async Task<(DateTimeOffset? Next, bool IsUnreadable)> AdvanceAll(Guid journey, CancellationToken cancellation)
    {
        HashSet<string> done = [];
        Retry retry = new(pauses: clocks.Pauses);
        LoadedJourney? read = null;
        bool mayAct = false;
        while (true)
        {
            DateTimeOffset now = clocks.Now;
            LoadedJourney loaded = read ?? await store.Load(journey, cancellation);
            read = null;
            if (loaded is LoadedJourney.Unreadable)
            {
                await _unreadable.Note(journey, cancellation);
                return (now + WhileUnreadable, true);
            }
            if (loaded is not LoadedJourney.Found { Stored: var stored })
                return (null, false);
            if (Agenda.Errands(stored.State, pathways.Now, now).FirstOrDefault(d => !done.Contains(d.Key)) is { } errand)
            {
                if (!mayAct && await Standstill.IsOn(register, cancellation))
                    return (now + WhileResting, false);
                mayAct = true;
                // If no command was given, the journey has not changed.
                if (!await new Errands(this, store, _alikes).Run(stored, errand, cancellation))
                    read = loaded;
                done.Add(errand.Key);
                continue;
            }
            (IReadOnlyList<JourneyEvent> events, Journey after, DateTimeOffset? due) = Agenda.Advance(
                stored.State, pathways.Now, now, done);
            if (events.Count > 0)
            {
                if (!mayAct && await Standstill.IsOn(register, cancellation))
                    return (now + WhileResting, false);
                mayAct = true;
                CommitOutcome outcome = await Commit(stored, new JourneyCommit
                {
                    Before = stored.State,
                    After = after,
                    ExpectedVersion = stored.Version,
                    At = now,
                    By = Actor.System,
                    Events = events,
                    NextDue = due,
                }, cancellation);
                if (outcome is not CommitOutcome.Committed)
                {
                    await retry.Pause(cancellation);
                    continue;
                }
                Tracing.EndsAs("Changed");
                if (events.Any(e => e is Messages.Queued))
                    await runtime.NudgePostman(cancellation);
            }
            else if (due != stored.NextDue && !await store.Reschedule(journey, stored.Version, due, cancellation))
            {
                await retry.Pause(cancellation);
                continue;
            }
            return (due is { } at && at - now > LongestSleep ? now + LongestSleep : due, false);
        }
    }

    /// <summary>Wakes the clock and the postman, because the process that changed the journey may have died before it did.</summary>
    internal async Task Wake(StoredJourney journey, CancellationToken cancellation)
    {
        await runtime.Nudge(journey.State.Id, journey.NextDue, cancellation);
        await runtime.NudgePostman(cancellation);
    }

    /// <param name="before">When the journey's clock wakes anyway. If that is early enough, it finds the news by itself.</param>
    internal async Task Nudge(
        Guid journey, DateTimeOffset? due, IReadOnlyList<JourneyEvent> events, CancellationToken cancellation,
        DateTimeOffset? before = null)
    {
        if (before is null || due is null || due < before)
            await runtime.Nudge(journey, due, cancellation);
        if (events.Any(e => e is Messages.Queued))
            await runtime.NudgePostman(cancellation);
    }
}
