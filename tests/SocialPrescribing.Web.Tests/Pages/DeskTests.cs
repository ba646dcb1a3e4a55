using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

public sealed class DeskTests
{
    [Fact]
    public async Task The_board_sorts_tasks_by_when_they_are_due()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead);
        await host.Receive();
        await host.Pass(TimeSpan.FromDays(5));
        await host.Receive(r => r with { Person = r.Person with { FamilyName = "<i>Nettle</i> שלום" } });
        using Visitor visitor = await host.SignIn(lead);

        string html = WebUtility.HtmlDecode(await visitor.Html("/board?view=triage"));
        string overdue =
            html[html.IndexOf("id=\"overdue\"", StringComparison.Ordinal)..html.IndexOf("id=\"today\"", StringComparison.Ordinal)];
        string week = html[html.IndexOf("id=\"week\"", StringComparison.Ordinal)..];

        Assert.Contains("Ana O'Connor", overdue, StringComparison.Ordinal);
        Assert.Contains("Was due 18 January 2027, 17:00", overdue, StringComparison.Ordinal);
        Assert.Contains("<i>Nettle</i> שלום", week, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>Nettle", await visitor.Html("/board?view=triage"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_list_is_counted_and_paged()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead);
        for (int i = 0; i < 55; i++)
            await host.Receive();
        using Visitor visitor = await host.SignIn(lead);

        Assert.Contains("<strong>20&#x2B;</strong>", await visitor.Html("/board?view=everybody"), StringComparison.Ordinal);
        string first = await visitor.Html("/board?view=triage&due=later");
        string next =
            WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(first, "href=\"([^\"]*after=[^\"]*)\"").Groups[1].Value);

        Assert.Equal(50, first.Split("<li class=\"app-card ").Length - 1);
        Assert.Equal(5, (await visitor.Html(next)).Split("<li class=\"app-card ").Length - 1);
    }

    [Fact]
    public async Task A_journey_shows_what_one_must_know_before_calling()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead);
        Guid journey = await host.Receive(
            r => Example.WithDiscretion(r) with
            { Risks = [new Risk("dogAtHome", "Large dog")], Safeguarding = new Safeguarding(true, "Worried about her son") });
        using Visitor visitor = await host.SignIn(lead);

        string html = WebUtility.HtmlDecode(await visitor.Html($"/journeys/{journey:N}"));

        Assert.All(
            (string[])["aged 76", "do not call, leave no message", "Discretion:", "Dog at home: Large dog", "A concern is open",
                "step free, large print, BSL interpreter", "07700 900123", "01420 555099", "Worried about her son",
                "To be out of the house again", "943 476 5919", "The lead hears that this is late: Accept or decline the referral"],
            text => Assert.Contains(text, html, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Who_looks_at_a_journey_stands_in_the_log_and_whose_it_is_does_not()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead);
        Guid journey = await host.Receive();
        using Visitor visitor = await host.SignIn(lead);

        await visitor.Html($"/journeys/{journey:N}");

        string line = Assert.Single(host.Logged, l => l.StartsWith("5501 ", StringComparison.Ordinal));
        Assert.Contains(journey.ToString(), line, StringComparison.Ordinal);
        Assert.DoesNotContain("Connor", string.Concat(host.Logged), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_journey_can_be_walked_with_the_forms_on_its_page()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead), tom = await host.Employ(StaffRole.LinkWorker, "Tom"),
            ines = await host.Employ(StaffRole.SafeguardingLead, "Ines");
        Guid id = await host.Receive();
        using Visitor visitor = await host.SignIn(lead);
        async Task Give(string form, params (string, string)[] fields)
        {
            HttpResponseMessage sent = await visitor.Send(PagesHost.PageOf(id, form), "/commands",
                $"name=\"form\" value=\"{form}\"", fields);
            Assert.True(sent.StatusCode is HttpStatusCode.SeeOther,
                $"{form}: {(int)sent.StatusCode}\n{await sent.Content.ReadAsStringAsync()}");
            Assert.Contains("id=\"done\">Done</h2>", await visitor.Html(sent.Headers.Location!.OriginalString), StringComparison.Ordinal);
        }

        await Give("accept");
        await Give("allocate", ("linkWorker", tom.Id));
        await Give("recordAttempt", ("channel", "Phone"), ("outcome", "Reached"), ("note", "Glad to hear from us"));
        await Give("bookMeeting", ("at", "2027-01-15T10:30"), ("minutes", "45"), ("place", "Surgery"), ("where", "Room 2"));
        await Give("confirmMeeting");
        await Give("moveMeeting", ("at", "2027-01-15T11:30"), ("minutes", "60"), ("place", "AtHome"), ("where", ""));
        await Give("cancelMeeting", ("note", "Snow"));
        await Give("bookMeeting", ("at", "2027-01-15T12:30"), ("minutes", "60"), ("place", "AtHome"));
        await Give("cannotCome");
        await Give("bookMeeting", ("at", "2027-01-15T13:30"), ("minutes", "60"), ("place", "AtHome"));
        await host.Pass(TimeSpan.FromDays(2));
        await Give("recordMeetingOutcome", ("outcome", "Held"));
        await host.Do(id, Example.Plan);
        await host.Pass(TimeSpan.FromDays(2));
        await Give("answerSurvey", ("ons4.satisfied", "6"));
        await Give("addNote", ("text", "Likes singing"));
        await Give("changePreferences", ("value-0", "ana@example.org"), ("allowed-0", "yes"), ("value-1", "07700 900 456"), ("value-2", ""),
            ("kind", "Landline"), ("value-3", "01420 555 077"), ("allowed-3", "yes"), ("preferred", "3"), ("optOut", "Surveys"));
        await Give("raiseConcern", ("detail", "Sounded very low"));
        await Give("acknowledgeConcern", ("note", "I call her"));
        await Give("settleConcern", ("note", "Spoke with her"));
        await Give("close", ("reason", "Independent"));

        Journey journey = await host.State(id);
        Assert.Equal(ClosingReason.Independent, journey.Ended!.Reason);
        Assert.Equal(new DateTimeOffset(2027, 1, 15, 13, 30, 0, TimeSpan.Zero), journey.FirstMetAt);
        Assert.Equal(["ana@example.org", "+447700900456", "+441420555077"], journey.Preferences.Contacts.Select(c => c.Value));
        Assert.Equal([false, false, true], journey.Preferences.Contacts.Select(c => c.Preferred));
        Assert.Equal(lead.Id, journey.Concerns.Single().AcknowledgedBy);
        Assert.NotNull(journey.PlanAgreedAt);
        string html = WebUtility.HtmlDecode(await visitor.Html($"/journeys/{id:N}/history"));
        Assert.Contains("Likes singing", html, StringComparison.Ordinal);
        Assert.DoesNotContain(ines.Id, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Surveys_are_spoken_of_in_words()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead);
        Guid journey = await host.Surveyed(r => r with { Person = r.Person with { Contacts = [r.Person.Contacts[1]] } });
        await host.Do(journey, Example.Plan);
        using Visitor visitor = await host.SignIn(lead);

        string html =
            WebUtility.HtmlDecode(await visitor.Html($"/journeys/{journey:N}") + await visitor.Html($"/journeys/{journey:N}/history"));
        // Only visible text counts: anchors and hidden fields hold ids.
        string read = System.Text.RegularExpressions.Regex.Replace(html, "<[^>]*>", "");

        Assert.All(
            (string[])[
                "Rests, because there is no address it may go to: an invitation to the survey at 6 weeks. The link worker is asked to tell "
                    + "the person instead.", "The baseline survey closes", "Baseline survey opened until",
                    "Fill in the baseline survey with the person", "Phone, text or post a message: survey invitation (baseline survey)"],
            words => Assert.Contains(words, read, StringComparison.Ordinal));
        Assert.DoesNotContain("week-6", read, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_announced_end_can_be_called_off()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead);
        Guid id = await host.Receive();
        await host.Do(id, new Intake.Accept());
        for (int i = 0; i < 3; i++)
        {
            await host.Do(id, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.NoAnswer));
            await host.Pass(TimeSpan.FromDays(1));
        }
        await host.Pass(TimeSpan.FromDays(12));
        using Visitor visitor = await host.SignIn(lead);

        Assert.Contains("Support ends on", await visitor.Html($"/journeys/{id:N}"), StringComparison.Ordinal);
        HttpResponseMessage sent = await visitor.Send($"/journeys/{id:N}", "/commands", "value=\"keepOpen\"");

        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Assert.Null((await host.State(id)).ClosingProposal);
    }

    [Theory]
    [InlineData("bookMeeting", "at", "tomorrow", "Give a day and a time", HttpStatusCode.UnprocessableEntity)]
    [InlineData("bookMeeting", "at", "2020-01-15T10:30", "still to come", HttpStatusCode.Conflict)]
    [InlineData("bookMeeting", "minutes", "an hour", "in digits", HttpStatusCode.UnprocessableEntity)]
    [InlineData("recordAttempt", "outcome", "", "what came of it", HttpStatusCode.UnprocessableEntity)]
    [InlineData("addNote", "text", "", "Write something first", HttpStatusCode.UnprocessableEntity)]
    [InlineData("changePreferences", "value-0", "not an address", "not an email address", HttpStatusCode.UnprocessableEntity)]
    [InlineData("allocate", "linkWorker", "nobody", "who works here", HttpStatusCode.UnprocessableEntity)]
    public async Task What_is_wrong_is_said_in_place_and_what_was_typed_is_kept(
        string form, string field, string typed, string said, HttpStatusCode status)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead);
        (Guid id, _) = await host.Booked();
        int length = await host.JournalLength(id);
        using Visitor visitor = await host.SignIn(lead);
        (string, string)[] fields = [
            .. new[] { ("at", "2027-01-20T10:30"), ("minutes", "60"), ("place", "Other"), ("where", "<b>By the pond</b>"),
                ("channel", "Phone"), ("value-0", "a@b.example") }.Where(f => f.Item1 != field), (field, typed)];

        HttpResponseMessage sent = await visitor.Send(PagesHost.PageOf(id, form), "/commands", $"name=\"form\" value=\"{form}\"", fields);
        string html = await sent.Content.ReadAsStringAsync();

        Assert.Equal(status, sent.StatusCode);
        Assert.Contains(said, html, StringComparison.Ordinal);
        Assert.Contains($"id=\"{form}\" open", html, StringComparison.Ordinal);
        if (form is "bookMeeting")
            Assert.Contains("value=\"&lt;b&gt;By the pond&lt;/b&gt;\"", html, StringComparison.Ordinal);
        Assert.Equal(length, await host.JournalLength(id));
    }

    [Fact]
    public async Task What_the_programme_does_by_itself_makes_no_form_stale()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead);
        Guid id = await host.Receive();
        int seen = (await host.Store.Find(id, default))!.Version;
        await host.Pass(TimeSpan.FromDays(7));
        Assert.True((await host.Store.Find(id, default))!.Version > seen);
        using Visitor visitor = await host.SignIn(lead);

        HttpResponseMessage sent =
            await visitor.Post($"/journeys/{id:N}/commands", ("form", "addNote"), ("version", $"{seen}"), ("text", "Still true"));

        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
    }

    [Fact]
    public async Task What_the_programme_does_in_the_moment_a_form_is_taken_makes_it_no_staler()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead);
        Guid id = await host.Receive();
        int seen = (await host.Store.Find(id, default))!.Version;
        using Visitor visitor = await host.SignIn(lead);
        // The command has loaded the journey and asks for the time. Before it commits, the journey changes.
        host.Clock.BeforeTheNextLook(() => host.Pass(TimeSpan.FromDays(7)).GetAwaiter().GetResult());

        HttpResponseMessage sent =
            await visitor.Post($"/journeys/{id:N}/commands", ("form", "addNote"), ("version", $"{seen}"), ("text", "Still true"));

        Assert.True((await host.Store.Find(id, default))!.Version > seen + 1);
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
    }

    [Fact]
    public async Task The_same_form_sent_twice_is_one_command()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead);
        Guid id = await host.Receive();
        using Visitor visitor = await host.SignIn(lead);
        (string, string)[] form = [("form", "addNote"), ("version", "1"), ("commandId", new string('b', 32)), ("text", "Once")];

        await visitor.Post($"/journeys/{id:N}/commands", form);
        int length = await host.JournalLength(id);
        HttpResponseMessage again = await visitor.Post($"/journeys/{id:N}/commands", form);

        Assert.Equal(HttpStatusCode.SeeOther, again.StatusCode);
        Assert.Equal(length, await host.JournalLength(id));
    }

    [Fact]
    public async Task Nobody_sees_or_sends_a_form_that_is_not_for_them()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid id, _) = await host.Booked();
        int length = await host.JournalLength(id);
        using Visitor visitor = await host.SignIn(tom);

        Assert.DoesNotContain("name=\"form\" value=\"allocate\"", await visitor.Html(PagesHost.PageOf(id, "allocate")),
            StringComparison.Ordinal);
        HttpResponseMessage sent = await visitor.Post($"/journeys/{id:N}/commands", ("form", "allocate"), ("linkWorker", tom.Id));
        HttpResponseMessage unknown = await visitor.Post($"/journeys/{id:N}/commands", ("form", "receive"));
        HttpResponseMessage foreign =
            await visitor.PostFrom("https://evil.example", $"/journeys/{id:N}/commands", ("form", "addNote"), ("text", "x"));

        Assert.Equal(HttpStatusCode.Forbidden, sent.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        Assert.Equal(length, await host.JournalLength(id));
        await visitor.Html($"/journeys/{Guid.NewGuid():N}", HttpStatusCode.NotFound);
    }
}
