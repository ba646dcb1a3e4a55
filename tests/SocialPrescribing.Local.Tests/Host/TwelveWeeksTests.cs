namespace SocialPrescribing.Local.Tests.Host;

public sealed class TwelveWeeksTests
{
    [Fact]
    public async Task Josie_is_referred_meets_Tom_says_how_she_is_and_is_looked_after_when_it_gets_too_much() =>
        await TwelveWeeksOfJosie.Told(await OneMachine.Start());
}
