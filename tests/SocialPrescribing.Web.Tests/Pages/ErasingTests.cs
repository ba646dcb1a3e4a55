using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Retention;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>A record is erased by two people, who see first what went to others and what is written to the person.</summary>
public sealed class ErasingTests
{
    [Fact]
    public async Task One_asks_another_agrees_and_then_nobody_finds_the_person_any_more()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Met();
        using Visitor ada = await host.SignIn(await host.Employ(StaffRole.Lead, "Ada Byrne"));
        using Visitor leila = await host.SignIn(await host.Employ(StaffRole.Admin, "Leila Marsh"));
        string page = $"/journeys/{id:N}/erasing";
        Assert.Contains($"href=\"{page}\"", await ada.Html($"/journeys/{id:N}/details"), StringComparison.Ordinal);
        Assert.Contains("Support has not ended", await ada.Html(page), StringComparison.Ordinal);
        await host.Do(id, new Closing.Close(ClosingReason.GoalsMet));
        await host.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ada.Send(page, page, "value=\"ask\"")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther,
            (await ada.Send(page, page, "value=\"ask\"", ("reason", nameof(ErasureReason.PersonAsked)))).StatusCode);
        string mine = await ada.Html(page), theirs = WebUtility.HtmlDecode(await leila.Html(page));
        Assert.Contains("Now somebody else has to agree", mine, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"agree\"", mine, StringComparison.Ordinal);
        Journey journey = await host.State(id);
        foreach (string shown in (string[])["Ada Byrne", "The person asked for it", journey.Details.Referrer!.Name, "Words to the person",
            "We keep copies of our data for a time", "01420 555 010"])
            Assert.Contains(shown, theirs, StringComparison.Ordinal);
        Assert.Contains("Waits for you", await leila.Html("/retention"), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await leila.Send(page, page, "value=\"agree\"")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await leila.Send(page, page, "value=\"agree\"", ("checked", "yes"))).StatusCode);
        Assert.Contains("It is being done now", await ada.Html(page), StringComparison.Ordinal);
        Assert.Contains(host.Letters, l => l.Text.Contains(journey.Person.FirstName, StringComparison.Ordinal));
        for (int round = 0; round < 4; round++)
        {
            await host.Get<Service.Watch.Watch>().Look(default);
            host.Machine.Move(TimeSpan.FromMinutes(5));
        }

        Assert.Contains("This record was erased", await ada.Html($"/journeys/{id:N}", HttpStatusCode.Gone), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await ada.Get(page)).StatusCode);
        Assert.DoesNotContain(host.Letters, l => l.Text.Contains(journey.Person.FirstName, StringComparison.Ordinal));
        string list = await leila.Html("/retention");
        Assert.Contains("Erased lately", list, StringComparison.Ordinal);
        Assert.Contains("Ada Byrne", list, StringComparison.Ordinal);
        Assert.DoesNotContain(journey.Person.FamilyName, list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_asked_for_can_be_withdrawn_and_is_for_leads_and_admins_alone()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Met();
        await host.Do(id, new Closing.Close(ClosingReason.GoalsMet));
        using Visitor ada = await host.SignIn(await host.Employ(StaffRole.Lead, "Ada Byrne"));
        using Visitor tom = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        string page = $"/journeys/{id:N}/erasing";
        await tom.Html(page, HttpStatusCode.Forbidden);
        await tom.Html("/retention", HttpStatusCode.Forbidden);
        Assert.DoesNotContain(page, await tom.Html($"/journeys/{id:N}/details"), StringComparison.Ordinal);

        await ada.Send(page, page, "value=\"ask\"", ("reason", nameof(ErasureReason.Ordered)));
        Assert.NotNull(await host.Get<Erasing>().Of(id, default));
        await ada.Send(page, page, "value=\"withdraw\"");

        Assert.Null(await host.Get<Erasing>().Of(id, default));
        Assert.Contains("Nobody has asked", await ada.Html("/retention"), StringComparison.Ordinal);
    }
}
