using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Contacts say of what kind they were. Notes begin with a template and may be marked as important.</summary>
public sealed class ContactFactsTests
{
    private static async Task<(PagesHost Host, Visitor Visitor, Guid Id)> Begin()
    {
        PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid id = await host.Receive(r => r with
        {
            Person = r.Person with { RelatedPeople = [new("Joan Vale", RelatedRole.Parent, "mother", MayBeTold: true)] },
        });
        await host.Do(id, new Intake.Accept(LinkWorker: tom.Id));
        return (host, await host.SignIn(tom), id);
    }

    private static async Task<string> Words(Visitor visitor, string path) =>
        Regex.Replace(WebUtility.HtmlDecode(await visitor.Html(path)), "(<[^>]*>|\\s)+", " ");

    [Fact]
    public async Task A_contact_is_recorded_with_its_minutes_and_who_was_there()
    {
        (PagesHost host, Visitor visitor, Guid id) = await Begin();
        await using PagesHost _ = host;
        using Visitor __ = visitor;
        HttpResponseMessage sent = await visitor.Send($"/journeys/{id:N}/contacts", "/commands", "id=\"recordAttempt-presentOther\"",
            ("channel", "Visit"), ("outcome", "Reached"), ("minutes", "45"), ("present-0", "Joan Vale"), ("presentOther", "Ray Hill, Sue"));
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Contact.Attempted told = (await host.Store.Journal(id, default)).SelectMany(c => c.Events).OfType<Contact.Attempted>().Single();
        Assert.Equal(45, told.Minutes);
        Assert.Equal(["Joan Vale", "Ray Hill", "Sue"], told.Present);
        string page = await Words(visitor, $"/journeys/{id:N}/contacts");
        Assert.Contains(", 45 minutes. There as well: Joan Vale, Ray Hill, Sue", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_to_call_stands_beside_the_number_and_on_the_task_to_phone_until_it_is_taken_out()
    {
        (PagesHost host, Visitor visitor, Guid id) = await Begin();
        await using PagesHost _ = host;
        using Visitor __ = visitor;
        string page = $"/journeys/{id:N}", details = $"{page}/details";
        // A way of contact that the form does not send is removed, so the number becomes the first.
        Task<HttpResponseMessage> Say(string hours, int number) =>
            visitor.Send(details, "/commands", "id=\"changePreferences-whenToCall\"", ($"value-{number}", "07700 900123"),
                ($"allowed-{number}", "yes"), ("whenToCall", hours));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Say(new string('x', 61), 1)).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await Say("after 4 pm, not Fridays", 1)).StatusCode);

