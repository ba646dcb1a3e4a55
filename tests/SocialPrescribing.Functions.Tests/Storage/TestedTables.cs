using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using SocialPrescribing.Contracts;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Service;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>The store over tables of its own, on the fake or on Azurite.</summary>
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
