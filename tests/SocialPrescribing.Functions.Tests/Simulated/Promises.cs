using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using SocialPrescribing.Contracts;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Functions.Tests.Storage;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Functions.Tests.Simulated;

/// <summary>What must hold once a storm is over and the watch has run, whatever happened in the storm.</summary>
internal sealed class Promises
{
    /// <summary>So few may all have met bad weather.</summary>
    private const int FewLetters = 20;

    private int _ended, _went;
    private readonly Town _town;
    private readonly Process _process;
    private readonly TableStorage _storage;
    private readonly Pathway _pathway = new();
    private readonly TableEntity[] _partitions, _boards;

    public Promises(Town town, Process process)
    {
        (_town, _process) = (town, process);
        string prefix = process.Get<TableStorageOptions>().Prefix;
        _storage = new TableStorage(town.Tables, prefix, process.Get<Clocks>(), NullLoggerFactory.Instance);
        _partitions = [.. town.Tables.GetTableClient(prefix + "Journeys").Everything()];
        _boards = [.. town.Tables.GetTableClient(prefix + "Boards").Everything()];
    }

    private DateTimeOffset Now => _town.World.Now;

    public async Task AreKept()
    {
        if (_town.People.Unanswered > 0)
            throw new BrokenPromiseException($"{_town.People.Unanswered} requests are not answered, hours after the storm.");
        BoardsSayWhatPartitionsSay();
        JournalCheck.Report report = await JournalCheck.Run(_storage.Journeys, _pathway, default);
        Hold(report.Findings.Count is 0, () => string.Join('\n', report.Findings));
        List<StoredJourney> all = [];
        await foreach ((Guid id, LoadedJourney loaded) in _storage.Journeys.Each(null, default))
            all.Add(loaded is LoadedJourney.Found { Stored: var stored } ? stored
                : throw new BrokenPromiseException($"The journey {id:N} cannot be read."));
        await ReferralsAreInOneJourney(all);
        await CommandsAreDoneOnce();
        foreach (StoredJourney journey in all)
        {
            Hold(journey.State.IsClosed || journey.NextDue is not null, () => $"Nothing comes next for {journey.State.Id:N}.");
            Hold(journey.NextDue is null || journey.NextDue > Now.AddMinutes(-45),
                () => $"{journey.State.Id:N} has been due since {journey.NextDue:u}.");
            await LettersWentOnce(journey.State);
        }
        IReadOnlyList<QueuedMessage> own = await _storage.Outbox.Of(Guid.Empty, default);
        foreach (QueuedMessage message in own)
            Look(message, own, null);
        MostLettersGo();
        await BoardsShowEverything(all);
        await FactsContract.AreWhatJournalsSay(_storage.Journeys, _process.Get<Secrets>());
    }

    private static void Hold(bool isKept, Func<string> what)
    {
        if (!isKept)
            throw new BrokenPromiseException(what());
    }

    /// <summary>Each journey, task and message is on every board that its row names, and no change is under way any more.</summary>
    private void BoardsSayWhatPartitionsSay()
    {
        HashSet<string> there = [.. _boards.Select(b => b.RowKey)];
        foreach (TableEntity row in _partitions)
            foreach (string key in row.Boards())
                Hold(there.Contains(key), () => $"{row.PartitionKey} {row.RowKey} is not found by {key}.");
        string old = TableKey.Time(Now.AddMinutes(-45));
        foreach (TableEntity left in _boards.Where(b => BoardRow.BoardOf(b.RowKey) is Announcement.Board))
            Hold(string.CompareOrdinal(left.GetString("At"), old) > 0, () => $"{left.RowKey} is under way still.");
        HashSet<string> stands = [.. _partitions.SelectMany(row => row.Boards())];
        foreach (TableEntity counted in _boards.Where(b => BoardRow.BoardOf(b.RowKey) is BoardRow.Failed or BoardRow.Uncertain))
            Hold(stands.Contains(counted.RowKey), () => $"{counted.RowKey} is counted and stands for nothing.");
    }

    private async Task ReferralsAreInOneJourney(List<StoredJourney> all)
    {
        foreach ((string key, ReferralIntake.Receipt receipt) in _town.People.Received)
        {
            Guid[] held = [.. all.Select(j => j.State).Where(j => j.Joined is null && j.Referrals.Any(r => r.Id == receipt.Id))
                .Select(j => j.Id)];
            Hold(held.Length is 1, () => $"The referral {key} ({receipt.Id:N}) is in {held.Length} journeys.");
            Hold(await ReferralIntake.LookUps.In(_storage.Register).Get(receipt.Id.ToString("N"), default) is { Value: var begun }
                && await _storage.Journeys.Referral(begun, receipt.Id, default) is not null, () => $"The referral {key} is not found.");
        }
        int referrals = all.Where(j => j.State.Joined is null).Sum(j => j.State.Referrals.Count);
        Hold(referrals == _town.People.Received.Count,
            () => $"{_town.People.Received.Count} referrals were sent, and there are {referrals}.");
    }

