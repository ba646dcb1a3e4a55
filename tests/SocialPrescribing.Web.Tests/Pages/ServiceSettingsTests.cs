using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Composition;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The service's name and the numbers on which people reach somebody, as an admin sets them.</summary>
public sealed class ServiceSettingsTests
{
    private const string Page = "/settings/service";

    [Fact]
    public async Task What_is_set_by_page_counts_at_once_and_an_earlier_version_is_restored()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada")), visitor = host.Visit();

        HttpResponseMessage sent = await admin.Send(Page, Page, "version", ("name", "Riverside Friends"),
            ("discreetName", "Number Nine"), ("phone", "01420 555 099"));
        string welcome = await visitor.Html("/"), privacy = await visitor.Html("/privacy");
        await admin.Send(Page, Page, "version", ("phone", "01420 555 098"));
        string page = await admin.Html(Page);
        string look = await admin.Html($"{Page}?bring=1");
        Assert.Contains("What would change", look, StringComparison.Ordinal);
        await admin.Send($"{Page}?bring=1", "/versions/1/restore", "Restore");

        Assert.Equal($"{Page}?done=saved", sent.Headers.Location!.OriginalString);
        Assert.All((string[])[welcome, privacy], html =>
        {
            Assert.Contains("Riverside Friends", html, StringComparison.Ordinal);
            Assert.Contains("01420 555 099", html, StringComparison.Ordinal);
        });
        Assert.Contains("01420 555 098", page, StringComparison.Ordinal);
        Assert.Contains("Ada", page, StringComparison.Ordinal);
        Assert.Equal(("Riverside Friends", "Number Nine", "01420 555 099"),
            host.Get<ServiceProfile>() is { } now ? (now.Name, now.DiscreetName, now.Phone) : default);
        Assert.Equal([3, 2, 1], (await host.Get<ServiceSettings>().Versions(10, default)).Select(v => v.Number));
    }

    [Fact]
    public async Task Whoever_saves_over_somebody_elses_change_is_told_and_sees_it()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));
        await admin.Post(Page, ("version", "0"), ("phone", "01420 555 099"));

        HttpResponseMessage late = await admin.Post(Page, ("version", "0"), ("phone", "01420 555 098"));

        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("Somebody else has changed the settings", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("01420 555 099", host.Get<ServiceProfile>().Phone);
    }

    [Theory]
    [InlineData(" ", false)]
    [InlineData("two\nlines", true)]
    [InlineData("a very long name, which nobody could read at the head of a letter, and which would not fit into any list of mails", true)]
    public async Task What_would_be_refused_in_a_file_is_refused_here(string typed, bool isRefused)
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));

        HttpResponseMessage sent = await admin.Send(Page, Page, "version", ("discreetName", typed));

        Assert.Equal(isRefused ? HttpStatusCode.UnprocessableEntity : HttpStatusCode.SeeOther, sent.StatusCode);
        Assert.Empty(await host.Get<ServiceSettings>().Versions(10, default));
    }

    [Fact]
    public async Task Hours_and_the_times_of_the_pathway_are_set_by_page_and_count_a_minute_later()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));

        await admin.Send(Page, Page, "version", ("opens", "08:30"), ("closes", "16:30"));
        HttpResponseMessage sent = await admin.Send("/settings/pathway", "/settings/pathway", "version", ("contact.firstWorkingDays", "3"),
            ("calendar.opens", "08:30"));
        HttpResponseMessage wrong = await admin.Send("/settings/pathway", "/settings/pathway", "version",
            ("contact.firstWorkingDays", "300"));

        Assert.Equal("/settings/pathway?done=saved&moved=0", sent.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        string refused = await wrong.Content.ReadAsStringAsync();
        Assert.Contains("a whole number from 1 to 60", refused, StringComparison.Ordinal);
        Assert.Contains("value=\"300\"", refused, StringComparison.Ordinal);
        Assert.Equal(5, host.Get<Pathway>().FirstContactWorkingDays);
        host.Machine.Move(ServiceSettings.UntilPathwayCounts);
        Pathway now = host.Get<Pathway>();
        Assert.Equal((3, new TimeOnly(8, 30), new TimeOnly(16, 30)),
            (now.FirstContactWorkingDays, now.Calendar.Opens, now.Calendar.Closes));
        Assert.Equal([1, 2], (await host.Get<ServiceSettings>().Versions(10, default)).Select(v => v.Changes.Count));
    }

    [Fact]
    public async Task Whoever_changes_a_time_is_told_for_how_many_people_something_moves()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));
        await host.Receive();
        Guid accepted = await host.Receive();
        await host.Do(accepted, new Intake.Accept());
        // They have looked for each other.
        await host.Pass(TimeSpan.FromMinutes(5));

        HttpResponseMessage sent = await admin.Send("/settings/pathway", "/settings/pathway", "version", ("late.afterWorkingDays", "3"));

        Assert.Equal("/settings/pathway?done=saved&moved=2", sent.Headers.Location!.OriginalString);
        Assert.Contains("The next step of 2 people moves.", await admin.Html(sent.Headers.Location.OriginalString),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/settings/pathway", "late.afterWorkingDays", "3", "The next step of 2 people moves.")]
    [InlineData(Page, "phone", "01420 555 099", "Nobody&#x27;s next step moves.")]
    public async Task What_would_change_for_whom_is_shown_before_it_is_saved(string page, string field, string typed, string sentence)
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));
        await host.Receive();
        await host.Do(await host.Receive(), new Intake.Accept());
        await host.Pass(TimeSpan.FromMinutes(5));

        HttpResponseMessage looked = await admin.Send(page, page, "version", (field, typed), ("do", "look"));
        string html = await looked.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, looked.StatusCode);
        Assert.Contains(sentence, html, StringComparison.Ordinal);
        Assert.Contains($"<strong><bdi>{typed}</bdi></strong>", html, StringComparison.Ordinal);
        Assert.Empty(await host.Get<ServiceSettings>().Versions(10, default));
        Assert.Equal($"{page}?done=same",
            (await admin.Post(page, ("version", "0"), ("do", "look"))).Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_lead_reads_the_pathway_and_does_not_change_it()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor lead = await host.SignIn(await host.Employ(StaffRole.Lead, "Leila"));

        Assert.DoesNotContain("name=\"contact.firstWorkingDays\"", await lead.Html("/settings/pathway"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden,
            (await lead.Post("/settings/pathway", ("version", "0"), ("contact.firstWorkingDays", "3"))).StatusCode);
    }

    [Fact]
    public void Nothing_that_lives_on_keeps_a_pathway_that_may_change()
    {
        ServiceCollection services = [];
        services.AddSocialPrescribing(new HostSettings(
            new Pathway(), new ServiceProfile("Test", "Test", "1", new Uri("http://test.example")),
            new Secrets(new byte[32], [new LinkKey("k1", new byte[32])]), new Clocks(TimeProvider.System, TimeProvider.System)));

        Assert.Empty(services
            .Where(s => s.Lifetime is ServiceLifetime.Singleton && s.ImplementationType?.Namespace?.StartsWith("SocialPrescribing",
                StringComparison.Ordinal) is true)
            .Where(s => s.ImplementationType!.GetConstructors().SelectMany(c => c.GetParameters())
                .Any(p => p.ParameterType == typeof(Pathway)))
            .Select(s => s.ImplementationType!.Name));
    }

    [Fact]
    public async Task Only_admins_change_it()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor lead = await host.SignIn(await host.Employ(StaffRole.Lead, "Leila"));

        await lead.Html(Page, HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.Forbidden, (await lead.Post(Page, ("version", "0"), ("phone", "01420 555 099"))).StatusCode);
    }
}
