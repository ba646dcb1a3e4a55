using System.Net;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>What the service is called and where people reach a human, as an admin sets it.</summary>
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
        await admin.Send(Page, "/versions/1/restore", "Restore");

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
        Assert.Contains("Somebody else has changed this", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
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
    public async Task Only_admins_change_it()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor lead = await host.SignIn(await host.Employ(StaffRole.Lead, "Leila"));

        await lead.Html(Page, HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.Forbidden, (await lead.Post(Page, ("version", "0"), ("phone", "01420 555 099"))).StatusCode);
    }
}
