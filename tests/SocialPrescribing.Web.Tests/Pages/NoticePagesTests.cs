using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Privacy, accessibility and cookies: public, in two languages, and with the operator's own words if there are any.</summary>
public sealed class NoticePagesTests : IDisposable
{
    private static readonly ServiceProfile Profile = new("Care *&* Co", "Your team", "01420 555 010", new Uri("https://riverside.example"));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    [Fact]
    public async Task Everybody_finds_them_from_every_page_in_their_language()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor ana = host.Visit();
        string start = await ana.Html("/refer/myself?lang=cy");
        foreach ((string name, string english, string welsh) in ((string, string, string)[])
            [("privacy", "Your privacy", "Eich preifatrwydd"),
                ("accessibility", "Accessibility of these pages", "Hygyrchedd y tudalennau hyn"), ("cookies", "Cookies", "Cwcis")])
        {
            Assert.Contains($"href=\"/{name}?lang=cy\"", start, StringComparison.Ordinal);
            Assert.Contains($"<h1>{english}</h1>", await ana.Html($"/{name}"), StringComparison.Ordinal);
            string html = await ana.Html($"/{name}?lang=cy");
            Assert.Contains($"<h1>{welsh}</h1>", html, StringComparison.Ordinal);
            Assert.Contains("<html lang=\"cy\"", html, StringComparison.Ordinal);
        }
        Assert.Contains("Riverside Social Prescribing writes down", await ana.Html("/privacy?lang=en"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_that_say_nothing_of_the_service_do_not_lead_to_those_that_name_it()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid open = await host.Receive(), discreet = await host.Receive(Example.WithDiscretion);
        using Visitor ana = host.Visit();
        Assert.Contains("href=\"/privacy", await ana.Html($"/p/{host.Link(LinkPurpose.Preferences, open)}"), StringComparison.Ordinal);
        foreach (string path in (string[])["", "/data", "/stop"])
            foreach (string name in PublicNotices.Names)
                Assert.DoesNotContain($"href=\"/{name}", await ana.Html($"/p/{host.Link(LinkPurpose.Preferences, discreet)}{path}"),
                    StringComparison.Ordinal);
    }

    [Fact]
    public void What_only_the_operator_can_say_is_marked_until_they_say_it()
    {
        PublicNotices shipped = PublicNotices.Load(null, Profile);
        Assert.Equal(["cy/accessibility.md", "cy/privacy.md", "en/accessibility.md", "en/privacy.md"], shipped.Unfinished);
        Assert.Contains("<mark>Name, address", shipped.In(Texts.English, "privacy").Html, StringComparison.Ordinal);

        Write("en/privacy.md", "\uFEFF\n# Our privacy notice\n\n{{serviceName}}: call {{servicePhone}}. <script>alert(1)</script>\n");
        PublicNotices own = PublicNotices.Load(_folder.FullName, Profile);

        Assert.DoesNotContain("en/privacy.md", own.Unfinished);
        PublicNotice notice = own.In(Texts.English, "privacy");
        Assert.Equal("Our privacy notice", notice.Title);
        Assert.Contains("Care *&amp;* Co: call 01420 555 010. &lt;script&gt;", notice.Html, StringComparison.Ordinal);
        Assert.Equal("Eich preifatrwydd", own.In(Texts.Welsh, "privacy").Title);
    }

    [Fact]
    public void What_cannot_be_used_is_refused_at_start_with_its_file()
    {
        Write("en/privacy.md", "Without a heading");
        Write("en/cookie.md", "# Cookies");
        File.WriteAllBytes(Path.Combine(_folder.CreateSubdirectory("cy").FullName, "privacy.md"), [0x23, 0x20, 0xff, 0xfe]);

        IReadOnlyList<string> problems = Assert.Throws<SettingsException>(() => PublicNotices.Load(_folder.FullName, Profile)).Problems;

        Assert.Equal(3, problems.Count);
        foreach (string file in (string[])["cookie.md: replaces nothing", "en/privacy.md: allowed is", "cy/privacy.md: allowed is"])
            Assert.Contains(problems, p => p.Contains(file, StringComparison.Ordinal));
        Assert.Contains("there is no such folder",
            Assert.Throws<SettingsException>(() => PublicNotices.Load(_folder.FullName + "x", Profile)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Admins_are_told_which_words_are_missing()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin));
        Assert.Contains("en/privacy.md", WebUtility.HtmlDecode(await admin.Html("/settings")), StringComparison.Ordinal);
    }

    private void Write(string file, string text)
    {
        string path = Path.Combine(_folder.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
