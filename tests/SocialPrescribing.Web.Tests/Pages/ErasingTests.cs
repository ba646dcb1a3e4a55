using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Retention;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Two people together erase a record. First they see what was sent to others and what the person will be told.</summary>
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
            "We keep backups, which are copies of our data", "01420 555 010"])
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
        Assert.NotEmpty(host.Logged);
        Assert.All(host.Logged, line => Assert.False(
            new[] { journey.Person.FirstName, journey.Person.FamilyName }.Any(n => line.Contains(n, StringComparison.OrdinalIgnoreCase)),
            line));
        string list = await leila.Html("/retention");
        Assert.Contains("Erased lately", list, StringComparison.Ordinal);
        Assert.Contains("Ada Byrne", list, StringComparison.Ordinal);
        Assert.DoesNotContain(journey.Person.FamilyName, list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_to_the_person_are_in_the_language_of_their_letters_and_name_backups()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Met();
        using Visitor ada = await host.SignIn(await host.Employ(StaffRole.Lead, "Ada Byrne"));
        string page = $"/journeys/{id:N}/erasing";
        Assert.Contains("We keep backups", await ada.Html(page), StringComparison.Ordinal);

        await host.Do(id, new Preferences.Change(Language: "cy"));

        string welsh = WebUtility.HtmlDecode(await ada.Html(page));
        foreach (string said in (string[])["lang=\"cy-GB\"", "Annwyl ", "Rydym yn cadw copïau wrth gefn",
            "rhowch wybod i ni ar 01420 555 010"])
            Assert.Contains(said, welsh, StringComparison.Ordinal);
        Assert.DoesNotContain("We keep backups", welsh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_another_record_keeps_of_a_referral_that_was_taken_apart_is_said_to_staff_and_to_the_person()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Receive(), same = await host.Receive();
        await host.Do(id, new Intake.Accept());
        await host.Do(same, new Intake.Accept());
        await host.Do(same, new Joining.Join(id, ContactsOf.This));
        await host.Pass(TimeSpan.FromMinutes(10));
        await host.Do(id, new Parting.TakeApart((await host.State(id)).Referrals[1].Id));
        await host.Pass(TimeSpan.FromMinutes(10));
        using Visitor ada = await host.SignIn(await host.Employ(StaffRole.Lead, "Ada Byrne"));

        string apart = WebUtility.HtmlDecode(await ada.Html($"/journeys/{same:N}/erasing"));
        Assert.Contains("For a time your referral was in somebody else’s record", apart, StringComparison.Ordinal);
        Assert.Contains($"href=\"/journeys/{id:N}\">somebody else’s record", apart, StringComparison.Ordinal);
        Assert.DoesNotContain("in somebody else’s record", WebUtility.HtmlDecode(await ada.Html($"/journeys/{id:N}/erasing")),
            StringComparison.Ordinal);
    }

    /// <summary>A letter to say that we have nothing any more says that we had something, and to whoever opens it.</summary>
    [Fact]
    public async Task Where_others_may_read_what_is_sent_staff_are_told_before_the_record_goes()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Met();
        using Visitor ada = await host.SignIn(await host.Employ(StaffRole.Lead, "Ada Byrne"));
        string page = $"/journeys/{id:N}/erasing";
        Assert.DoesNotContain("Others may read what is sent", await ada.Html(page), StringComparison.Ordinal);

        await host.Do(id, new Preferences.Change(Discretion: true));

        Assert.Contains("Others may read what is sent", await ada.Html(page), StringComparison.Ordinal);
    }

    /// <summary>Whoever came back has a record for each time. The words say that everything is gone.</summary>
    [Fact]
    public async Task Other_records_of_the_same_person_are_named_until_somebody_has_said_that_they_are_somebody_elses()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid first = await host.Receive(), again = await host.Receive(), third = await host.Receive();
        await host.Get<Service.Watch.Watch>().Look(default);
        await host.Pass(TimeSpan.FromMinutes(10));
        Guid asks = (await host.State(third)).Alikes.Any(a => a.Journey == first) ? third : first;
        await host.Do(asks, new Resemblance.Compare(asks == third ? first : third, AlikeAnswer.SomebodyElse));
        foreach (Guid id in new[] { first, again, third })
            await host.Do(id, new Intake.Decline("Not now."));
        using Visitor ada = await host.SignIn(await host.Employ(StaffRole.Lead, "Ada Byrne"));

        string html = WebUtility.HtmlDecode(await ada.Html($"/journeys/{again:N}/erasing"));
        Assert.Contains("These are not erased with this one", html, StringComparison.Ordinal);
        foreach (Guid other in new[] { first, third })
            Assert.Contains($"href=\"/journeys/{other:N}/erasing\"", html, StringComparison.Ordinal);
        string theirs = WebUtility.HtmlDecode(await ada.Html($"/journeys/{asks:N}/erasing"));
        Assert.Contains($"href=\"/journeys/{again:N}/erasing\"", theirs, StringComparison.Ordinal);
        Assert.DoesNotContain($"href=\"/journeys/{(asks == third ? first : third):N}/erasing\"", theirs, StringComparison.Ordinal);
    }

    /// <summary>They have a month to answer the person, and whoever asked waits for somebody who does not know of it.</summary>
    [Fact]
    public async Task The_teams_page_says_that_a_request_waits_for_somebody_to_agree()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Receive();
        await host.Do(id, new Intake.Decline("Somebody else helps already."));
        using Visitor ada = await host.SignIn(await host.Employ(StaffRole.Lead, "Ada Byrne")),
            leila = await host.SignIn(await host.Employ(StaffRole.Admin, "Leila Marsh"));
        Assert.DoesNotContain("for somebody", await leila.Html("/team"), StringComparison.Ordinal);

        string page = $"/journeys/{id:N}/erasing";
        await ada.Send(page, page, "value=\"ask\"", ("reason", nameof(ErasureReason.PersonAsked)));
        Assert.Contains("1 request waits for somebody", await leila.Html("/team"), StringComparison.Ordinal);

        await leila.Send(page, page, "value=\"agree\"", ("checked", "yes"));
        Assert.DoesNotContain("for somebody", await leila.Html("/team"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_teams_page_says_each_day_how_many_are_due()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Receive();
        await host.Do(id, new Intake.Decline("Somebody else helps already."));
        StaffMember leila = await host.Employ(StaffRole.Lead, "Leila Marsh");
        using (Visitor before = await host.SignIn(leila))
            Assert.DoesNotContain("whose time is over soon", await before.Html("/team"), StringComparison.Ordinal);
        await host.Pass(TimeSpan.FromDays(9 * 366));
        await host.Get<Service.Watch.Watch>().Look(default);
        using Visitor lead = await host.SignIn(leila);
        Assert.Contains("(1 record whose time is over soon)", await lead.Html("/team"), StringComparison.Ordinal);
        using Visitor other = await host.SignIn(await host.Employ(StaffRole.SafeguardingLead));
        Assert.DoesNotContain("whose time is over soon", await other.Html("/team"), StringComparison.Ordinal);

        // A month later it is erased.
        for (int day = 0; day < 40; day++)
        {
            await host.Pass(TimeSpan.FromDays(1));
            await host.Get<Service.Watch.Watch>().Look(default);
        }
        using Visitor later = await host.SignIn(leila);
        Assert.DoesNotContain("whose time is over soon", await later.Html("/team"), StringComparison.Ordinal);
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
