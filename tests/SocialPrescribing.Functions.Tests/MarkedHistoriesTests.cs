using Azure.Data.Tables;
using OpenTelemetry.Metrics;
using SocialPrescribing.Functions.Tests.Storage;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Local.Tests.Host;

namespace SocialPrescribing.Functions.Tests;

/// <summary>
/// The Azure host supports somebody whose every value is marked, while some work fails with their words in the exception. The marks are in
/// the tables, but neither in the orchestrations' histories nor in telemetry.
/// </summary>
public sealed class MarkedHistoriesTests
{
    [Fact]
    public async Task No_history_and_no_telemetry_names_anybody_also_where_work_fails()
    {
        KeptTelemetry kept = new();
        string[] written;
        await using (AzureOnOneMachine azure = await AzureOnOneMachine.Start(
            AzureOnOneMachine.OnAzure, new TestClock(new DateTimeOffset(2027, 2, 1, 9, 0, 0, TimeSpan.Zero)), kept.Exporters))
        {
            Guid journey = await MarkedLife.Of(azure);
            int failures = 0;
            ((FakeTables)azure.Get<TableServiceClient>()).AroundWrites = isBefore =>
            {
                if (isBefore && failures++ < 3)
                    throw new InvalidOperationException($"{Marked.Values[0]} {Marked.Values[1]}: {Marked.Note}");
            };
            await Task.Run(() => azure.Hub.RunUntil(azure.Clock.Now.AddDays(200)));
            Assert.InRange(failures, 4, int.MaxValue);
            Assert.Contains(azure.Hub.WrittenDown, w => w.Contains(journey.ToString("N"), StringComparison.Ordinal));
            written = [.. azure.Hub.WrittenDown, .. azure.Hub.CameBack];
            azure.Get<MeterProvider>().ForceFlush();
        }
        Assert.Contains(written, w => w.Contains("InvalidOperationException", StringComparison.Ordinal));
        Assert.Equal([], written.Where(w => Marked.In(w) is not null));
        Assert.Equal([], kept.All().Split('\n').Where(line => Marked.In(line) is not null));
    }
}
