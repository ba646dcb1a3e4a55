using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SocialPrescribing.Contracts;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Storage;

[Collection(nameof(Azurite))]
public sealed class TableStorageTests(Azurite azurite)
{
    [Fact]
    public async Task The_host_makes_its_tables_at_start_and_keeps_its_state_there()
    {
        IConfiguration settings = Settings(("State:ConnectionString", azurite.ConnectionString), ("State:Prefix", $"S{Guid.NewGuid():N}"));
        await using ServiceProvider services = new ServiceCollection().AddLogging()
            .AddSingleton(new Clocks(TimeProvider.System, TimeProvider.System)).AddTableStorage(settings).BuildServiceProvider();
        foreach (int start in (int[])[1, 2])
            foreach (IHostedService service in services.GetServices<IHostedService>())
                await service.StartAsync(CancellationToken.None);

        StoredJourney journey = await services.GetRequiredService<IJourneyStore>().Committed(Given.Begin());
        Assert.NotEmpty(await services.GetRequiredService<IOutbox>().Of(journey.State.Id, CancellationToken.None));
        Assert.True(await services.GetRequiredService<IRegister>().Put(new RecordWrite("kind", "key", "{}"), CancellationToken.None));
    }

    [Fact]
    public void An_address_is_reached_with_the_identity_of_the_host()
    {
        TableStorageOptions options = TableStorageOptions.From(
            Settings(("State:TableServiceUri", "https://example.table.core.windows.net"),
                ("State:ClientId", "11111111-2222-3333-4444-555555555555")));
        Assert.Equal("example", options.Connect().AccountName);
    }

    [Fact]
    public void Without_an_identity_of_the_states_own_the_one_of_the_environment_counts()
    {
        const string name = "AZURE_CLIENT_ID", host = "99999999-2222-3333-4444-555555555555", own = "11111111-2222-3333-4444-555555555555";
        string? before = Environment.GetEnvironmentVariable(name);
        Environment.SetEnvironmentVariable(name, host);
        try
        {
            Assert.Equal(host, TableStorageOptions.From(Settings(("State:ClientId", ""))).Identity().ManagedIdentityClientId);
            Assert.Equal(own, TableStorageOptions.From(Settings(("State:ClientId", own))).Identity().ManagedIdentityClientId);
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, before);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nowhere")]
    public void Without_a_place_for_the_state_there_is_no_start(string? address)
    {
        TableStorageOptions options =
            TableStorageOptions.From(Settings(("State:TableServiceUri", address), ("State:ConnectionString", "")));
        Assert.Contains("State__TableServiceUri", Assert.Throws<InvalidOperationException>(options.Connect).Message,
            StringComparison.Ordinal);
    }

    private static IConfiguration Settings(params (string Key, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => "SocialPrescribing:" + s.Key, s => s.Value)).Build();
}
