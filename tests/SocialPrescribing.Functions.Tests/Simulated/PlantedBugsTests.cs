using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Simulated;

/// <summary>
/// A simulation that finds nothing says nothing, unless it is known to find what is wrong. So one bug at a time is planted, at a port or on
/// the way to the tables, and each is found long before a million steps are over: a condition that says the opposite, and, what shows less,
/// a rule that is left out or holds for one side alone.
/// </summary>
public sealed partial class PlantedBugsTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private static readonly Dictionary<string, Action<IServiceCollection>> _leftOut = new()
    {
        ["claim: a letter that another postman has claimed is sent as well"] = services =>
        {
            TurnedPort.Of<IOutbox>((asked, go) => asked.Is("Move") ? Claims(asked, go) : go())(services);
            // Under an id of its own each time: the mail service would know the first.
            int more = 0;
            TurnedPort.Of<IMailer>((asked, go) =>
            {
                asked.Arguments[0] += new string(SimulatedMail.Again, ++more % 9);
                return go();
            })(services);
        },
        ["fence: a journey is written over whatever it has become"] = Tables((table, action) =>
            !table.EndsWith("Journeys", StringComparison.Ordinal) ? action
            : action.ActionType is TableTransactionActionType.Add && !action.Entity.RowKey.StartsWith("message-", StringComparison.Ordinal)
                ? new(TableTransactionActionType.UpsertReplace, action.Entity)
            : action.ActionType is TableTransactionActionType.UpdateReplace && action.Entity.RowKey is "state"
                ? new(action.ActionType, action.Entity, ETag.All) : action),
        ["repair: what a crash has left is left"] =
            TurnedPort.Of<IJourneyStore>((asked, go) => asked.Is("Repair") ? Task.FromResult(0) : go()),
        ["recovery: a letter whose postman died is not looked for"] =
            TurnedPort.Of<IOutbox>((asked, go) => asked.Is("Stuck") ? Task.FromResult<IReadOnlyList<QueuedMessage>>([]) : go()),
        ["outbox: nobody sees what waits"] = TurnedPort.Of<IOutbox>((asked, go) => asked.Method.Name switch
        {
            "First" => Task.FromResult<(QueuedMessage?, bool)>((null, false)),
            "Waiting" => Task.FromResult<IReadOnlyList<QueuedMessage>>([]),
            _ => go(),
        }),
        ["dedupe of requests: the idempotency key is not kept"] = Tables((table, action) =>
            action.Entity.PartitionKey is "kind-admission" && !action.Entity.RowKey.StartsWith('!') ? null : action),
        ["dedupe of commands: the command's id is not kept"] = Tables((table, action) =>
            action.Entity.RowKey.StartsWith("command-", StringComparison.Ordinal) ? null : action),
        ["retry: a letter that may have gone is handed over again"] = TurnedPort.Of<IMailer>((asked, go) => Again(asked, go)),
        ["lost nudge: nobody is woken, and the watch looks for nobody"] = services =>
        {
            TurnedPort.Of<IJourneyRuntime>((asked, go) => asked.Is("Nudge") ? ValueTask.CompletedTask : go())(services);
            TurnedPort.Of<IJourneyStore>((asked, go) =>
                asked.Is("DueBy") ? Task.FromResult<IReadOnlyList<DueJourney>>([]) : go())(services);
        },
        ["conflict: whoever was overtaken is told that it is done"] =
            TurnedPort.Of<IJourneyStore>((asked, go) => asked.Is("Commit") ? Committed(asked, go) : go()),
        ["announcement: what has to follow a change is not announced"] = Tables((table, action) =>
            action.Entity.RowKey.StartsWith("dirty", StringComparison.Ordinal) ? null : action),
        ["expiry: keys are forgotten before their time"] = TurnedPort.Of<IRegister>((asked, go) =>
        {
            if (asked.Is("Purge"))
                asked.Arguments[0] = ((DateTimeOffset)asked.Arguments[0]!).AddYears(1);
            return go();
        }),
        ["signature: one's own writing is taken for somebody else's"] = Tables((table, action) =>
        {
            ((TableEntity)action.Entity).Remove("Write");
            return action;
        }),
    };

    public static TheoryData<string> Bugs => [.. _turned.Keys, .. _leftOut.Keys];

    [Theory]
    [MemberData(nameof(Bugs))]
    public void It_is_found(string bug)
    {
        long steps = 0;
        for (int seed = 1; steps < SimulationTests.Million; seed++)
        {
            try
            {
                steps += Town.Live(seed, SimulationTests.StepsOfASeed, _turned.GetValueOrDefault(bug) ?? _leftOut[bug]).World.Steps;
            }
            catch (BrokenPromiseException e)
            {
                output.WriteLine($"| {bug} | {seed} | {steps + e.Step:N0} | {e.Message.Split('\n')[0]}");
                Assert.InRange(steps + e.Step, 0, SimulationTests.Million);
                return;
            }
        }
        Assert.Fail($"A million steps did not find it: {bug}");
    }

    private static async Task<QueuedMessage?> Claims(Asked asked, Func<object?> go)
    {
        QueuedMessage message = (QueuedMessage)asked.Arguments[0]!;
        return await (Task<QueuedMessage?>)go()!
            ?? (asked.Arguments[1] is MessageStatus.Sending
                ? message with { Status = MessageStatus.Sending, Revision = message.Revision + 1 } : null);
    }

    private static async Task<CommitOutcome> Committed(Asked asked, Func<object?> go) =>
        await (Task<CommitOutcome>)go()! is var outcome and not CommitOutcome.JourneyChanged ? outcome
            : new CommitOutcome.Committed(((JourneyCommit)asked.Arguments[0]!).ExpectedVersion + 1);

    private static async Task<MailOutcome> Again(Asked asked, Func<object?> go)
    {
        MailOutcome outcome = await (Task<MailOutcome>)go()!;
        if (outcome is not MailOutcome.Uncertain)
            return outcome;
        // Under another id: the mail service would know the first.
        asked.Arguments[0] = $"{asked.Arguments[0]}{SimulatedMail.Again}";
        return await (Task<MailOutcome>)go()!;
    }

    private static Action<IServiceCollection> Tables(Func<string, TableTransactionAction, TableTransactionAction?> change) =>
        Planted(inner => new PlantedTables(inner, change));

    private static Action<IServiceCollection> Planted(Func<TableServiceClient, PlantedTables> plant) => services =>
    {
        object before = services.Last(s => s.ServiceType == typeof(TableServiceClient)).ImplementationInstance!;
        services.AddSingleton<TableServiceClient>(plant((TableServiceClient)before));
    };
}
