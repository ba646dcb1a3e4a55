using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

public sealed class MeetingLinksTests
{
    [Fact]
    public async Task A_meeting_says_when_where_and_with_whom()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = (await host.Staff.Add("tom@riverside.example", "Tom Ashby", StaffRole.LinkWorker, default))!;
        (Guid journey, string meeting) = await host.Booked(linkWorker: tom.Id);
        using Visitor ana = host.Visit();

        string html = await ana.Html($"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}");

        Assert.Contains("Friday 15 January 2027 at 11:00", html, StringComparison.Ordinal);
        Assert.Contains("Forest Centre, Bordon", html, StringComparison.Ordinal);
        Assert.Contains("Tom Ashby", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_shows_the_way_who_will_be_there_and_what_to_expect()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = (await host.Staff.Add("tom@riverside.example", "Tom de Vries Ashby", StaffRole.LinkWorker, default))!;
        (Guid journey, string meeting) = await host.Booked(linkWorker: tom.Id);
        using Visitor ana = host.Visit();

        string html = await ana.Html($"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}");

        Assert.Contains("<a href=\"https://www.openstreetmap.org/search?query=Forest%20Centre%2C%20Bordon\" rel=\"noreferrer\">", html,
            StringComparison.Ordinal);
        Assert.Contains("<span class=\"app-photo\" aria-hidden=\"true\">TA</span>", html, StringComparison.Ordinal);
        Assert.Contains("It takes about 60 minutes", html, StringComparison.Ordinal);
        Assert.Contains("get to know you", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PlaceKind.AtHome, null)]
    [InlineData(PlaceKind.AtHome, "4 Mill Lane, Bordon")]
    [InlineData(PlaceKind.Other, "by the door of gu359lp")]
    [InlineData(PlaceKind.CommunityPlace, "4, Mill Lane")]
    [InlineData(PlaceKind.Phone, "01420 555 010")]
    [InlineData(PlaceKind.Video, "https://video.example/room")]
    [InlineData(PlaceKind.Surgery, null)]
    public async Task No_map_learns_where_the_person_lives_or_what_is_no_address(PlaceKind kind, string? where)
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked();
        await host.Do(journey, new Meetings.Move(meeting, PagesHost.Start.AddDays(5), new Place(kind, where)));
        using Visitor ana = host.Visit();

