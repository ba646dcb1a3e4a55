using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>What a person's calendar and letters say when a meeting moves or is cancelled.</summary>
public sealed class MeetingCalendarTests
{
    /// <summary>A calendar ignores a file that has the same sequence number as the one before.</summary>
    [Fact]
    public async Task The_number_in_the_calendar_file_rises_when_the_meeting_is_off()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked();
        await host.Do(journey, new Meetings.Cancel(meeting));
        await host.Pass(TimeSpan.FromMinutes(1));

        string[] files = [.. host.Letters.Select(l => l.Calendar).OfType<string>().Reverse()];
        Assert.Contains("METHOD:PUBLISH", files[0], StringComparison.Ordinal);
        Assert.Contains("METHOD:CANCEL", files[^1], StringComparison.Ordinal);
        int[] numbers = [.. files.Select(f => int.Parse(f.Split("SEQUENCE:")[1].Split('\r')[0], CultureInfo.InvariantCulture))];
        Assert.True(numbers[^1] > numbers[0]);
    }

    [Fact]
    public async Task Whoever_calls_off_by_link_can_take_the_meeting_out_of_their_calendar()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked();
        using Visitor ana = host.Visit();
        string link = host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1");

        HttpResponseMessage sent = await ana.Post($"/m/{link}/cannot-come", ("meeting", $"{meeting}/1"));
        string html = await ana.Html(sent.Headers.Location!.OriginalString);
        HttpResponseMessage file = await ana.Get($"/c/{html.Split("/c/")[1].Split(".ics")[0]}.ics");

        Assert.Contains("Take it out of your calendar", html, StringComparison.Ordinal);
        Assert.Contains("METHOD:CANCEL", await file.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("method=CANCEL", file.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_letter_about_a_meeting_that_moved_says_when_it_was()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked();
        DateTimeOffset before = host.Clock.GetUtcNow().AddHours(25);
        await host.Do(journey, new Meetings.Move(meeting, before.AddDays(3)));
        await host.Pass(TimeSpan.FromMinutes(1));

        StoredLetter moved = host.Letters.First(l => l.Text.Contains("The old time was", StringComparison.Ordinal));
        Assert.Contains($"{before.Day} January", moved.Text.Split("The old time was")[1], StringComparison.Ordinal);
    }
}
