using System.Globalization;
using System.Text.RegularExpressions;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Simulated;

/// <summary>One condition at a time says the opposite of what it should.</summary>
public sealed partial class PlantedBugsTests
{
    private static readonly Dictionary<string, Action<IServiceCollection>> _turned = new()
    {
        ["claim, turned: whoever was first is told that another was, and the other one sends"] =
            TurnedPort.Of<IOutbox>((asked, go) =>
                asked.Is("Move") && asked.Arguments[1] is MessageStatus.Sending ? TurnedClaim(asked, go) : go()),
        // Each fourth time, because otherwise no journey would ever go on.
        ["fence, turned: a journey that has changed is written over, and one that has not is refused"] = services =>
        {
            int writes = 0;
            Planted(inner => new PlantedTables(inner, (_, action) => action, turn: (isAsRead, action) =>
                action.Entity.RowKey is "state"
                    ? !isAsRead ? new(action.ActionType, action.Entity, ETag.All)
                        : ++writes % 4 is 0 ? new(action.ActionType, action.Entity, new ETag("\"of nobody\"")) : action
                : !isAsRead && action.ActionType is TableTransactionActionType.Add
                    && !action.Entity.RowKey.StartsWith("message-", StringComparison.Ordinal)
                    ? new(TableTransactionActionType.UpsertReplace, action.Entity) : action))(services);
        },
        ["conflict, turned: whoever was first is told that they were overtaken, and the other that it is done"] =
            TurnedPort.Of<IJourneyStore>((asked, go) => asked.Is("Commit") ? TurnedCommit(asked, go) : go()),
        ["repair, turned: what is being written is taken for left over, and what is left over is not"] =
            Planted(inner => new PlantedTables(inner, (_, action) => action,
                filter: asked => asked.Replace(" and At le ", " and At gt ", StringComparison.Ordinal))),
        ["recovery, turned: a letter is looked for while its postman lives, and no longer once it has died"] =
            TurnedPort.Of<IOutbox>((asked, go) => asked.Is("Stuck") ? Others(asked, go, 0, (QueuedMessage m) => (m.Owner, m.Key)) : go()),
        ["outbox, turned: what has to wait is sent, and what may go is not"] =
            TurnedPort.Of<IOutbox>((asked, go) => asked.Method.Name switch
            {
                "Waiting" => Others(asked, go, 0, (QueuedMessage m) => (m.Owner, m.Key)),
                "First" => TurnedFirst(asked, go),
                _ => go(),
            }),
        ["dedupe of requests, turned: a key that holds counts as run out, and one that has run out as holding"] =
            TurnedPort.Of<IRegister>((asked, go) =>
                asked.Is("Get") && asked.Arguments[0] is "admission" ? TurnedExpiry(asked, go) : go()),
        ["dedupe of commands, turned: what was never given is answered, and what was given is not"] =
            TurnedPort.Of<IJourneyStore>((asked, go) => asked.Is("AnswerTo") ? TurnedAnswer((Task<string?>)go()!) : go()),
        ["retry, turned: a letter that may have gone goes again, and one that did not go does not"] =
            TurnedPort.Of<IMailer>((_, go) => Turned(go, outcome => outcome switch
            {
                MailOutcome.Uncertain it => new MailOutcome.Unavailable(it.Reason),
                MailOutcome.Unavailable it => new MailOutcome.Uncertain(it.Reason),
                _ => outcome,
            })),
        ["acceptance, turned: a letter that was taken counts as refused, and one that was not as sent"] =
            TurnedPort.Of<IMailer>((_, go) => Turned(go, outcome => outcome switch
            {
                MailOutcome.Accepted => new MailOutcome.Refused("It was taken."),
                MailOutcome.Uncertain => outcome,
                _ => new MailOutcome.Accepted(),
            })),
        ["watch, turned: it looks for whoever is not due yet"] = TurnedPort.Of<IJourneyStore>((asked, go) =>
            asked.Is("DueBy") ? Others(asked, go, 0, (DueJourney d) => d) : go()),
        ["lost nudge, turned: whoever has nothing due is woken, and the watch looks for them"] = services =>
        {
            // Both, because each mends what the other leaves.
            TurnedPort.Of<IJourneyRuntime>((asked, go) =>
            {
                if (asked.Is("Nudge"))
                    asked.Arguments[1] = asked.Arguments[1] is null ? DateTimeOffset.UnixEpoch : null;
                return go();
            })(services);
            TurnedPort.Of<IJourneyStore>((asked, go) => asked.Is("DueBy") ? Others(asked, go, 0, (DueJourney d) => d) : go())(services);
        },
    };

    private static async Task<MailOutcome> Turned(Func<object?> go, Func<MailOutcome, MailOutcome> turn) =>
        turn(await (Task<MailOutcome>)go()!);

    private static async Task<RegisterRecord?> TurnedExpiry(Asked asked, Func<object?> go)
    {
        if (await (Task<RegisterRecord?>)go()! is not { } record)
            return null;
#pragma warning disable RS0030 // The bug is in the record itself.
        return record with { Json = Until().Replace(record.Json, until => until.Groups[1].Value + Turned(until.Groups[2].Value)) };
#pragma warning restore RS0030

        string Turned(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) is var at
            ? (at + (2 * (asked.Services.GetRequiredService<Clocks>().MachineNow - at))).ToString("O", CultureInfo.InvariantCulture) : "";
    }

    [GeneratedRegex("(\"until\":\")([^\"]+)")]
    private static partial Regex Until();

    private static async Task<string?> TurnedAnswer(Task<string?> answer) => await answer is null ? "{}" : null;

    private static async Task<QueuedMessage?> TurnedClaim(Asked asked, Func<object?> go)
    {
        QueuedMessage message = (QueuedMessage)asked.Arguments[0]!;
        return await (Task<QueuedMessage?>)go()! is null
            ? message with { Status = MessageStatus.Sending, Revision = message.Revision + 1 } : null;
    }

    private static async Task<CommitOutcome> TurnedCommit(Asked asked, Func<object?> go) =>
        await (Task<CommitOutcome>)go()! switch
        {
            CommitOutcome.Committed => new CommitOutcome.JourneyChanged(),
            CommitOutcome.JourneyChanged => new CommitOutcome.Committed(((JourneyCommit)asked.Arguments[0]!).ExpectedVersion + 1),
            var other => other,
        };

    /// <summary>Those of all that the question does not ask for.</summary>
    /// <param name="time">Which argument says until when.</param>
    private static async Task<IReadOnlyList<T>> Others<T, TKey>(Asked asked, Func<object?> go, int time, Func<T, TKey> key)
    {
        IReadOnlyList<T> those = await (Task<IReadOnlyList<T>>)go()!;
        asked.Arguments[time] = ((DateTimeOffset)asked.Arguments[time]!).AddYears(1);
        return [.. (await (Task<IReadOnlyList<T>>)go()!).ExceptBy(those.Select(key), key)];
    }

    private static async Task<(QueuedMessage?, bool)> TurnedFirst(Asked asked, Func<object?> go)
    {
        (QueuedMessage? first, bool _) = await (Task<(QueuedMessage?, bool)>)go()!;
        asked.Arguments[0] = ((DateTimeOffset)asked.Arguments[0]!).AddYears(1);
        (QueuedMessage? any, bool isMore) = await (Task<(QueuedMessage?, bool)>)go()!;
        return first is null ? (any, isMore) : (null, false);
    }
}
