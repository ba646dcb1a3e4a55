using System.Net;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The page that says what feeds call our needs.</summary>
public sealed class NeedsFileTests
{
    private const string Path = "/settings/directory/import";

    [Fact]
    public async Task Own_words_for_needs_are_a_second_file_on_the_page()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor lead = await host.SignIn(await host.Employ(StaffRole.Lead));
        async Task<string> Import(string? needs)
        {
            (string Field, string Name, string Text)[] files =
            [
                ("file", "feed.json",
                    """{"name":"Hawks","organization":{"name":"Mews"},"attributes":[{"taxonomy_term":{"name":"Falconry"}}]}"""),
                .. needs is null ? [] : (IEnumerable<(string, string, string)>)[("needs", "needs.csv", needs)],
            ];
            return await (await lead.Upload(Path, files)).Content.ReadAsStringAsync();
        }

        Assert.Contains("No need known", await Import(null), StringComparison.Ordinal);
        string html = await Import("term,need\nFalconry,volunteeringAndPurpose\n");

        Assert.Contains("1 changed", html, StringComparison.Ordinal);
        Assert.Equal(["volunteeringAndPurpose"], Assert.Single(await host.Get<ActivityDirectory>().All(default)).Activity.Details.Needs);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await lead.Upload(Path,
            ("file", "feed.json", "{}"), ("needs", "needs.csv", new string('x', 300_000)))).StatusCode);
    }
}
