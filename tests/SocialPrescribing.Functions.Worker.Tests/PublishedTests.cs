using System.Globalization;
using System.Text.Json.Nodes;
using DurableTask.AzureStorage;
using Microsoft.Extensions.Configuration;
using SocialPrescribing.Contracts;
using SocialPrescribing.Functions.Worker.Tests.Driver;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>The files by which the published host tells the platform how to run it. No other test reads them unchanged.</summary>
[Needs]
public sealed class PublishedTests
{
    private static readonly JsonArray _functions =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AzureHostRunning.App, "functions.metadata")))!.AsArray();

    /// <summary>
    /// After a crash the work in hand stays invisible for this long, and no letters go out. The engine's default is five minutes. All other
    /// tests set ten seconds, so this one reads what the engine gets without that.
    /// </summary>
    [Fact]
    public void What_a_crash_has_hidden_comes_back_within_a_minute()
    {
        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)),
            (AsPublished.ControlQueueVisibilityTimeout, AsPublished.WorkItemQueueVisibilityTimeout));
    }

    /// <summary>The settings of Azure's engine if nothing overrides <c>host.json</c>.</summary>
    internal static AzureStorageOrchestrationServiceSettings AsPublished { get; } = Engine.Settings("UseDevelopmentStorage=true",
        new ConfigurationBuilder().AddJsonFile(Path.Combine(AzureHostRunning.App, "host.json")).Build()
            .GetSection("extensions:durableTask"));

    /// <summary>Patience and other times are multiples of the watch's interval.</summary>
    [Fact]
    public void The_platform_calls_the_watch_as_often_as_the_service_believes_and_the_backup_at_night()
    {
        string every = Watch.Every.TotalMinutes.ToString(CultureInfo.InvariantCulture);
        Assert.Equal(
            ["Backup: 0 30 2 * * *", $"Watch: 0 */{every} * * * *"],
            from function in _functions
            from binding in function!["bindings"]!.AsArray()
            where (string?)binding!["type"] is "timerTrigger"
            orderby (string?)function["name"]
            select $"{function["name"]}: {binding["schedule"]}");
    }
}
