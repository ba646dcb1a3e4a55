using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Two people change one journey. The second is shown what changed, and loses nothing that was typed.</summary>
public sealed class OvertakenTests
{
    private sealed class Desk : IAsyncDisposable
    {
        public required PagesHost Host { get; init; }
        public required Visitor Visitor { get; init; }
        public required Guid Id { get; init; }
        public required string Meeting { get; init; }
        public required int Seen { get; init; }

        public static async Task<Desk> Open()
        {
            PagesHost host = await PagesHost.Run();
            Visitor visitor = await host.SignIn(await host.Employ(StaffRole.Lead, "Leila Marsh"));
            (Guid id, string meeting) = await host.Booked();
            return new Desk
            {
                Host = host,
                Visitor = visitor,
                Id = id,
                Meeting = meeting,
                Seen = (await host.Store.Find(id, default))!.Version
            };
        }

        public Task<HttpResponseMessage> Send(string form, int version, params (string, string)[] fields) =>
            Visitor.Post($"/journeys/{Id:N}/commands", [("form", form), ("version", $"{version}"), .. fields]);

        public async ValueTask DisposeAsync()
        {
            Visitor.Dispose();
            await Host.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_is_about_something_else_goes_through_and_what_else_changed_is_shown()
    {
        await using Desk desk = await Desk.Open();
        await desk.Host.Do(desk.Id, new Notes.Add("Somebody else was here"));

        HttpResponseMessage sent = await desk.Send("moveMeeting", desk.Seen, ("about", desk.Meeting), ("at", "2027-01-15T15:00"),
            ("minutes", "60"), ("place", "AtHome"));
        string html = await desk.Visitor.Html(sent.Headers.Location!.OriginalString);
        string notice = Notice(html);

        Assert.Equal($"/journeys/{desk.Id:N}?done=moveMeeting&since={desk.Seen}", sent.Headers.Location.OriginalString);
        Assert.Contains("Meeting moved. The person gets an email.", html, StringComparison.Ordinal);
        Assert.Contains("Somebody else was here", notice, StringComparison.Ordinal);
        Assert.DoesNotContain("Meeting moved", notice, StringComparison.Ordinal);
        Assert.DoesNotContain("Referral accepted", notice, StringComparison.Ordinal);
        Assert.DoesNotContain("While you were writing", await desk.Visitor.Html($"/journeys/{desk.Id:N}?done=moveMeeting"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_meetings_are_two_things()
    {
        await using Desk desk = await Desk.Open();
        DateTimeOffset monday = new(2027, 1, 18, 11, 0, 0, TimeSpan.Zero);
        await desk.Host.Do(desk.Id, new Meetings.Book(monday, new Place(PlaceKind.AtHome)));
        string other = (await desk.Host.State(desk.Id)).Meetings.Single(m => m.Id != desk.Meeting).Id;
        int seen = (await desk.Host.Store.Find(desk.Id, default))!.Version;
        await desk.Host.Do(desk.Id, new Meetings.Cancel(other, "The room is closed."));

        HttpResponseMessage sent = await desk.Send("moveMeeting", seen, ("about", desk.Meeting), ("at", "2027-01-15T15:00"),
            ("minutes", "60"), ("place", "AtHome"));
        HttpResponseMessage late = await desk.Send("cancelMeeting", seen, ("about", desk.Meeting), ("note", "Flooded."));

        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.True((await desk.Host.State(desk.Id)).Meetings.Single(m => m.Id == desk.Meeting).IsBooked);
    }

    [Fact]
    public async Task Two_activities_are_two_things_that_are_put_aside()
    {
        await using Desk desk = await Desk.Open();
        Guid dance = Guid.NewGuid(), choir = Guid.NewGuid();
        await desk.Host.Do(desk.Id, new Choosing.DismissActivity(dance, "Tea dance", DismissReason.NotTheirThing));

        HttpResponseMessage other = await desk.Send("dismissActivity", desk.Seen, ("about", $"{choir:N}"), ("name", "Choir"),
            ("reason", "TooFar"));
        HttpResponseMessage same = await desk.Send("dismissActivity", desk.Seen, ("about", $"{dance:N}"), ("name", "Tea dance"),
            ("reason", "TooFar"));

        Assert.Equal(HttpStatusCode.SeeOther, other.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, same.StatusCode);
    }

    [Fact]
    public async Task What_is_about_the_same_comes_back_whole_and_can_be_sent_again()
    {
        await using Desk desk = await Desk.Open();
        await desk.Host.Do(desk.Id, new Meetings.Move(desk.Meeting, new DateTimeOffset(2027, 1, 15, 16, 0, 0, TimeSpan.Zero)));
        int length = await desk.Host.JournalLength(desk.Id);
        (string, string)[] typed =
            [("about", desk.Meeting), ("at", "2027-01-15T15:00"), ("minutes", "45"), ("place", "AtHome"), ("where", "Ring twice")];

        HttpResponseMessage late = await desk.Send("moveMeeting", desk.Seen, typed);
        string html = WebUtility.HtmlDecode(await late.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Equal(length, await desk.Host.JournalLength(desk.Id));
        Assert.Contains("Somebody changed this while you were writing", html, StringComparison.Ordinal);
        Assert.Contains("Meeting moved from Friday 15 January 2027 at 11:00 to Friday 15 January 2027 at 16:00", Notice(html),
            StringComparison.Ordinal);
        Assert.Contains("value=\"2027-01-15T15:00\"", html, StringComparison.Ordinal);
        Assert.Contains("value=\"Ring twice\"", html, StringComparison.Ordinal);
        Assert.Contains($"name=\"version\" value=\"{desk.Seen + 1}\"", html, StringComparison.Ordinal);

        HttpResponseMessage again = await desk.Send("moveMeeting", desk.Seen + 1, typed);
        Assert.Equal(HttpStatusCode.SeeOther, again.StatusCode);
        Assert.Equal(new DateTimeOffset(2027, 1, 15, 15, 0, 0, TimeSpan.Zero), (await desk.Host.State(desk.Id)).Meetings.Single().At);
    }

    [Fact]
    public async Task What_cannot_be_done_any_more_is_refused_with_the_reason_and_the_words_are_kept()
    {
        await using Desk desk = await Desk.Open();
        await desk.Host.Do(desk.Id, new Meetings.Cancel(desk.Meeting, "Ana is in hospital."));
        int version = (await desk.Host.Store.Find(desk.Id, default))!.Version;

        foreach (int seen in (int[])[desk.Seen, version])
        {
            HttpResponseMessage late = await desk.Send("cancelMeeting", seen, ("about", desk.Meeting), ("note", "Flooded."));
            string html = WebUtility.HtmlDecode(await late.Content.ReadAsStringAsync());
            Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
            Assert.Contains("Flooded.", html, StringComparison.Ordinal);
            Assert.Contains("Ana is in hospital.", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Support_does_not_end_on_somebody_who_has_just_been_reached()
    {
        await using Desk desk = await Desk.Open();
        await desk.Host.Do(desk.Id, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached, Note: "Wants to go on"));

        HttpResponseMessage late = await desk.Send("close", desk.Seen, ("reason", "NoContact"), ("note", "Never answers"));
        string html = await late.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("Wants to go on", Notice(html), StringComparison.Ordinal);
        Assert.Contains(">Never answers</textarea>", html, StringComparison.Ordinal);
        Assert.False((await desk.Host.State(desk.Id)).HasEnded);
    }

    [Fact]
    public async Task What_the_person_wrote_by_link_overtakes_as_well()
    {
        await using Desk desk = await Desk.Open();
        await desk.Host.Do(desk.Id, new Preferences.Change(OptOut: OptOut.Surveys), Actor.Person);

        HttpResponseMessage late = await desk.Send("changePreferences", desk.Seen, ("value-0", "ana.new@example.org"), ("allowed-0", "yes"),
            ("optOut", "Nothing"));

        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Equal(OptOut.Surveys, (await desk.Host.State(desk.Id)).Preferences.OptOut);
        Assert.Contains("The person", Notice(await late.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("99999")]
    [InlineData("x")]
    [InlineData("")]
    public async Task A_version_that_nobody_has_seen_is_no_obstacle(string version)
    {
        await using Desk desk = await Desk.Open();

        HttpResponseMessage sent =
            await desk.Visitor.Post($"/journeys/{desk.Id:N}/commands", ("form", "addNote"), ("version", version), ("text", "Here"));

        Assert.Equal($"/journeys/{desk.Id:N}?done=addNote", sent.Headers.Location!.OriginalString);
        await desk.Visitor.Html($"/journeys/{desk.Id:N}?since={version}");
    }

    /// <summary>What the page says about changes made while somebody wrote.</summary>
    private static string Notice(string html)
    {
        int at = html.IndexOf("id=\"meanwhile\"", StringComparison.Ordinal);
        Assert.True(at > 0, html);
        return html[at..html.IndexOf("</section>", at, StringComparison.Ordinal)];
    }
}