        string html = await ana.Html($"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/2")}");

        Assert.DoesNotContain("openstreetmap", html, StringComparison.Ordinal);
        Assert.Contains("What to expect", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_discreet_meeting_page_does_not_tell_what_the_meeting_is_for()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked(Example.WithDiscretion);
        using Visitor ana = host.Visit();

        string html = await ana.Html($"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}");

        foreach (string telling in (string[])["Social", "prescri", "lonel", "mental", "link worker", "wellbeing", "support", "referral"])
            Assert.DoesNotContain(telling, html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("What to expect", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coming_is_confirmed_with_one_tap()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked();
        using Visitor ana = host.Visit();
        string path = $"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}";

        HttpResponseMessage sent = await ana.Send(path, "/confirm", "I will come");

        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Assert.NotNull((await host.State(journey)).Meetings.Single().ConfirmedAt);
        Assert.Contains("We look forward to seeing you", await ana.Html(sent.Headers.Location!.OriginalString), StringComparison.Ordinal);
        Assert.Contains("You have told us that you will come", await ana.Html(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_for_another_time_keeps_the_meeting_and_reaches_the_link_worker()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked();
        using Visitor ana = host.Visit();
        string path = $"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}";

        HttpResponseMessage sent = await ana.Post($"{path}/another-time", ("meeting", $"{meeting}/1"), ("note", "After lunch, please"));

        Journey state = await host.State(journey);
        Assert.True(state.Meetings.Single().IsBooked);
        Assert.Contains(state.Tasks, t => t.Kind is TaskKind.Rebook);
        Assert.Contains("We will look for another time", await ana.Html(sent.Headers.Location!.OriginalString), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_had_said_that_they_come_and_asks_for_another_time_is_not_shown_as_coming()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid journey, string meeting) = await host.Booked(linkWorker: tom.Id);
        using Visitor ana = host.Visit(), worker = await host.SignIn(tom);
        string path = $"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}";
        await ana.Send(path, "/confirm", "I will come");
        await ana.Post($"{path}/another-time", ("meeting", $"{meeting}/1"), ("note", "After lunch, please"));

        string html = await ana.Html(path);
        Assert.Contains("You asked us for another time", html, StringComparison.Ordinal);
        Assert.DoesNotContain("You have told us that you will come", html, StringComparison.Ordinal);
        string desk = await worker.Html($"/journeys/{journey:N}");
        Assert.Contains("The person asks for another time.", desk, StringComparison.Ordinal);
        Assert.DoesNotContain("The person will come.", desk, StringComparison.Ordinal);
        Assert.Contains("The person said: <q class=\"app-words\"><bdi>After lunch, please</bdi></q>", desk, StringComparison.Ordinal);
        Assert.Contains("After lunch, please", await worker.Html("/board"), StringComparison.Ordinal);
        string day = await worker.Html("/board/day?on=2027-01-15");
        Assert.Contains("The person asks for another time.", day, StringComparison.Ordinal);

        // They can come after all.
        await ana.Send(path, "/confirm", "I will come");
        Assert.Contains("You have told us that you will come", await ana.Html(path), StringComparison.Ordinal);
        Assert.DoesNotContain((await host.State(journey)).Tasks, t => t.Kind is TaskKind.Rebook);
    }

    [Fact]
    public async Task Who_cannot_come_is_thanked_for_saying_so_and_the_link_says_that_it_is_off()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked();
        using Visitor ana = host.Visit();
        string path = $"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}";

        HttpResponseMessage sent = await ana.Post($"{path}/cannot-come", ("meeting", $"{meeting}/1"));

        Assert.True((await host.State(journey)).Meetings.Single().IsCancelled);
        Assert.Contains("is off. That is fine", await ana.Html(sent.Headers.Location!.OriginalString), StringComparison.Ordinal);
        Assert.Contains("<h1>This meeting is off</h1>", await ana.Html(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_meeting_that_is_called_off_says_so_also_to_whoever_had_said_that_they_come()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked(Example.WithDiscretion);
        using Visitor ana = host.Visit();
        string path = $"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}";
        await ana.Send(path, "/confirm", "I will come");
        string stale = await ana.Html(path);
        await host.Do(journey, new Meetings.Cancel(meeting));

        foreach (string page in (string[])[path, $"{path}/confirmed", $"{path}/asked"])
        {
            string html = await ana.Html(page);
            Assert.Contains("The meeting on Friday 15 January 2027 at 11:00 is off. You do not need to come.", html,
                StringComparison.Ordinal);
            Assert.DoesNotContain("look forward", html, StringComparison.Ordinal);
            Assert.DoesNotContain("Social", html, StringComparison.Ordinal);
        }
        HttpResponseMessage late = await ana.Post($"{path}/another-time", ("meeting", $"{meeting}/1"));
        Assert.Contains("is off. You do not need to come", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("What to expect", stale, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_meeting_that_has_moved_is_not_confirmed_any_more_and_shows_its_new_time()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked();
        using Visitor ana = host.Visit();
        string path = $"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}";
        await ana.Send(path, "/confirm", "I will come");
        await host.Do(journey, new Meetings.Move(meeting, PagesHost.Start.AddDays(5)));

        string html = await ana.Html($"{path}/confirmed");

        Assert.Contains("Tuesday 19 January 2027 at 10:00", html, StringComparison.Ordinal);
        Assert.Contains("Yes, I will come", html, StringComparison.Ordinal);
        foreach (string sent in (string[])["confirm", "another-time", "cannot-come"])
            Assert.Equal(path, (await ana.Get($"{path}/{sent}")).Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Whoever_is_late_still_finds_the_way_until_it_is_over()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked();
        using Visitor ana = host.Visit();
        string path = $"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}";

        await host.Pass(TimeSpan.FromHours(25) + TimeSpan.FromMinutes(10));
        string html = await ana.Html(path);
        Assert.Contains("Forest Centre, Bordon", html, StringComparison.Ordinal);
        Assert.Contains("This meeting is on now.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", html, StringComparison.Ordinal);

        await host.Pass(TimeSpan.FromHours(1));
        await ana.Html(path, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_link_to_a_time_that_has_moved_shows_the_new_one_and_takes_no_answer_to_the_old()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked();
        string path = $"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}";
        await host.Do(journey, new Meetings.Move(meeting, PagesHost.Start.AddDays(5)));
        using Visitor ana = host.Visit();

        HttpResponseMessage old = await ana.Post($"{path}/confirm", ("meeting", $"{meeting}/1"));

        Assert.Contains("This meeting has moved. It was on Friday 15 January 2027 at 11:00. Now it is on Tuesday 19 January 2027 at 10:00.",
            await ana.Html(path), StringComparison.Ordinal);
        Assert.DoesNotContain("has moved", await ana.Html($"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/2")}"),
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, old.StatusCode);
        Assert.Contains("This meeting has changed", await old.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null((await host.State(journey)).Meetings.Single().ConfirmedAt);
    }

    [Fact]
    public async Task A_note_that_is_too_long_is_kept_to_be_shortened()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked();
        using Visitor ana = host.Visit();
        string note = "<b>" + new string('x', 600);

        HttpResponseMessage sent = await ana.Post($"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}/another-time",
            ("meeting", $"{meeting}/1"), ("note", note));
        string html = await sent.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode);
        Assert.Contains(note, WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.DoesNotContain("<b>x", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_calendar_file_says_no_more_than_the_letter()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked(Example.WithDiscretion);
        using Visitor ana = host.Visit();

        HttpResponseMessage file = await ana.Get($"/c/{host.Link(LinkPurpose.Calendar, journey, meeting)}.ics");
        string text = await file.Content.ReadAsStringAsync();

        Assert.Equal("text/calendar", file.Content.Headers.ContentType!.MediaType);
        Assert.Contains("DTSTART:20270115T110000Z", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Social Prescribing\r\n", text, StringComparison.Ordinal);
        Assert.Contains("SUMMARY:Appointment", text, StringComparison.Ordinal);
    }
}
