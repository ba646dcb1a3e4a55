using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The less frequent forms on a journey's page, and what they say when something is wrong.</summary>
public sealed partial class JourneyFormsTests
{
    [Fact]
    public async Task Two_referrals_and_two_concerns_have_boxes_of_their_own()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead);
        Guid id = await host.Receive(r => r with { Safeguarding = new Safeguarding(true, "Bruises") });
        await host.Do(id, new Intake.AddReferral(
            new HeldReferral(Guid.NewGuid(), "SP-7K3M-9QXQ", null, host.Clock.GetUtcNow(), Example.Referral)), Actor.Referrer(null));
        await host.Do(id, new Concerns.Raise("No food in the house"));
        using Visitor visitor = await host.SignIn(lead);

        string html = await visitor.Html($"/journeys/{id:N}");

        string[] ids = [.. Ids().Matches(html).Select(m => m.Groups[1].Value)];
        Assert.Equal(2, ids.Count(i => i.EndsWith("-byPerson", StringComparison.Ordinal)));
        Assert.Equal(2, ids.Count(i => i.EndsWith("-settled", StringComparison.Ordinal)));
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public async Task Whoever_phones_because_a_referral_was_declined_reads_what_to_say()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Receive(r => r with { Source = ReferralSource.Self, Referrer = null });
        await host.Do(id, new Intake.Decline("Lives outside our area."));
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.Lead));

        Assert.Contains("Phone, text or post a message: that we cannot take the referral on, and why",
            await visitor.Html($"/journeys/{id:N}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_asks_for_another_time_by_phone()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid id, string meeting) = await host.Booked(linkWorker: tom.Id);
        using Visitor visitor = await host.SignIn(tom);

        HttpResponseMessage sent =
            await visitor.Send(PagesHost.PageOf(id, "askAnotherTime"), "/commands", "value=\"askAnotherTime\"", ("note", "Not before ten"));

        Assert.Contains("Noted. The meeting stays as it is", await visitor.Html(sent.Headers.Location!.OriginalString),
            StringComparison.Ordinal);
        Journey journey = await host.State(id);
        Assert.True(journey.Meetings.Single().IsBooked);
        Assert.Equal(meeting, Assert.Single(journey.Tasks, t => t.Kind is TaskKind.Rebook).About);
    }

    [Fact]
    public async Task Nobody_is_late_with_what_rests_while_support_is_paused()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid id = await host.Receive();
        await host.Do(id, new Intake.Accept(LinkWorker: tom.Id));
        using Visitor visitor = await host.SignIn(tom);
        string[] pages = ["/board", $"/journeys/{id:N}"];
        await host.Pass(TimeSpan.FromDays(10));
        foreach (string page in pages)
            Assert.Matches("app-card late", await visitor.Html(page));
        Assert.Contains("Make first contact", await visitor.Html("/board/day"), StringComparison.Ordinal);

        await host.Do(id, new Pausing.Pause(PauseReason.Hospital, new DateOnly(2027, 2, 15)));

        foreach (string page in pages)
        {
            string html = await visitor.Html(page);
            Assert.Contains("Rests until 15 February 2027: support is paused", html, StringComparison.Ordinal);
            Assert.DoesNotContain("app-card late", html, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("Make first contact", await visitor.Html("/board/day"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_somebody_has_died_after_support_had_ended_is_recorded()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid id = await host.Met();
        await host.Do(id, new Closing.Close(ClosingReason.GoalsMet));
        using Visitor visitor = await host.SignIn(tom);

        HttpResponseMessage sent = await visitor.Send($"/journeys/{id:N}", "/commands", "value=\"close\"", ("note", "Her daughter called"));

        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Assert.True((await host.State(id)).HasDied);
        Assert.DoesNotContain("value=\"close\"", await visitor.Html($"/journeys/{id:N}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Language_name_and_address_are_changed_and_what_is_left_empty_stays()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid id = await host.Receive();
        using Visitor visitor = await host.SignIn(tom);
        Task<HttpResponseMessage> Change(params (string, string)[] fields) =>
            visitor.Send(PagesHost.PageOf(id, "changePreferences"), "/commands", "value=\"changePreferences\"",
                [("value-0", "ana@example.org"), ("allowed-0", "yes"), .. fields]);

        Assert.Contains(">Welsh</option>", await visitor.Html($"/journeys/{id:N}/details"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther,
            (await Change(("language", "cy"), ("knownAs", "Annie"), ("address", "7 Oak Row\nWhitehill"),
                ("postcode", "gu359ab"))).StatusCode);
        Journey journey = await host.State(id);
        Assert.Equal(("cy", "Annie", "7 Oak Row, Whitehill", "GU35 9AB"),
            (journey.Preferences.Language, journey.Person.KnownAs, string.Join(", ", journey.Person.Address!.Lines),
                journey.Person.Address.Postcode));
        Assert.Contains("language Welsh", await visitor.Html($"/journeys/{id:N}/history"), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.SeeOther,
            (await Change(("language", "cy"), ("otherLanguage", "lt"), ("knownAs", ""), ("address", ""),
                ("postcode", "GU35 9AB"))).StatusCode);
        Journey after = await host.State(id);
        Assert.Equal(("lt", "Annie", "7 Oak Row, Whitehill"),
            (after.Preferences.Language, after.Person.KnownAs, string.Join(", ", after.Person.Address!.Lines)));
        Assert.Contains("<option value=\"lt\" selected>Lithuanian</option>", await visitor.Html($"/journeys/{id:N}/details"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_a_language_or_an_address_stands_at_its_field()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid id = await host.Receive();
        using Visitor visitor = await host.SignIn(tom);

        HttpResponseMessage refused = await visitor.Send(PagesHost.PageOf(id, "changePreferences"), "/commands",
            "value=\"changePreferences\"",
            ("otherLanguage", "sign language"), ("address", ""), ("postcode", "somewhere"), ("knownAs", new string('x', 201)));
        string html = await refused.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.All((string[])["otherLanguage", "postcode", "knownAs"],
            field => Assert.Contains($"href=\"#changePreferences-{field}\"", html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_stands_in_the_form_and_the_title_tells_of_it_first()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker), ines = await host.Employ(StaffRole.SafeguardingLead, "Ines");
        (Guid id, _) = await host.Booked(linkWorker: tom.Id);
        using Visitor visitor = await host.SignIn(tom), other = await host.SignIn(ines);

        HttpResponseMessage past = await visitor.Send(PagesHost.PageOf(id, "bookMeeting"), "/commands",
            "value=\"bookMeeting\"", ("at", "2026-12-01T10:00"),
            ("minutes", "60"), ("place", "AtHome"));
        HttpResponseMessage wide = await visitor.Send(PagesHost.PageOf(id, "bookMeeting"), "/commands",
            "value=\"bookMeeting\"", ("at", "2027-01-20T10:00"),
            ("minutes", "60"), ("place", "AtHome"), ("where", new string('x', 201)));
        HttpResponseMessage forbidden = await other.Post($"/journeys/{id:N}/commands", ("form", "bookMeeting"), ("at", "2027-01-20T10:00"),
            ("minutes", "60"), ("place", "AtHome"));
        string html = await past.Content.ReadAsStringAsync();

        Assert.Contains("<title>Error: Ana O&#x27;Connor", html, StringComparison.Ordinal);
        Assert.Matches(
            new Regex("id=\"bookMeeting\".*id=\"bookMeeting-form-problem\">.*Choose a time that is still to come.*</form>",
                RegexOptions.Singleline), html);
        Assert.Contains("href=\"#bookMeeting-where\"", await wide.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // Whoever may not book has no such form to return to.
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        Assert.DoesNotContain("href=\"#bookMeeting\"", await forbidden.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal($"/journeys/{id:N}", (await visitor.Get($"/journeys/{id:N}/commands")).Headers.Location!.OriginalString);
    }

    [GeneratedRegex(" id=\"([^\"]+)\"")]
    private static partial Regex Ids();
}
