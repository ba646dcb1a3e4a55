using System.Net;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Http.Tests.Pages;

/// <summary>What the service is called and where people reach a human, as an admin sets it.</summary>
public sealed class ServiceSettingsTests
{
    private const string Page = "/settings/service";

    [Fact]
    public async Task What_no_file_says_is_set_by_page_and_counts_at_once_and_what_a_file_says_is_not()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));
        ServiceSettings settings = host.Get<ServiceSettings>();
        string html = await admin.Html(Page);

        HttpResponseMessage sent = await admin.Send(Page, Page, "version", ("name", "Riverside Friends"),
            ("discreetName", "Number Nine"), ("phone", "01420 555 099"));

        Assert.Equal($"{Page}?done=saved", sent.Headers.Location!.OriginalString);
        string after = WebUtility.HtmlDecode(await admin.Html("/board"));
        foreach (Setting setting in settings.Now)
        {
            string wanted = setting.Name switch
            {
                ServiceSettings.Name => "Riverside Friends",
                ServiceSettings.DiscreetName => "Number Nine",
                _ => "01420 555 099",
            };
            Assert.Equal(setting.FixedBy is null, setting.Value == wanted);
            if (setting.FixedBy is { } where)
                Assert.Contains(where, html, StringComparison.Ordinal);
        }
        Assert.Contains(settings.Now.First(s => s.Name == ServiceSettings.Name).Value, after, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" ", false)]
    [InlineData("two\nlines", true)]
    [InlineData("a very long name, which nobody could read at the head of a letter, and which would not fit into any list of mails", true)]
    public async Task What_would_be_refused_in_a_file_is_refused_here(string typed, bool isRefused)
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));
        if (host.Get<ServiceSettings>().Now.First(s => s.Name == ServiceSettings.DiscreetName).FixedBy is not null)
            return;

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
