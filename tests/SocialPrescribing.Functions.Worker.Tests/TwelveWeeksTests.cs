using SocialPrescribing.Local.Tests.Host;
using static SocialPrescribing.Local.Tests.Host.Story;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>
/// The stories of the one-machine host's tests, on the published Azure host with the real engine. Only orchestrations wake it. One story
/// runs with the engine in memory, as in most tests, and one with the engine on storage, as in production.
/// </summary>
[Collection(nameof(Weeks))]
public sealed class TwelveWeeksTests(Azurite azurite)
{
    [Fact]
    public async Task Alan_goes_to_the_workshop_alone_in_week_ten() =>
        await TogetherToTheWorkshop.Told(await AzureHostRunning.Start(azurite, at: London("2027-02-01 09:00")));
}

/// <inheritdoc cref="TwelveWeeksTests"/>
[Collection(nameof(WeeksOnStorage))]
public sealed class TwelveWeeksOnStorageTests(Azurite azurite)
{
    [Fact]
    public async Task Josie_is_looked_after_for_twelve_weeks_with_the_engine_on_storage() =>
        await TwelveWeeksOfJosie.Told(await AzureHostRunning.Start(azurite, durableOnAzurite: true, at: London("2027-02-01 09:00")));
}
