using System.Globalization;
using System.Text.Json.Nodes;
using DurableTask.AzureStorage;
using Microsoft.Extensions.Configuration;
using SocialPrescribing.Contracts;
using SocialPrescribing.Functions.Worker.Tests.Driver;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>What the published host tells the platform in files, on which much hangs and which no other test reads as it is.</summary>
[Needs]
public sealed class PublishedTests
{
    private static readonly JsonArray _functions =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AzureHostRunning.App, "functions.metadata")))!.AsArray();

    /// <summary>
    /// After a crash the work in hand is invisible for so long, and letters stand still. The engine's own time is five minutes. All other
    /// tests wait ten seconds, so this one asks what the engine gets without them.
    /// </summary>
    [Fact]
    public void What_a_crash_has_hidden_comes_back_within_a_minute()
    {
        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)),
            (AsPublished.ControlQueueVisibilityTimeout, AsPublished.WorkItemQueueVisibilityTimeout));
    }

    /// <summary>How Azure's engine is set up where nobody overrules <c>host.json</c>.</summary>
    internal static AzureStorageOrchestrationServiceSettings AsPublished { get; } = Engine.Settings("UseDevelopmentStorage=true",
        new ConfigurationBuilder().AddJsonFile(Path.Combine(AzureHostRunning.App, "host.json")).Build()
            .GetSection("extensions:durableTask"));

    /// <summary>Patience and promises are counted in rounds of the watch.</summary>
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
