using System.Net;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>How much of the public form one address may use.</summary>
public sealed partial class ReferTests
{
    [Fact]
    public async Task A_flood_from_one_place_is_slowed_down()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor flood = host.Visit();
        for (int i = 0; i < Web.Parts.PublicFormLimiter.AtOnce; i++)
            Assert.Equal(HttpStatusCode.SeeOther, (await flood.Post("/refer")).StatusCode);

        HttpResponseMessage refused = await flood.Post("/refer");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(1), refused.Headers.RetryAfter!.Delta);
    }

    /// <summary>As many referrals as forms are accepted from one address, page by page, with every page loaded.</summary>
    [Fact]
    public async Task A_surgery_behind_one_address_refers_as_many_people_as_its_forms_are_accepted_for()
    {
        await using PagesHost host = await PagesHost.Run();
        for (int i = 0; i < Web.Parts.PublicFormLimiter.AtOnce / 2; i++)
        {
            using Visitor nurse = host.Visit();
            await nurse.Html("/refer");
            await Fill(nurse, "/refer", Professional, loads: true);
            await nurse.Html("/refer/check");
            Assert.Equal("/refer/done", (await nurse.Post("/refer/check")).Headers.Location!.OriginalString);
            await nurse.Html("/refer/done");
        }
    }

    [Theory]
    [InlineData(true, "Nothing you typed is lost")]
    [InlineData(false, "Much was opened from your network in a short time.")]
    public async Task Who_sends_or_opens_pages_of_the_form_without_end_has_to_wait(bool sends, string sentence)
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor flood = host.Visit();
        await flood.Post("/refer");
        (string step, (string, string)[] fields) = Professional[0];
        HttpResponseMessage last = new(HttpStatusCode.OK);

        for (int i = 0; i < 2_000 && last.StatusCode is HttpStatusCode.OK or HttpStatusCode.SeeOther; i++)
        {
            last.Dispose();
            last = sends ? await flood.Post($"/refer/{step}", fields) : await flood.Get("/refer");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(10), last.Headers.RetryAfter!.Delta);
        Assert.Contains(sentence, await last.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
