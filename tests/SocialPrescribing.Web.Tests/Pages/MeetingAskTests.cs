using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Questions about the person are asked when a meeting is recorded, once, and only if the answer is not known.</summary>
public sealed class MeetingAskTests
{
    [Fact]
    public async Task What_nobody_has_asked_yet_stands_at_the_form_and_is_shown_and_corrected()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid journey, string meeting) = await host.Booked(
            r => r with { Person = r.Person with { Sex = "female", Ethnicity = null, Carer = null, Disability = null } }, tom.Id);
        await host.Pass(TimeSpan.FromDays(2));
        using Visitor visitor = await host.SignIn(tom);
        string page = PagesHost.PageOf(journey, "recordMeetingOutcome"), form = await visitor.Html(page);

        Assert.Contains("What they say of themselves (only if they wish to)", form, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"sex\"", form, StringComparison.Ordinal);
        HttpResponseMessage sent = await visitor.Send(page, $"/journeys/{journey:N}/commands", "value=\"recordMeetingOutcome\"",
            ("outcome", "Held"), ("ethnicity", "whiteIrish"), ("carer", "ratherNotSay"), ("disability", ""));
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);

        Person told = (await host.State(journey)).Person;
        Assert.Equal(("whiteIrish", null, true, null), (told.Ethnicity, told.Carer, told.CarerRatherNotSay, told.Disability));
        string details = await visitor.Html(PagesHost.PageOf(journey, "correctDetails"));
        Assert.Matches("<option value=\"ratherNotSay\" selected[^>]*>", details);
        Assert.Contains("Looks after somebody", details, StringComparison.Ordinal);
        Assert.Contains("would rather not say", await visitor.Html($"/journeys/{journey:N}/history"), StringComparison.Ordinal);
    }
}
