using System.Net;
using System.Text;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

public sealed class PlacesPagesTests
{
    private const string Path = "/settings/directory/places";

    private static Task<HttpResponseMessage> Send(Visitor visitor, string text) =>
        visitor.Upload(Path, "file", "places.csv", Encoding.UTF8.GetBytes(text));

    [Fact]
    public async Task An_admin_imports_places_and_nobody_else_does()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor lead = await host.SignIn(await host.Employ(StaffRole.Lead));
        await lead.Html(Path, HttpStatusCode.Forbidden);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin));
        Assert.Contains("Nothing was imported yet", await admin.Html(Path), StringComparison.Ordinal);
        Assert.Contains($"href=\"{Path}\"", await admin.Html("/settings/directory"), StringComparison.Ordinal);

        HttpResponseMessage done = await Send(admin, "pcds,lat,long\nGU35 0BP,51.1128,-0.8589\nJE2 3AB,99.999999,0\n");
        string html = await done.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Contains("1 postcodes are known now. 1 lines had no place.", html, StringComparison.Ordinal);
        Assert.NotNull(await host.Get<IPlaces>().Find("GU35 0BP", default));
        Assert.Contains("places.csv", await admin.Html(Path), StringComparison.Ordinal);

        // An entry gets its place from its postcode, and again when the postcode changes.
        HttpResponseMessage added = await admin.Post("/settings/directory/new", ("name", "Choir"), ("provider", "Voices"),
            ("postcode", "gu350bp"), ("status", "active"));
        string path = added.Headers.Location!.OriginalString.Split('?')[0];
        Assert.Contains("value=\"51.1128\"", await admin.Html(path), StringComparison.Ordinal);
        await Send(admin, "pcds,lat,long\nGU35 0BP,51.1128,-0.8589\nGU35 9AA,51.2,-0.8\n");
        await admin.Post(path, ("name", "Choir"), ("provider", "Voices"), ("postcode", "GU35 9AA"), ("latitude", "51.1128"),
            ("longitude", "-0.8589"), ("status", "active"), ("version", "1"));
        Assert.Contains("value=\"51.2\"", await admin.Html(path), StringComparison.Ordinal);

        foreach (string bad in (string[])["", "name,provider\nChoir,Voices\n", "pcds,lat,long\n"])
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Send(admin, bad)).StatusCode);
        Assert.NotNull(await host.Get<IPlaces>().Find("GU35 0BP", default));
    }
}
