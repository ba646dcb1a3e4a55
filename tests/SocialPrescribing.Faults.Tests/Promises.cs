using System.Text.Json.Nodes;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Faults.Tests;

/// <summary>What must be true in the end, whatever happened. It is checked in the stored data and the mail server's own record.</summary>
internal static class Promises
{
    /// <param name="began">When the program last started. Everything due by then must have happened.</param>
    /// <param name="isLiedTo">Whether the disk lost what it had confirmed. Then earlier answers and letters may come again.</param>
    public static async Task<IReadOnlyList<string>> Look(string data, Work work, PostOffice post, DateTimeOffset began, bool isLiedTo)
    {
        List<string> wrong = [];
        await using SqliteDatabase database = SqliteDatabase.Open(data);
        JournalCheck.Report check = await JournalCheck.Run(database.Journeys, new Pathway(), default);
        wrong.AddRange(check.Findings.Select(f => $"{f.Journey:N}: {f.What}"));
        List<Journey> journeys = [];
        List<QueuedMessage> ledger = [.. await database.Outbox.Of(Guid.Empty, default)];
        Dictionary<string, int> times = [];
        HashSet<(Guid Owner, string Key)> queued = [];
        await foreach (Guid id in database.Journeys.All(default))
        {
            StoredJourney stored = (await database.Journeys.Find(id, default))!;
            journeys.Add(stored.State);
            ledger.AddRange(await database.Outbox.Of(id, default));
            wrong.AddRange(HasNext(stored, began));
            foreach (JournalCommit commit in await database.Journeys.Journal(id, default))
            {
                if (commit.CommandId is { } command)
                    times[$"{id:N}/{command}"] = times.GetValueOrDefault($"{id:N}/{command}") + 1;
                queued.UnionWith(commit.Events.OfType<Messages.Queued>().Select(q => (id, q.Key)));
                foreach (string yes in commit.Events.OfType<Meetings.Confirmed>().Select(c => $"{id:N}/{c.Meeting} confirmed"))
                    times[yes] = times.GetValueOrDefault(yes) + 1;
            }
        }
        wrong.AddRange(ReferralsAreThereOnce(journeys, work));
        wrong.AddRange(times.Where(t => t.Value > 1).Select(t => $"{t.Key} happened {t.Value} times."));
        if (!isLiedTo)
            wrong.AddRange(WhatWasAnsweredHappened(journeys, times, work));
        wrong.AddRange(NothingTwice(ledger, post, isLiedTo));
        if (queued.Except(ledger.Select(m => (m.Owner, m.Key))).Count() is > 0 and var missing)
            wrong.Add($"{missing} letters were queued that are not in the ledger.");
        HashSet<(Guid, string)> told = [.. journeys.SelectMany(j => j.Withheld.Select(key => (j.Id, key)))];
        wrong.AddRange(ledger.Where(m => m.Owner != Guid.Empty && !told.Contains((m.Owner, m.Key))
                && m.Status is MessageStatus.Dropped or MessageStatus.Failed or MessageStatus.Uncertain)
            .Select(m => $"{m.Kind} is {m.Status} ({m.Reason}), and its journey was not told."));
        return wrong;
    }

    private static IEnumerable<string> HasNext(StoredJourney stored, DateTimeOffset began)
    {
        if (stored.State.Stage is Stage.Closed)
            yield break;
        if (Agenda.Next(stored.State, new Pathway()) is not { } next)
            yield return $"Journey {stored.State.Id:N} is open and has no next thing.";
        else if (next < began)
            yield return $"Journey {stored.State.Id:N} should have gone on at {next:u}; it is later than {began:u}.";
    }

    private static IEnumerable<string> ReferralsAreThereOnce(IReadOnlyList<Journey> journeys, Work work)
    {
        if (journeys.Count != work.People || journeys.Select(j => j.Person.FirstName).Distinct().Count() != work.People)
            yield return $"{work.People} people were referred, and there are {journeys.Count} journeys.";
        if (journeys.Any(j => j.Referrals.Count is not 1))
            yield return "A journey does not have one referral.";
        Guid[] there = [.. journeys.SelectMany(j => j.Referrals.Select(r => r.Id)).Order()];
        Guid[] answered = [.. work.Referrals.Values.Select(t => Guid.Parse((string)JsonNode.Parse(t)!["id"]!)).Order()];
        if (!there.SequenceEqual(answered))
            yield return $"{answered.Except(there).Count()} referrals that were answered are not there, "
                + $"{there.Except(answered).Count()} are there that were answered otherwise.";
    }

    private static IEnumerable<string> WhatWasAnsweredHappened(
        IReadOnlyList<Journey> journeys, IReadOnlyDictionary<string, int> times, Work work)
    {
        foreach ((string id, Given given) in work.Commands)
            if (given.Answer is not null && !times.ContainsKey($"{Guid.Parse(given.Journey):N}/{given.Body["commandId"]}"))
                yield return $"Command {id} was answered and is not in the journal.";
        foreach (Click click in work.Clicks.Values.Where(c => c.Led is not null))
            if (journeys.FirstOrDefault(j => j.Person.Contacts.Any(c => c.Value == click.To)) is not { } journey
                || !times.Keys.Any(t => t.StartsWith($"{journey.Id:N}/", StringComparison.Ordinal)
                    && t.EndsWith(" confirmed", StringComparison.Ordinal)))
                yield return "A meeting that somebody said yes to is not confirmed.";
    }

    private static IEnumerable<string> NothingTwice(IReadOnlyList<QueuedMessage> ledger, PostOffice post, bool isLiedTo)
    {
        Dictionary<string, int> copies = post.Taken.GroupBy(l => l.Hash).ToDictionary(g => g.Key, g => g.Count());
        HashSet<string> known = [];
        foreach (QueuedMessage message in ledger)
        {
            string hash = LetterMessage.HashOf($"{message.Owner:N}/{message.Key}");
            known.Add(hash);
            int sent = copies.GetValueOrDefault(hash);
            // A message to a role becomes one for each member, and does not go itself.
            bool isForRole =
                message.Kind is MessageKind.Concern or MessageKind.ConcernAgain or MessageKind.Escalation && message.Staff is null;
            bool isRight = message.Status switch
            {
                MessageStatus.Sent when isForRole => true,
                MessageStatus.Sent => sent is 1 || (sent > 1 && (Messages.MayRepeat(message.Kind) || isLiedTo)),
                MessageStatus.Uncertain => sent <= 1 && !Messages.MayRepeat(message.Kind),
                MessageStatus.Dropped or MessageStatus.Failed => sent is 0 || isLiedTo || Messages.MayRepeat(message.Kind),
                _ => false,
            };
            if (!isRight)
                yield return $"{message.Kind} is {message.Status} ({message.Reason}) after {message.Attempts} attempts "
                    + $"and the mail server has it {sent} times.";
        }
        if (!isLiedTo && copies.Keys.Except(known).Count() is > 0 and var unknown)
            yield return $"{unknown} letters were sent that nobody knows of.";
    }
}
