using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>A referrer's own list, after signing in by an emailed link.</summary>
public sealed class MineTests
{
    [Fact]
    public async Task A_referrer_asks_for_a_link_opens_it_and_sees_what_came_of_their_own_referrals()
    {
        await using PagesHost host = await PagesHost.Run();
        await Refer(host, "Ana", "hill@example.org");
        await Refer(host, "Bela", "other@example.org");
        Guid declined = await Refer(host, "Cora", "Hill@Example.org");
        await host.Do(declined, new Intake.Decline("Lives outside our area."));
        using Visitor hill = host.Visit();

        HttpResponseMessage asked = await hill.Post("/refer/mine", ("email", " HILL@example.org "));
        Assert.Equal("/refer/mine/sent", asked.Headers.Location!.OriginalString);
        string path = await LinkIn(host, "HILL@example.org");
        Assert.DoesNotContain("Ana", await hill.Html(path), StringComparison.Ordinal);
        HttpResponseMessage opened = await hill.Send(path, path, "Open my list");
        Assert.Equal("/refer/mine", opened.Headers.Location!.OriginalString);
        string cookie = opened.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/refer/mine", cookie, StringComparison.OrdinalIgnoreCase);

        string list = WebUtility.HtmlDecode(await hill.Html("/refer/mine"));
        Assert.Contains("Ana O'Connor", list, StringComparison.Ordinal);
        Assert.Contains("We look at it", list, StringComparison.Ordinal);
        Assert.Contains("Lives outside our area.", list, StringComparison.Ordinal);
        Assert.Contains((await host.State(declined)).Referrals[0].Reference, list, StringComparison.Ordinal);
        Assert.DoesNotContain("Bela", list, StringComparison.Ordinal);
        Assert.True(list.IndexOf("Cora", StringComparison.Ordinal) < list.IndexOf("Ana O'Connor", StringComparison.Ordinal));
        foreach (string inner in (string[])["Mill Lane", "1950", "loneliness", "ana@example.org"])
            Assert.DoesNotContain(inner, list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_came_of_one_stands_in_a_line_and_on_a_page_for_the_file_that_tells_no_more_than_the_referrer_may_know()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid ana = await Refer(host, "Ana", "hill@example.org"), bela = await Refer(host, "Bela", "other@example.org");
        await host.Do(ana, new Intake.Accept());
        await host.Pass(TimeSpan.FromDays(1));
        await host.Do(ana, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        string introduction = await host.Do(ana, new Activities.Introduce(
            new ActivityDetails("Furniture workshop", "Second Life"), IntroductionKind.Signposting, "loneliness", Agreed: true));
        Assert.NotEmpty(introduction);
        using Visitor hill = host.Visit();
        string page = $"/refer/mine/of/{(await host.State(ana)).Referrals[0].Id:N}";
        Assert.Contains("Your work email", await hill.Html(page), StringComparison.Ordinal);
        await hill.Post(await Ask(host, hill, "hill@example.org"));

        string list = WebUtility.HtmlDecode(await hill.Html("/refer/mine"));
        Assert.Matches("Received</strong> <span>14 January 2027.*Contacted</strong> <span>15 January 2027.*Met</strong> <span>not yet"
            + ".*Plan agreed</strong> <span>not yet.*Goes alone</strong> <span>not yet.*Support ended</strong> <span>not yet",
            list.ReplaceLineEndings(" "));
        Assert.Contains($"href=\"{page}\"", list, StringComparison.Ordinal);
        string summary = WebUtility.HtmlDecode(await hill.Html(page));
        foreach (string told in (string[])["Ana O'Connor", "born ", "loneliness", "Introduced to an activity", "15 January 2027"])
            Assert.Contains(told, summary, StringComparison.Ordinal);
        foreach (string kept in (string[])["Furniture", "Second Life", "Mill Lane", "ana@example.org", Example.Referral.Reason!])
            Assert.DoesNotContain(kept, summary, StringComparison.Ordinal);
        foreach (string none in (string[])[$"{(await host.State(bela)).Referrals[0].Id:N}", $"{Guid.NewGuid():N}"])
            await hill.Html($"/refer/mine/of/{none}", HttpStatusCode.NotFound);

        await host.Do(ana, new Closing.Close(ClosingReason.Withdrew));
        string ended = WebUtility.HtmlDecode(await hill.Html("/refer/mine"));
        Assert.Contains("Support ended</strong> <span>15 January 2027", ended, StringComparison.Ordinal);
        Assert.DoesNotContain("not yet", ended, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_not_passed_over_in_silence()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid broken = await Refer(host, "Ana", "hill@example.org");
        await Refer(host, "Cora", "hill@example.org");
        using Visitor hill = host.Visit();
        await hill.Post(await Ask(host, hill, "hill@example.org"));
        Assert.DoesNotContain("They are not lost", await hill.Html("/refer/mine"), StringComparison.Ordinal);
        await host.Spoil(broken);
        string list = await hill.Html("/refer/mine");
        Assert.Contains("They are not lost", list, StringComparison.Ordinal);
        Assert.Contains("Cora", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_works_once_and_for_half_an_hour_and_the_list_closes_by_itself_and_on_signing_out()
    {
        await using PagesHost host = await PagesHost.Run();
        await Refer(host, "Ana", "hill@example.org");
        using Visitor hill = host.Visit(), thief = host.Visit();

        string path = await Ask(host, hill, "hill@example.org");
        await hill.Post(path);
        await thief.Html(path, HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.NotFound, (await thief.Post(path)).StatusCode);
        Assert.Contains("Ana", await hill.Html("/refer/mine"), StringComparison.Ordinal);
        await hill.Send("/refer/mine", "/leave", "Sign out");
        Assert.DoesNotContain("Ana", await hill.Html("/refer/mine"), StringComparison.Ordinal);

        string late = await Ask(host, hill, "hill@example.org");
        host.Machine.Move(RecordKinds.ReferrerLink.Lasts!.Value);
        Assert.Equal(HttpStatusCode.NotFound, (await hill.Post(late)).StatusCode);

        await hill.Post(await Ask(host, hill, "hill@example.org"));
        Assert.Contains("Ana", await hill.Html("/refer/mine"), StringComparison.Ordinal);
        host.Machine.Move(ReferrerLists.SessionLasts);
        Assert.DoesNotContain("Ana", await hill.Html("/refer/mine"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_learns_who_refers_here_and_nobodys_mailbox_is_filled()
    {
        await using PagesHost host = await PagesHost.Run();
        await Refer(host, "Ana", "hill@example.org");
        using Visitor visitor = host.Visit();
        int letters = host.Letters.Count;

        HttpResponseMessage unknown = await visitor.Post("/refer/mine", ("email", "nobody@example.org"));
        await host.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal("/refer/mine/sent", unknown.Headers.Location!.OriginalString);
        Assert.Equal(letters, host.Letters.Count);

        for (int i = 0; i < ReferrerLists.MostLinksAnHour + 2; i++)
            Assert.Equal("/refer/mine/sent",
                (await visitor.Post("/refer/mine", ("email", "hill@example.org"))).Headers.Location!.OriginalString);
        await host.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(letters + ReferrerLists.MostLinksAnHour, host.Letters.Count);
        Assert.DoesNotContain(host.Logged, l => l.Contains("example.org", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hill")]
    [InlineData("a@b.example, c@d.example")]
    public async Task What_is_no_address_is_told_so(string email)
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = host.Visit();

        HttpResponseMessage sent = await visitor.Post("/refer/mine", ("email", email));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode);
        Assert.Contains("Enter an email address", await sent.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_for_something_else_opens_no_list()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await Refer(host, "Ana", "hill@example.org");
        using Visitor visitor = host.Visit();

        foreach (string token in (string[])["x", host.Link(LinkPurpose.Preferences, journey), host.Link(LinkPurpose.ReferrerList, journey),
            host.Link(LinkPurpose.ReferrerList, Guid.NewGuid())])
        {
            await visitor.Html($"/refer/mine/{token}", HttpStatusCode.NotFound);
            Assert.Equal(HttpStatusCode.NotFound, (await visitor.Post($"/refer/mine/{token}")).StatusCode);
        }
        await visitor.Html("/refer/mine?after=nonsense");
    }

    [Fact]
    public async Task A_long_list_has_pages_and_no_referral_is_on_two()
    {
        await using PagesHost host = await PagesHost.Run();
        for (int i = 0; i < ReferrerLists.PageSize + 3; i++)
        {
            await Refer(host, $"Person{(char)('A' + i)}", "hill@example.org");
            host.Clock.Move(TimeSpan.FromSeconds(1));
        }
        using Visitor hill = host.Visit();
        await hill.Post(await Ask(host, hill, "hill@example.org"));

        string first = await hill.Html("/refer/mine");
        string next = WebUtility.HtmlDecode(Regex.Match(first, "href=\"(/refer/mine\\?after=[^\"]*)\"").Groups[1].Value);
        string second = await hill.Html(next);

        string[] names = [.. Regex.Matches(first + second, "Person[A-Z]").Select(m => m.Value)];
        Assert.Equal(ReferrerLists.PageSize + 3, names.Length);
        Assert.Equal(names.Order(StringComparer.Ordinal).Reverse(), names);
        Assert.DoesNotContain("?after=", second, StringComparison.Ordinal);
    }

    private static async Task<Guid> Refer(PagesHost host, string name, string email)
    {
        Referral referral = Example.Referral with
        {
            Person = Example.Person with
            { FirstName = name, NhsNumber = null, DateOfBirth = new DateOnly(1950, 3, 9).AddDays(name.Sum(c => c)) },
            Referrer = Example.Referral.Referrer! with { Email = email },
        };
        IntakeResult.Received received = Assert.IsType<IntakeResult.Received>(await host.Get<ReferralIntake>()
            .Receive(referral, null, Guid.NewGuid().ToByteArray(), Guid.NewGuid().ToString(), default));
        await host.Pass(TimeSpan.FromSeconds(1));
        return (await ReferralIntake.LookUps.In(host.Get<IRegister>()).Get(received.Receipt.Id.ToString("N"), default))!.Value;
    }

    private static async Task<string> Ask(PagesHost host, Visitor visitor, string email)
    {
        await visitor.Post("/refer/mine", ("email", email));
        return await LinkIn(host, email);
    }

    private static async Task<string> LinkIn(PagesHost host, string email)
    {
        await host.Pass(TimeSpan.FromMinutes(1));
        StoredLetter letter = host.Letters.First(l => l.To == email && l.Subject == "Your list of referrals");
        return Regex.Match(letter.Text, @"/refer/mine/\S+").Value;
    }
}
