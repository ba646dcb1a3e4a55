using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Api;

/// <summary>The public directory, checked by the rules of the UK profile, of which hsds-uk.json is our copy.</summary>
[Collection(ApiCollection.Name)]
public sealed class PublicDirectoryTests(ApiHost host)
{
    private async Task Import(string body, string type)
    {
        Caller admin = await host.Program(StaffRole.Admin);
        (await admin.Send(HttpMethod.Post, "/api/directory/import",
            new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type)))).Is(HttpStatusCode.OK);
    }

    private async Task<IReadOnlyList<JsonElement>> All(string list, string filter = "")
    {
        List<JsonElement> all = [];
        for (int page = 1; ; page++)
        {
            Answer answer = (await host.Nobody().Get($"/open-referral/{list}?per_page=200&page={page}{filter}")).Is(HttpStatusCode.OK);
            Assert.Empty(await host.Contract.CheckHsds(list, answer.Text));
            all.AddRange(answer.Json.GetProperty("contents").EnumerateArray());
            if (answer.Json.GetProperty("last_page").GetBoolean())
                return all;
        }
    }

    private static string IdOf(JsonElement item) => item.GetProperty("id").GetString()!;

    [Fact]
    public async Task Every_entry_of_every_case_keeps_to_the_standard_by_itself_and_in_its_list()
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Cases"), "*.json"))
            await Import(await File.ReadAllTextAsync(file), "application/json");
        await Import("name,provider,when,postcode\nOnce a month,Cases,tuesday 10:00 monthly,GU35 0BP\n"
            + "Once from a day,Cases,tuesday 10:00 monthly from 2026-09-08,\nThe fifteenth,Cases,15th of the month 10:00,\n"
            + "In words,Cases,every now and then,\n", "text/csv");

        IReadOnlyList<JsonElement> services = await All("services");
        foreach (JsonElement service in services)
            Assert.Empty(await host.Contract.CheckHsds("service", (await host.Nobody().Get($"/open-referral/services/{IdOf(service)}"))
                .Is(HttpStatusCode.OK).Text));
        foreach (JsonElement there in await All("service_at_locations"))
            Assert.Empty(await host.Contract.CheckHsds("service_at_location_full",
                (await host.Nobody().Get($"/open-referral/service_at_locations/{IdOf(there)}")).Is(HttpStatusCode.OK).Text));
        string Schedule(string name) =>
            services.Single(s => s.GetProperty("name").GetString() == name).GetProperty("schedules")[0].ToString();
        Assert.DoesNotContain("freq", Schedule("Once a month"), StringComparison.Ordinal);
        Assert.Contains("\"2TU\"", Schedule("Once from a day"), StringComparison.Ordinal);
        Assert.Contains("\"freq\":\"MONTHLY\",\"interval\":1,\"bymonthday\":\"15\"", Schedule("The fifteenth"), StringComparison.Ordinal);
        Assert.Contains("every now and then", Schedule("In words"), StringComparison.Ordinal);
        // Shows that the copy of the rules can refuse something.
        Assert.NotEmpty(await host.Contract.CheckHsds("schedule",
            """{"id":"7d1f0f0e-6a52-4a53-9d0b-2b8f4f220001","freq":"MONTHLY","byday":"TU","opens_at":"10:00Z"}"""));
        Assert.NotEmpty(await host.Contract.CheckHsds("location", """{"id":"7d1f0f0e-6a52-4a53-9d0b-2b8f4f220001"}"""));
    }

    [Fact]
    public async Task Taxonomies_and_terms_are_read_by_their_ids()
    {
        foreach (string list in (string[])["taxonomies", "taxonomy_terms"])
        {
            foreach (JsonElement item in await All(list))
                Assert.Equal(item.ToString(), (await host.Nobody().Get($"/open-referral/{list}/{IdOf(item)}")).Is(HttpStatusCode.OK).Text);
            (await host.Nobody().Get($"/open-referral/{list}/{Guid.NewGuid()}")).IsProblem(HttpStatusCode.NotFound, "not-found");
        }
        (await host.Nobody().Get($"/open-referral/service_at_locations/{Guid.NewGuid()}")).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task What_is_near_a_postcode_is_found_by_metres()
    {
        string tag = Guid.NewGuid().ToString("N")[..8];
        await Import("name,provider,postcode,latitude,longitude\n"
            + $"Near {tag},Voices,GU35 0BP,51.1128,-0.8589\nFar {tag},Voices,GU34 1HH,51.1498,-0.9767\nNowhere {tag},Voices,,,\n",
            "text/csv");

        async Task<string> Found(string filter, string list = "service_at_locations") => string.Join(", ",
            (await All(list, $"&search={tag}{filter}")).Select(s => (s.TryGetProperty("service", out JsonElement service) ? service : s)
                .GetProperty("name").GetString()!.Split(' ')[0]));
        Assert.Equal("Far, Near", await Found(""));
        Assert.Equal("Far, Near", await Found("&postcode=gu350bp"));
        Assert.Equal("Near", await Found("&postcode=GU35+0BP&proximity=500"));
        Assert.Equal("Far, Near", await Found("&postcode=GU35+0BP&proximity=20000"));
        Assert.Equal("Near", await Found("&postcode=GU35+0BP&proximity=500", "services"));
        foreach (string wrong in (string[])["proximity=500", "postcode=nowhere", "postcode=GU35+0BP&proximity=0",
            "postcode=ZE1+0AA&proximity=500"])
            (await host.Nobody().Get("/open-referral/service_at_locations?" + wrong))
                .IsProblem(HttpStatusCode.BadRequest, "invalid-parameter");
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        Answer first = (await host.Nobody().Get("/open-referral/services")).Is(HttpStatusCode.OK);
        string tag = first.Header("ETag")!;
        Caller again = host.Nobody().With("If-None-Match", tag);

        Answer same = (await again.Get("/open-referral/services")).Is(HttpStatusCode.NotModified);
        Assert.Equal(("", tag, "*"), (same.Text, same.Header("ETag"), same.Header("Access-Control-Allow-Origin")));
        Assert.Equal("public, no-cache", same.Header("Cache-Control"));

        await Import($"name,provider\nNew {Guid.NewGuid():N},Voices\n", "text/csv");
        Assert.NotEqual(tag, (await again.Get("/open-referral/services")).Is(HttpStatusCode.OK).Header("ETag"));
        Assert.Null((await host.Nobody().Get("/open-referral/services?page=0")).IsProblem(HttpStatusCode.BadRequest, "invalid-parameter")
            .Header("ETag"));
    }
}
