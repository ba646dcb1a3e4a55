using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>
/// Table Storage in memory: ETags, transactions within a partition, key order, pages with continuation, and all limits of the real service.
/// A test can make it stop, lose answers or hold clients up.
/// </summary>
internal sealed class FakeTables : TableServiceClient
{
    private readonly ConcurrentDictionary<string, FakeTable> _tables = new();

    /// <summary>Called around every write, with true before it and false after it. What it throws reaches the client.</summary>
    public Action<bool>? AroundWrites { get; set; }

    /// <summary>What somebody else does after the next write and before the one after it.</summary>
    public Func<Task>? AfterNextWrite { get; set; }

    /// <summary>If set, the answer to the next write is lost, and somebody else does this before the client repeats the write.</summary>
    public Func<Task>? BeforeRepeat { get; set; }

    /// <summary>Each write arrives twice, as if the first answer was lost and the client repeated it.</summary>
    public bool LosesAnswers { get; init; }

    /// <summary>The table and filter of every query.</summary>
    public ConcurrentQueue<(string Table, string? Filter)> Queries { get; } = new();

    /// <summary>What stands in the addresses of requests, and so in the logs of the real service: keys, and what queries ask for.</summary>
    public IEnumerable<string> Addresses =>
        [.. _tables.SelectMany(t => t.Value.Everything().Select(row => $"{t.Key} {row.PartitionKey} {row.RowKey}")),
            .. Queries.Select(q => $"{q.Table} {q.Filter}")];

    /// <summary>
    /// Every request that the real service would get and charge for. A transaction is one request, and so is each page of a query.
    /// </summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Each request awaits this before it goes on.</summary>
    public Func<Task>? Gate { get; set; }

    /// <summary>In a simulation, decides what happens to requests on their way. They are then neither counted nor recorded here.</summary>
    public ITrouble? Trouble { get; set; }

    /// <param name="sendAgain">Repeats the write, as a client does that has heard nothing.</param>
    public async Task Meanwhile(Action? sendAgain)
    {
        if (sendAgain is not null && BeforeRepeat is { } before)
        {
            BeforeRepeat = null;
            await before();
            sendAgain();
        }
        if (AfterNextWrite is { } after)
        {
            AfterNextWrite = null;
            await after();
        }
    }

    public Task Pass() => Gate?.Invoke() ?? Task.CompletedTask;

    public override FakeTable GetTableClient(string tableName) => _tables.GetOrAdd(tableName, name => new FakeTable(this, name));
}
