using SocialPrescribing.Contracts;

namespace SocialPrescribing.Local.Tests.Host;

public sealed class EventIdsTests
{
    [Fact]
    public void A_number_in_the_log_stands_for_one_thing() => Assert.Empty(EventIds.Twice(
        typeof(Service.Mail.Postman).Assembly, typeof(Web.Composition.Endpoints).Assembly, typeof(LocalHost).Assembly));
}
