using Azure.Data.Tables;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using SocialPrescribing.Functions.Tests.Storage;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Local.Tests.Host;

namespace SocialPrescribing.Functions.Tests;

/// <summary>
/// Somebody whose every value is marked is supported by the Azure host, in which some work fails with their words in its message. The
/// marks are in the tables, and neither in what is written down of an orchestration, nor in any key or query, nor in telemetry.
/// </summary>
public sealed class MarkedHistoriesTests
{
    [Fact]
    public async Task No_history_no_key_and_no_telemetry_names_anybody_also_where_work_fails()
    {
        KeptTelemetry kept = new();
        await using AzureOnOneMachine azure = await AzureOnOneMachine.Start(
            AzureOnOneMachine.OnAzure, new TestClock(new DateTimeOffset(2027, 2, 1, 9, 0, 0, TimeSpan.Zero)), kept.Exporters);
        FakeTables tables = (FakeTables)azure.Get<TableServiceClient>();
        Guid journey = await MarkedLife.Of(azure);
        int failures = 0;
        tables.AroundWrites = isBefore =>
        {
            if (isBefore && failures++ < 3)
                throw new InvalidOperationException($"{Marked.Values[0]} {Marked.Values[1]}: {Marked.Note}");
        };
        await Task.Run(() => azure.Hub.RunUntil(azure.Clock.Now.AddDays(200)));
        Assert.InRange(failures, 4, int.MaxValue);
        tables.AroundWrites = null;
        Assert.Contains(azure.Hub.WrittenDown, w => w.Contains(journey.ToString("N"), StringComparison.Ordinal));
        Assert.Contains(azure.Hub.CameBack, w => w.Contains("InvalidOperationException", StringComparison.Ordinal));
        Assert.Contains(tables.Addresses, a => a.Contains(journey.ToString("N"), StringComparison.Ordinal));

        Assert.Equal([], Named(azure, kept));
        foreach ((string where, Func<AzureOnOneMachine, string, Task> leak) in _leaks)
        {
            int before = Named(azure, kept).Length;
            await leak(azure, Marked.Values[0]);
            Assert.True(Named(azure, kept).Length > before, $"A name in {where} would not be found.");
        }
        KeptTelemetry.LeaksAreFound(azure.Get<ILoggerFactory>(), Marked.Values[0], () => Named(azure, kept).Length);
    }

    private static string[] Named(AzureOnOneMachine azure, KeptTelemetry kept)
    {
        azure.Get<MeterProvider>().ForceFlush();
        string[] all = [.. azure.Hub.WrittenDown, .. azure.Hub.CameBack, .. ((FakeTables)azure.Get<TableServiceClient>()).Addresses,
            .. kept.All().Split('\n')];
        return [.. all.Where(line => Marked.In(line) is not null)];
    }

    /// <summary>What must not happen, done here, to see that each would be found.</summary>
    private static readonly Dictionary<string, Func<AzureOnOneMachine, string, Task>> _leaks = new()
    {
        ["the input of an orchestration"] = (azure, name) => azure.Hub.ScheduleNewOrchestrationInstanceAsync(
            JourneyOrchestration.Name, new Beat(name), new StartOrchestrationOptions("input")),
        ["the id of an instance"] = (azure, name) => azure.Hub.ScheduleNewOrchestrationInstanceAsync(
            JourneyOrchestration.Name, new Beat("id"), new StartOrchestrationOptions(name)),
        ["an event"] = (azure, name) => azure.Hub.RaiseEventAsync("id", JourneyOrchestration.Nudge, name),
        ["the key of a row"] = (azure, name) => Register(azure).AddEntityAsync(new TableEntity("kind-leak", name)),
        ["a query"] = async (azure, name) =>
        {
            await foreach (TableEntity _ in Register(azure).QueryAsync<TableEntity>($"PartitionKey eq '{name}'"))
            {
                // Nothing is there.
            }
        },
    };

    private static TableClient Register(AzureOnOneMachine azure) => azure.Get<TableServiceClient>()
        .GetTableClient(azure.Get<Functions.Storage.TableStorageOptions>().Prefix + Functions.Storage.TableStorage.RegisterTable);
}
