namespace SocialPrescribing.Local.Tests.Host;

public sealed class TwelveWeeksTests
{
    [Fact]
    public async Task Josie_is_referred_meets_Tom_says_how_she_is_and_is_looked_after_when_it_gets_too_much() =>
        await TwelveWeeksOfJosie.Told(await OneMachine.Start());

    [Fact]
    public async Task Alan_who_has_not_left_his_flat_for_two_years_goes_to_the_workshop_alone_in_week_ten() =>
        await TogetherToTheWorkshop.Told(await OneMachine.Start());
}
