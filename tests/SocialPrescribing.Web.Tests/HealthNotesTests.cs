using System.Net;
using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Letters;
using SocialPrescribing.Web.Tests.Api;

namespace SocialPrescribing.Web.Tests;

public sealed class HealthNotesTests
{
    private readonly FakeTimeProvider _clock = new(FaultyService.FirstMoment);
    private readonly Visitors _visitors;

    public HealthNotesTests() => _visitors = new Visitors(new Clocks(_clock, _clock));

    [Theory]
    [InlineData(30, "203.0.113.7", "203.0.113.7", 1, true)]
    [InlineData(29, "203.0.113.7", "203.0.113.7", 1, false)] // too few to say
    [InlineData(30, "203.0.113.7", "203.0.113.8", 1, false)]
    [InlineData(30, "203.0.113.7", "203.0.113.7", 0, false)] // the hour is not over
    [InlineData(30, "203.0.113.7", "203.0.113.7", 2, false)] // long over
    public void Everybody_under_one_address_is_noticed_in_the_hour_after(
        int visits, string first, string others, int hoursLater, bool noticed)
    {
        _visitors.Came(IPAddress.Parse(first));
        for (int i = 1; i < visits; i++)
            _visitors.Came(IPAddress.Parse(others));
        _clock.Advance(TimeSpan.FromHours(hoursLater));
        Assert.Equal(noticed, _visitors.LookAlike);
    }

    [Theory]
    [InlineData(2027, false)]
    [InlineData(2028, true)]
    [InlineData(2031, true)]
    public void The_end_of_the_known_bank_holidays_is_named_a_year_before(int year, bool named)
    {
        PublicNotices notices =
            PublicNotices.Load(null, new ServiceProfile("Test", "Test", "01420 555 000", new Uri("http://service.example")));
        _clock.SetUtcNow(new DateTimeOffset(year, 1, 5, 9, 0, 0, TimeSpan.Zero));
        LettersByPage letters = new(MessageTemplates.Load(null, Nation.England));
        Pathway pathway = new() { SchoolHolidays = [new(new DateOnly(2027, 10, 25), new DateOnly(2027, 10, 29))] };
        IReadOnlyList<HealthNote> notes = new HealthNotes(notices, letters, _visitors, pathway, new Clocks(_clock, _clock)).Now;
        Assert.Equal(named, notes.Any(n => n.Code is "school-holidays-over"));
        Assert.Equal(named, notes.Any(n => n.Code is "bank-holidays-end"));
        Assert.Equal(4, notes.Count(n => n.Code is "page-unfinished"));
    }
}