        Assert.Contains("When: after 4 pm, not Fridays", await Words(visitor, page), StringComparison.Ordinal);
        Assert.Contains("Call: after 4 pm, not Fridays", await Words(visitor, page), StringComparison.Ordinal);
        Assert.Contains("Call: after 4 pm, not Fridays", await Words(visitor, "/board"), StringComparison.Ordinal);
        Assert.Contains(", when to call", await Words(visitor, $"{page}/history"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await Say("", 0)).StatusCode);
        Assert.DoesNotContain("after 4 pm", await Words(visitor, page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_meeting_and_a_session_say_how_long_they_took()
    {
        (PagesHost host, Visitor visitor, Guid id) = await Begin();
        await using PagesHost _ = host;
        using Visitor __ = visitor;
        string page = $"/journeys/{id:N}";
        string meeting = await host.Do(id, new Meetings.Book(host.Clock.GetUtcNow().AddHours(25), new Place(PlaceKind.Phone)));
        await host.Pass(TimeSpan.FromDays(2));
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.Send(page, "/commands", $"value=\"{meeting}\"",
            ("outcome", "Held"), ("minutes", "75"))).StatusCode);
        await host.Do(id, Example.Plan);
        string introduction = await host.Do(id,
            new Activities.Introduce(new ActivityDetails("Choir", "Hall"), IntroductionKind.Signposting, null, true));
        string session = await host.Do(id,
            new Attendance.PlanSession(introduction, host.Clock.GetUtcNow().AddDays(1), new Transport(TransportKind.Own)));
        await host.Pass(TimeSpan.FromDays(2));
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.Send(page, "/commands", $"value=\"{session}\"",
            ("came", "yes"), ("confidence", "4"), ("minutes", "150"))).StatusCode);

        string story = await Words(visitor, $"{page}/history");
        Assert.Contains("held, 75 minutes", story, StringComparison.Ordinal);
        Assert.Contains("confidence to go alone 4 of 10; 150 minutes", story, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Minutes_that_are_none_are_said_beside_the_field()
    {
        (PagesHost host, Visitor visitor, Guid id) = await Begin();
        await using PagesHost _ = host;
        using Visitor __ = visitor;
        HttpResponseMessage sent = await visitor.Send($"/journeys/{id:N}/contacts", "/commands", "id=\"recordAttempt-presentOther\"",
            ("channel", "Phone"), ("outcome", "Reached"), ("minutes", "601"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode);
        Assert.Contains("id=\"recordAttempt-minutes-problem\"", await sent.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_talk_with_somebody_else_is_recorded_as_what_it_is()
    {
        (PagesHost host, Visitor visitor, Guid id) = await Begin();
        await using PagesHost _ = host;
        using Visitor __ = visitor;
        Assert.Equal(HttpStatusCode.SeeOther,
            (await visitor.Send($"/journeys/{id:N}/contacts", "/commands", "id=\"recordConversation-with\"",
            ("with", "Her GP, Dr Hill"), ("channel", "Phone"), ("minutes", "10"), ("note", "Will look at her tablets."))).StatusCode);
        string page = await Words(visitor, $"/journeys/{id:N}/contacts");
        Assert.Contains("with somebody else: Her GP, Dr Hill", page, StringComparison.Ordinal);
        Assert.Contains("Will look at her tablets.", page, StringComparison.Ordinal);
        Assert.Null((await host.State(id)).ContactedAt);
        Assert.Contains((await host.State(id)).Tasks, t => t.Kind is TaskKind.FirstContact);
    }

    [Fact]
    public async Task A_note_begins_with_a_template_without_a_script()
    {
        (PagesHost host, Visitor visitor, Guid id) = await Begin();
        await using PagesHost _ = host;
        using Visitor __ = visitor;
        string page = await visitor.Html($"/journeys/{id:N}/contacts");
        Assert.DoesNotContain("What they would like from us:", page, StringComparison.Ordinal);
        string link = WebUtility.HtmlDecode(Regex.Match(page, "href=\"([^\"]*template=First[^\"]*)\"").Groups[1].Value);
        string begun = await visitor.Html(link.Split('#')[0]);
        Assert.Matches("<details[^>]*id=\"addNote\"[^>]* open", begun);
        Assert.Matches("<textarea[^>]*id=\"addNote-text\"[^>]*>How they are today:", begun);
        Assert.DoesNotMatch("<textarea[^>]*id=\"addNote-text\"[^>]*>[^<]+<",
            await visitor.Html($"/journeys/{id:N}/contacts?template=nothing"));
    }

    [Fact]
    public async Task An_important_note_stands_at_the_top_and_on_the_day_sheet_until_it_is_taken_down()
    {
        (PagesHost host, Visitor visitor, Guid id) = await Begin();
        await using PagesHost _ = host;
        using Visitor __ = visitor;
        await visitor.Send($"/journeys/{id:N}/contacts", "/commands", "id=\"addNote-text\"", ("text", "Knock loudly."),
            ("important", "yes"));
        await visitor.Send($"/journeys/{id:N}/contacts", "/commands", "id=\"addNote-text\"", ("text", "Never by post."));
        string page = await Words(visitor, $"/journeys/{id:N}/contacts");
        Assert.Contains("Important Knock loudly.", page, StringComparison.Ordinal);

        HttpResponseMessage pinned = await visitor.Send($"/journeys/{id:N}/contacts", "/commands", "value=\"pinNote\"");
        Assert.Contains("The note is marked as important.", await visitor.Html(pinned.Headers.Location!.ToString()),
            StringComparison.Ordinal);
        Assert.Equal(["Knock loudly.", "Never by post."], (await host.State(id)).PinnedNotes.Select(n => n.Text));
        Assert.DoesNotContain("value=\"pinNote\"", await visitor.Html($"/journeys/{id:N}/contacts"), StringComparison.Ordinal);
        await host.Pass(TimeSpan.FromDays(10));
        string day = await Words(visitor, "/board/day");
        Assert.Contains("Important: Never by post.", day, StringComparison.Ordinal);

        foreach (PinnedNote _note in (await host.State(id)).PinnedNotes)
            Assert.Equal(HttpStatusCode.SeeOther,
                (await visitor.Send($"/journeys/{id:N}/contacts", "/commands", "value=\"unpinNote\"")).StatusCode);
        Assert.Empty((await host.State(id)).PinnedNotes);
        Assert.DoesNotContain("id=\"pinned\"", await visitor.Html($"/journeys/{id:N}/contacts"), StringComparison.Ordinal);
    }
}
