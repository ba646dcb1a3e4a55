using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The summary that a surgery files when support has ended, and who does not get it.</summary>
public sealed partial class ClosingSummaryTests
{
    [Fact]
    public async Task Whoever_referred_with_a_key_gets_a_page_to_file_where_the_person_agreed()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await Ended(host, "forest", r => r with { Risks = [new Risk("falls")] });
        StoredLetter letter = Closed(host);
        using Visitor surgery = host.Visit();

        string path = Link().Match(letter.Text).Value;
        string page = WebUtility.HtmlDecode(await surgery.Html(path));
        foreach (string said in (string[])["closing summary", "Ana O'Connor", "Choir", "871731000000106", "loneliness"])
            Assert.Contains(said, page, StringComparison.OrdinalIgnoreCase);
        // The letter itself names nobody.
        Assert.DoesNotContain("Connor", letter.Text + letter.Subject, StringComparison.Ordinal);

        // Once the summary must not be read any more, the link opens nothing.
        await host.Do(id, new AddressProtection.ChangeProtection(true, "Refuge, by phone"));
        Assert.Equal(HttpStatusCode.NotFound, (await surgery.Get(path)).StatusCode);
    }

    [Theory]
    [InlineData("by page", null, false, false)]
    [InlineData("no consent", "forest", true, false)]
    [InlineData("discretion", "forest", false, true)]
    [InlineData("a risk", "forest", false, false, "aggression")]
    public async Task It_goes_to_nobody_else_and_staff_print_it(
        string why, string? organisation, bool refuses, bool discreet, string risk = "falls")
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await Ended(host, organisation, r => r with
        {
            Consent = r.Consent with { ToShare = !refuses },
            Risks = [new Risk(risk)],
            Person = r.Person with { Discretion = discreet },
        });
        StoredLetter letter = Closed(host);
        Assert.False(Link().IsMatch(letter.Text), why);

        Journey journey = await host.State(id);
        string forged = host.Get<SignedLinks>().ToReferrer(id, journey.Referrals[0], "hill@example.org");
        using Visitor surgery = host.Visit(), staff = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Assert.Equal(HttpStatusCode.NotFound, (await surgery.Get($"/o/{forged}")).StatusCode);
        string details = WebUtility.HtmlDecode(await staff.Html($"/journeys/{id:N}/details"));
        Assert.Contains("Closing summary for the surgery", details, StringComparison.Ordinal);
        string sheet = await staff.Html($"/journeys/{id:N}/closing?referral={journey.Referrals[0].Id:N}");
        Assert.Contains("Nobody has been sent this.", sheet, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await staff.Get($"/journeys/{id:N}/closing?referral=x")).StatusCode);
    }

    private static StoredLetter Closed(PagesHost host) =>
        host.Letters.First(l => l.To is "hill@example.org" && l.Subject.StartsWith("Our support", StringComparison.Ordinal));

    private static async Task<Guid> Ended(PagesHost host, string? organisation, Func<Referral, Referral>? change = null)
    {
        Guid id = await host.Receive(change, organisation);
        await host.Do(id, new Intake.Accept());
        await host.Do(id, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        await host.Do(id, new Activities.Introduce(new ActivityDetails("Choir", "Singers"), IntroductionKind.Signposting));
        await host.Do(id, new Closing.Close(ClosingReason.Withdrew, "Enough for now."));
        await host.Pass(TimeSpan.FromMinutes(2));
        return id;
    }

    [GeneratedRegex(@"/o/[\w.~-]+")]
    private static partial Regex Link();
}
