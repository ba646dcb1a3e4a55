using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Staff.Design;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The design page: every part, for admins, with invented people only.</summary>
public sealed partial class DesignTests
{
    [Fact]
    public async Task Every_page_of_it_is_shown_to_admins_alone_and_no_two_things_on_it_have_one_name()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));
        using Visitor lead = await host.SignIn(await host.Employ(StaffRole.Lead, "Leila"));

        // If a rule changes so that an invented journey is no longer possible, this fails.
        Assert.All(InventedJourneys.All, journey => Assert.NotNull(journey.Live().Open()));
        foreach ((string name, _) in DesignPages.All)
        {
            string html = await admin.Html(DesignPages.PathOf(name));
            string[] twice =
                [.. Ids().Matches(html).Select(m => m.Groups[1].Value).GroupBy(i => i).Where(g => g.Count() > 1).Select(g => g.Key)];
            Assert.True(twice is [], $"{name}: {string.Join(", ", twice)}");
            await lead.Html(DesignPages.PathOf(name), HttpStatusCode.Forbidden);
        }
        // Words that follow each other have a space between them.
        Assert.Contains("</bdi> <a href=\"/journeys/", await admin.Html(DesignPages.PathOf("journey-new")), StringComparison.Ordinal);
        await admin.Html($"{DesignPages.Address}/alone/notice");
        await admin.Html($"{DesignPages.Address}/alone/not-now");
        await admin.Html($"{DesignPages.Address}/nothing", HttpStatusCode.NotFound);
    }

    [Fact]
    public void Every_part_and_every_kind_of_field_is_on_it()
    {
        string web = Path.Combine(Root(new DirectoryInfo(AppContext.BaseDirectory)), "src", "SocialPrescribing.Web");
        Dictionary<string, string> parts = ((string[])["Parts", "Forms"])
            .SelectMany(room => Directory.GetFiles(Path.Combine(web, room), "*.razor"))
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
        string shown = string.Concat(
            Directory.GetFiles(Path.Combine(web, "Staff", "Design"))
                .Where(f => f.EndsWith(".razor", StringComparison.Ordinal) || f.EndsWith("Pages.cs", StringComparison.Ordinal))
                .Select(File.ReadAllText));
        HashSet<string> seen = [];
        for (int before = -1; before != seen.Count;)
        {
            before = seen.Count;
            foreach ((string part, string text) in parts.Where(p => !seen.Contains(p.Key) && Uses(shown, p.Key)).ToArray())
            {
                seen.Add(part);
                shown += text;
            }
        }

        Assert.Empty(parts.Keys.Except(seen));
    }

    private static bool Uses(string text, string part) => Regex.IsMatch(text, $@"<{part}[\s/>]|Pages\.Of<{part}>");

    private static string Root(DirectoryInfo folder) =>
        Directory.Exists(Path.Combine(folder.FullName, "src")) ? folder.FullName : Root(folder.Parent!);

    [GeneratedRegex(" id=\"([^\"]+)\"")]
    private static partial Regex Ids();
}
