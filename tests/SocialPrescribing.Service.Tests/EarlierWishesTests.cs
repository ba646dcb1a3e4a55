using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Tests;

/// <summary>Somebody who comes back begins a new journey. What they asked for, so that they are safe, holds there from its first letter
/// on.</summary>
public sealed class EarlierWishesTests
{
    private readonly WhoIsWho _here = new();

    /// <summary>Support has ended for somebody who asked for discretion, wanted no surveys, and has a protected address.</summary>
    private async Task<Journey> Earlier(string? organisation = "surgery")
    {
        Journey journey = await _here.Refer(WhoIsWho.Nia(), organisation);
        await _here.Give(journey.Id, new Preferences.Change(Discretion: true, OptOut: OptOut.Surveys));
        await _here.Give(journey.Id, new AddressProtection.ChangeProtection(true, "She told me that he looks for her."));
        return await _here.Give(journey.Id, new Closing.Close(ClosingReason.Withdrew));
    }

    private static (bool, OptOut, bool) WishesOf(Journey journey) =>
        (journey.Preferences.Discretion, journey.Preferences.OptOut, journey.IsAddressProtected);

    [Fact]
    public async Task Whoever_comes_back_is_written_to_as_discreetly_as_before()
    {
        Journey earlier = await Earlier();

        Journey now = await _here.Refer(WhoIsWho.Nia(), "hospital");

        Assert.NotEqual(earlier.Id, now.Id);
        Assert.Equal((true, OptOut.Surveys, true), WishesOf(now));
        Assert.Contains(await _here.MailOf(now.Id), key => key.EndsWith("/received", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_wanted_no_letters_gets_none_because_somebody_refers_them_again()
    {
        Journey earlier = await _here.Refer(WhoIsWho.Nia());
        await _here.Give(earlier.Id, new Preferences.Change(OptOut: OptOut.Everything));
        await _here.Give(earlier.Id, new Closing.Close(ClosingReason.Withdrew));

        Journey now = await _here.Refer(WhoIsWho.Nia());

        Assert.DoesNotContain(await _here.MailOf(now.Id), key => key.EndsWith("/received", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Domestic_abuse_that_was_known_makes_letters_discreet()
    {
        Journey earlier = await _here.Refer(WhoIsWho.Nia());
        await _here.Give(earlier.Id, new Journeys.Intake.Accept());
        await _here.Give(earlier.Id, new Plan.RaiseNeed(Needs.DomesticAbuse));
        await _here.Give(earlier.Id, new Closing.Close(ClosingReason.Withdrew));

        Assert.True((await _here.Refer(WhoIsWho.Nia())).Preferences.Discretion);
    }

    /// <summary>Otherwise somebody could learn from the sender of a first letter who is known here, and how.</summary>
    [Theory]
    [InlineData("surgery", null)] // by the page
    [InlineData(null, "surgery")] // nobody has vouched for the earlier one
    public async Task Nobody_learns_of_a_wish_by_filling_in_a_page(string? first, string? second)
    {
        await Earlier(first);

        Assert.Equal((false, OptOut.Nothing, false), WishesOf(await _here.Refer(WhoIsWho.Nia(), second)));
    }

    /// <summary>Of many refugees nobody knows the day.</summary>
    [Theory]
    [InlineData("Nia", true)]
    [InlineData("Mair", false)]
    public async Task On_a_date_of_birth_that_stands_for_one_nobody_knows_both_names_must_agree(string first, bool holds)
    {
        static Person Born(Person person) => person with { DateOfBirth = new DateOnly(1990, 1, 1) };
        Journey earlier = await _here.Refer(WhoIsWho.Nia(Born));
        await _here.Give(earlier.Id, new Preferences.Change(Discretion: true));
        await _here.Give(earlier.Id, new Closing.Close(ClosingReason.Withdrew));

        Journey now = await _here.Refer(WhoIsWho.Nia(p => Born(p) with { FirstName = first }));

        Assert.NotEqual(earlier.Id, now.Id);
        Assert.Equal(holds, now.Preferences.Discretion);
    }

    [Fact]
    public async Task Somebody_else_keeps_their_own_wishes()
    {
        await Earlier();

        Journey sister = await _here.Refer(WhoIsWho.Nia(p => p with { FirstName = "Mair", NhsNumber = WhoIsWho.AnotherNumber }));

        Assert.Equal((false, OptOut.Nothing, false), WishesOf(sister));
    }
}
