namespace SocialPrescribing.Journeys.Tests;

public sealed class RetentionPeriodTests
{
    private static readonly Pathway _pathway = new();

    /// <summary>A declined journey, which is the shortest that is closed.</summary>
    private static Journey Declined(DateOnly born, DateTimeOffset at)
    {
        Referral referral = Story.Good;
        HeldReferral held = new(Guid.NewGuid(), "SP-7K3M-9QX2", "org-1", at,
            referral with { Person = referral.Person with { DateOfBirth = born } });
        (_, Journey? begun) = Journey.Step(
            null, new Intake.Receive(Guid.NewGuid(), held), _pathway, new Moment(at, Actor.Referrer("org-1"), "receive"));
        (Decision decision, Journey? declined) = Journey.Step(
            begun, new Intake.Decline("Somebody else helps already."), _pathway, new Moment(at.AddHours(1), Actor.Staff("staff-1"), "no"));
        Assert.IsType<Decision.Accepted>(decision);
        return declined!;
    }

    private static readonly DateTimeOffset _at = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    // Of age: eight years after the last contact.
    [InlineData("1951-07-14", "2034-03-02")]
    [InlineData("2008-03-02", "2034-03-02")]
    // 17 at the end: until the 26th birthday, which is never before the eight years.
    [InlineData("2008-03-03", "2034-03-03")]
    [InlineData("2009-03-02", "2035-03-02")]
    // Younger: until the 25th.
    [InlineData("2009-03-03", "2034-03-03")]
    [InlineData("2016-05-20", "2041-05-20")]
    [InlineData("2012-02-29", "2037-02-28")]
    public void It_is_kept_for_eight_years_and_of_the_young_until_a_birthday(string born, string until) => Assert.Equal(
        DateOnly.Parse(until, System.Globalization.CultureInfo.InvariantCulture),
        RetentionPeriod.EndsOn(Declined(DateOnly.Parse(born, System.Globalization.CultureInfo.InvariantCulture), _at), _pathway));

    [Fact]
    public void As_long_as_support_goes_on_nothing_ends()
    {
        Journey journey = Declined(new DateOnly(1951, 7, 14), _at);
        Assert.Null(RetentionPeriod.EndsOn(journey with { DeclinedAt = null }, _pathway));
        Assert.Null(RetentionPeriod.EndsOn(journey with { Joined = new Joining.Whereto(Guid.NewGuid(), _at) }, _pathway));
    }

    /// <summary>Later contact keeps a record longer. No record is kept for less than an adult's period, and settings only
    /// change its length.</summary>
    [Fact]
    public void A_later_contact_never_ends_it_earlier()
    {
        Random chance = new(61);
        for (int i = 0; i < 300; i++)
        {
            Journey journey = Declined(new DateOnly(1930, 1, 1).AddDays(chance.Next(34_000)), _at);
            Journey later = journey with { LastTouchAt = journey.LastTouchAt.AddDays(chance.Next(2_000)) };
            Pathway longer = _pathway with { RetentionYears = 8 + chance.Next(5) };
            DateOnly ends = RetentionPeriod.EndsOn(journey, _pathway)!.Value, after = RetentionPeriod.EndsOn(later, _pathway)!.Value;
            Assert.True(after >= ends);
            Assert.True(after >= WorkingCalendar.LondonDate(later.LastTouchAt).AddYears(8));
            Assert.True(RetentionPeriod.EndsOn(later, longer) >= after);
            Assert.True(after <= WorkingCalendar.LondonDate(later.LastTouchAt).AddYears(8)
                || after <= journey.Person.DateOfBirth.AddYears(26));
        }
    }
}