    private async Task CommandsAreDoneOnce()
    {
        foreach (IGrouping<Guid, KeyValuePair<string, (Guid Journey, int Version)>> given in
            _town.People.Given.GroupBy(g => g.Value.Journey))
        {
            ILookup<string?, JournalCommit> journal =
                (await _storage.Journeys.Journal(given.Key, default)).ToLookup(c => c.CommandId);
            foreach ((string id, (Guid journey, int version)) in given)
                Hold(journal[id].Select(c => c.Version).SequenceEqual([version]),
                    () => $"The command {id} was answered as version {version} of {journey:N}, whose journal has it in "
                        + $"{string.Join(", ", journal[id].Select(c => c.Version))}.");
        }
    }

    private async Task LettersWentOnce(Journey journey)
    {
        string[] queued = [.. (await _storage.Journeys.Journal(journey.Id, default)).SelectMany(c => c.Events)
            .OfType<Messages.Queued>().Select(e => e.Key).Order(StringComparer.Ordinal)];
        Hold(queued.Distinct().Count() == queued.Length, () => $"{journey.Id:N} has queued a letter twice.");
        IReadOnlyList<QueuedMessage> ledger = await _storage.Outbox.Of(journey.Id, default);
        // A letter to a role becomes one more letter for each member with that role, so the ledger may hold more.
        string[] missing = [.. queued.Except(ledger.Select(m => m.Key))];
        Hold(missing is [], () => $"{journey.Id:N} has queued what its ledger does not hold: {string.Join(", ", missing)}.");
        foreach (QueuedMessage message in ledger)
            Look(message, ledger, journey);
    }

    private void Look(QueuedMessage message, IReadOnlyList<QueuedMessage> ledger, Journey? journey)
    {
        int went = _town.Mail.Delivered.GetValueOrDefault($"{message.Owner:N}/{message.Key}");
        string which = $"The letter {message.Owner:N}/{message.Key} ({message.Kind}, {message.Status}, attempt {message.Attempts})";
        if (message.Status is MessageStatus.Sent or MessageStatus.Failed or MessageStatus.Uncertain)
            (_ended, _went) = (_ended + 1, _went + (message.Status is MessageStatus.Sent || went > 0 ? 1 : 0));
        Hold(went < 2 || Messages.MayRepeat(message.Kind), () => $"{which} went {went} times.");
        // A letter to a role never goes itself. Its members' letters do, and the ledger holds these too.
        Hold(message.Status is not MessageStatus.Sent || went > 0
            || ledger.Any(m => m.Key.StartsWith(message.Key + "/to/", StringComparison.Ordinal)), () => $"{which} never went.");
        Hold(message.Status is not MessageStatus.Queued || (message.NotBefore ?? message.QueuedAt) > Now.AddMinutes(-45),
            () => $"{which} still waits, since {message.NotBefore ?? message.QueuedAt:u}.");
        Hold(message.Status is not MessageStatus.Sending || message.NotBefore > Now.AddMinutes(-45),
            () => $"{which} is on its way since {message.MovedAt:u}.");
        Hold(journey is null || message.Status is not (MessageStatus.Failed or MessageStatus.Uncertain)
            || journey.Withheld.Contains(message.Key), () => $"{which}: nobody was told.");
    }

    /// <summary>
    /// The weather is bad, and some letters go nowhere or nobody knows. But a service that sends none, and says so of each, is no service.
    /// </summary>
    private void MostLettersGo()
    {
        (int ended, int went) = (_ended, _went);
        Hold(ended < FewLetters || went * 2 >= ended, () => $"Only {went} of {ended} letters went.");
    }

    private async Task BoardsShowEverything(List<StoredJourney> all)
    {
        List<TaskRow> tasks = await Given.Pages(mark => _storage.Journeys.Tasks(new TaskQuery(Continue: mark), default));
        string[] open = [.. all.SelectMany(j => j.State.Tasks.Select(t => $"{j.State.Id:N} {t.Id}")).Order(StringComparer.Ordinal)];
        Hold(open.SequenceEqual(tasks.Select(t => $"{t.Journey:N} {t.Task}").Order(StringComparer.Ordinal)),
            () => $"{open.Length} tasks are open, and the board shows {tasks.Count}.");
        DueJourney[] due = [.. await _storage.Journeys.DueBy(DateTimeOffset.MaxValue, 1_000, default)];
        Hold(due.ToHashSet().SetEquals(all.Where(j => j.NextDue is not null).Select(j => new DueJourney(j.State.Id, j.NextDue!.Value))),
            () => "The board of due times is not what the journeys say.");
    }
}
