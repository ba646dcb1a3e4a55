using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests;

/// <summary>What nobody offers is kept without a name, once.</summary>
public sealed class UnmetNeedsTests
{
    private readonly TestService _service = new();

    [Fact]
    public async Task An_entry_says_need_area_and_age_band_and_nothing_of_the_person()
    {
        Guid journey = await _service.Receive("Josie");
        await Do(journey, new Journeys.Intake.Accept(LinkWorker: "tom"), "a");
        await Do(journey, new Activities.RegisterUnmetNeed("friendshipInOlderAge", UnmetReason.NothingSuitable, "Asked everywhere."), "u");
        // The same command again is no second need.
        await Do(journey, new Activities.RegisterUnmetNeed("friendshipInOlderAge", UnmetReason.NothingSuitable, "Asked everywhere."), "u");

        Page<UnmetNeed> page = await new UnmetNeeds(_service.Store).Of(new DateOnly(2027, 2, 1), 10, null, default);
        Journey state = (await _service.Store.Find(journey, default))!.State;
        Person person = state.Person;
        Assert.Equal(
            [new UnmetNeed("friendshipInOlderAge", UnmetNeeds.AreaOf(state), UnmetNeeds.AgeBandOf(person, new DateOnly(2027, 2, 1)),
                UnmetReason.NothingSuitable, new DateOnly(2027, 2, 1))], page.Items);
        RegisterRecord record = (await _service.Store.List(RecordKinds.UnmetNeed.Name, "", 10, null, default)).Items.Single();
        foreach (string secret in (string[])["Josie", journey.ToString("N"), "Asked", person.Address?.Postcode ?? "no postcode"])
            Assert.DoesNotContain(secret, record.Json + record.Key, StringComparison.OrdinalIgnoreCase);
        Assert.Empty((await new UnmetNeeds(_service.Store).Of(new DateOnly(2027, 3, 1), 10, null, default)).Items);
    }

    [Theory]
    [InlineData("1948-03-28", "2027-03-27", "75–84")]
    [InlineData("1942-03-28", "2027-03-27", "75–84")]
    [InlineData("1942-03-28", "2027-03-28", "85 and over")]
    [InlineData("2009-02-01", "2027-01-31", "under 18")]
    [InlineData("2009-02-01", "2027-02-01", "18–24")]
    [InlineData("2002-02-01", "2027-02-01", "25–34")]
    [InlineData("2000-02-29", "2035-02-28", "35–44")]
    [InlineData("2000-02-29", "2034-02-28", "25–34")]
    public void Age_bands_change_on_the_birthday(string born, string today, string band) =>
        Assert.Equal(band,
            UnmetNeeds.AgeBandOf(
                new Person
                {
                    FirstName = "A",
                    FamilyName = "B",
                    DateOfBirth = DateOnly.Parse(born, System.Globalization.CultureInfo.InvariantCulture)
                },
                    DateOnly.Parse(today, System.Globalization.CultureInfo.InvariantCulture)));

    private async Task Do(Guid journey, JourneyCommand command, string id) =>
        Assert.IsType<CommandResult.Done>(await _service.Journeys.Do(journey, command, Actor.Staff("tom"), id, null, default));
}
