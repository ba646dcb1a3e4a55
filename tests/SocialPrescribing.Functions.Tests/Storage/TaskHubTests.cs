using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using SocialPrescribing.Contracts;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>
/// Two environments on one storage account. With two names both work; with one name the second is refused before it does anything.
/// </summary>
[Collection(nameof(Azurite))]
public sealed class TaskHubTests(Azurite azurite)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hub_belongs_to_one_environment_for_good(bool onAzurite)
    {
        TableServiceClient account = onAzurite ? azurite.Connect() : new FakeTables();
        (TestedTables live, TestedTables staging) = (await TestedTables.Begin(account), await TestedTables.Begin(account));
        string hub = $"H{Guid.NewGuid():N}";
        // Two instances of an environment may start at once.
        await Task.WhenAll(Claim(live, hub), Claim(live, hub));
        await Claim(live, hub.ToUpperInvariant());

        string problem = Assert.Single((await Assert.ThrowsAsync<SettingsException>(() => Claim(staging, hub))).Problems);
        Assert.StartsWith("SOCIAL_PRESCRIBING_ENVIRONMENT: ", problem, StringComparison.Ordinal);
        Assert.Contains(hub, problem, StringComparison.Ordinal);

        await Claim(staging, $"{hub}2");
        await Claim(live, hub);
        StoredJourney one = await live.Journeys.Committed(Given.Begin()), two = await staging.Journeys.Committed(Given.Begin());
        Assert.Equal([one.State.Id], await live.Journeys.All(None).ToListAsync());
        Assert.Equal([two.State.Id], await staging.Journeys.All(None).ToListAsync());

        Task Claim(TestedTables environment, string name) => TaskHub.Claim(account, name, environment.Table("Register"), "Any", None);
    }

    [Theory]
    [InlineData("AzureWebJobsStorage", "UseDevelopmentStorage=true", "devstoreaccount1")]
    [InlineData("AzureWebJobsStorage:tableServiceUri", "https://invented.table.core.windows.net", "invented")]
    [InlineData("AzureWebJobsStorage:accountName", "invented", "invented")]
    [InlineData("Other", "", null)]
    public void The_owner_stands_beside_the_hub(string setting, string value, string? account) => Assert.Equal(
        account, TaskHub.Account(new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build())?.AccountName);
}
