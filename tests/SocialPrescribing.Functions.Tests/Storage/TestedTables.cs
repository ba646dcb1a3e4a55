using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using SocialPrescribing.Contracts;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>The store on tables of its own, on the fake or on Azurite.</summary>
internal sealed class TestedTables : TestedStore
{
    private readonly TableServiceClient _service;
    private readonly string _prefix = $"T{Guid.NewGuid():N}";
    private TableStorage _storage;

    private TestedTables(TableServiceClient service)
    {
        _service = service;
        _storage = Connect();
    }

    public static async Task<TestedStore> On(TableServiceClient service) => await Begin(service);

    public static async Task<TestedTables> Begin(TableServiceClient service)
    {
        TestedTables tested = new(service);
        await tested._storage.Create(CancellationToken.None);
        return tested;
    }

    /// <summary>The machine's clock.</summary>
    public TestClock Clock { get; } = new(Given.Start);

    public override IJourneyStore Journeys => _storage.Journeys;
    public override IRegister Register => _storage.Register;
    public override IOutbox Outbox => _storage.Outbox;

    public TableClient Table(string name) => _service.GetTableClient(_prefix + name);

    public override async Task Overwrite(Guid journey, string? state, (int Version, string Text)? events = null)
    {
        if (state is not null)
            await Change(journey, JourneyPartition.State, row => row.With("State", state));
        if (events is var (version, text))
            await Change(journey, JourneyPartition.Event(version), row => row.With("Events", text));
    }

    public override async Task<bool> MakeRowsNewer(Guid journey)
    {
        await Change(journey, JourneyPartition.Tasks,
            row => row.With("Tasks", row.Text("Tasks")!.Replace("\"firstContact\"", "\"sendFlowers\"", StringComparison.Ordinal)));
        foreach (QueuedMessage message in await Outbox.Of(journey, CancellationToken.None))
            await Change(journey, JourneyPartition.Message(message.Key), row => row["Kind"] = "Postcard");
        await Change(journey, JourneyPartition.Event(2), row => row["ActorKind"] = "Robot");
        return true;
    }

    public override async Task<string> Everything()
    {
        System.Text.StringBuilder all = new();
        foreach (string table in (string[])["Journeys", "Boards", "Register", "Facts"])
            await foreach (TableEntity row in Table(table).QueryAsync<TableEntity>(cancellationToken: CancellationToken.None))
                foreach ((string name, object value) in row)
                    all.Append(name).Append('=').Append(value).Append('\n');
        return all.ToString();
    }

    private async Task Change(Guid journey, string row, Action<TableEntity> change)
    {
        TableClient table = Table("Journeys");
        TableEntity entity = (await table.GetEntityIfExistsAsync<TableEntity>(journey.ToString("N"), row)).Value!;
        change(entity);
        await table.UpsertEntityAsync(entity, TableUpdateMode.Replace);
    }

    /// <summary>What the host does at each start, even if the tables exist.</summary>
    public Task Start() => _storage.Create(CancellationToken.None);

    public override Task Reopen()
    {
        if (_service is FakeTables fake)
            fake.AroundWrites = null;
        _storage = Connect();
        return Task.CompletedTask;
    }

    private TableStorage Connect() => new(_service, _prefix, new Clocks(Clock, Clock), NullLoggerFactory.Instance);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
