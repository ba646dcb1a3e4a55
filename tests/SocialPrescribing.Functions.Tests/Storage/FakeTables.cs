using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>
/// Table Storage in memory: ETags, transactions of one partition, key order, pages with continuation, and every limit that the real one
/// has. It stops, loses answers or holds the clients up where a test wants it to.
/// </summary>
internal sealed class FakeTables : TableServiceClient
{
    private readonly ConcurrentDictionary<string, FakeTable> _tables = new();

    /// <summary>Around every write: true before it, false after it. What it throws reaches the client.</summary>
    public Action<bool>? AroundWrites { get; set; }

    /// <summary>What somebody else does between the next write and the one after it.</summary>
    public Func<Task>? AfterNextWrite { get; set; }

    /// <summary>The answer to the next write is lost; this is what somebody else does before the client sends it again.</summary>
    public Func<Task>? BeforeRepeat { get; set; }

    /// <summary>Each write arrives twice, as when its first answer was lost and the client has sent it again.</summary>
    public bool LosesAnswers { get; init; }

    /// <summary>Every query's filter, with the table that it was asked of.</summary>
    public ConcurrentQueue<(string Table, string? Filter)> Queries { get; } = new();

    /// <summary>
    /// Every request that the real service would be asked, and paid for: a transaction is one, and so is each page of a query.
    /// </summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Each request waits here until it is let through.</summary>
    public Func<Task>? Gate { get; set; }

    /// <summary>In a simulation: what becomes of requests on their way. Then they are neither counted nor kept here.</summary>
    public ITrouble? Trouble { get; set; }

    /// <param name="sendAgain">What the client does that has heard nothing.</param>
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
