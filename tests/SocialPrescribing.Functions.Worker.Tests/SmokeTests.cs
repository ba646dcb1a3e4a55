using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>
/// The published host in a process, with the real Durable Functions engine and real tables. It starts, takes a referral, writes to people
/// and shows the journey.
/// </summary>
[Collection(nameof(Azurite))]
public sealed class SmokeTests(Azurite azurite)
{
    [Fact]
    public Task A_referral_becomes_letters_and_a_journey_with_the_engine_in_memory() =>
        ReferralBecomesLettersAndAJourney(durableOnAzurite: false);

    [Fact]
    public Task A_referral_becomes_letters_and_a_journey_with_the_engine_on_storage() =>
        ReferralBecomesLettersAndAJourney(durableOnAzurite: true);

    private async Task ReferralBecomesLettersAndAJourney(bool durableOnAzurite)
    {
        await using AzureHostRunning host = await AzureHostRunning.Start(azurite, durableOnAzurite);
        string key = await host.KeyOfAnOrganisation();
        (StaffMember lead, string token) = await host.AddStaff(StaffRole.Lead, "Leila Marsh");

        using HttpResponseMessage referred = await host.Refer(key, AzureHostRunning.Referral());
        Assert.Equal(HttpStatusCode.Created, referred.StatusCode);
        JsonNode referral = (await referred.Content.ReadFromJsonAsync<JsonNode>())!;

        // The journey's orchestration runs, then the postman's, without any function timer.
        await host.Eventually("the referrer's receipt and the person's letter", () => Task.FromResult(host.Letters().Count >= 2));
        Assert.Contains(host.Letters(), letter => letter.Text.Contains((string)referral["reference"]!, StringComparison.Ordinal));

        JsonNode task = Assert.Single((await host.Ask("api/tasks?assignee=unassigned", token))["items"]!.AsArray())!;
        string journey = (string)task["journey"]!;
        string name = (string)AzureHostRunning.Referral()["person"]!["firstName"]!;
        Assert.Contains(name, (await host.Ask($"api/journeys/{journey}", token)).ToJsonString(), StringComparison.Ordinal);
        // The page uses the name that the person prefers.
        string known = (string?)AzureHostRunning.Referral()["person"]!["preferredName"] ?? name;
        Assert.Contains(known, WebUtility.HtmlDecode(await PageOf(host, lead, $"/journeys/{journey}")), StringComparison.Ordinal);

        // The watch runs when its timer fires, and no letter goes twice.
        await host.FireTimer("Watch");
        Assert.Equal(host.Letters().Count, host.Letters().DistinctBy(l => l.KeyHash).Count());
    }

    /// <summary>The page as a lead's browser gets it after signing in.</summary>
    private static async Task<string> PageOf(AzureHostRunning host, StaffMember member, string path)
    {
        const string password = "an invented password of some length";
        StaffDirectory staff = host.Get<StaffDirectory>();
        Assert.Null(await staff.SetPassword(await staff.IssueSetUpLink(member.Id, default), "", "", password, default));
        using HttpRequestMessage signIn = new(HttpMethod.Post, "/sign-in")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("email", member.Email), KeyValuePair.Create("password", password)]),
        };
        signIn.Headers.Add("Origin", host.Settings["SocialPrescribing__PublicUrl"]);
        using HttpResponseMessage signedIn = await host.Http.SendAsync(signIn);
        Assert.Equal(HttpStatusCode.SeeOther, signedIn.StatusCode);
        using HttpRequestMessage ask = new(HttpMethod.Get, path);
        ask.Headers.Add("Cookie", signedIn.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]));
        using HttpResponseMessage page = await host.Http.SendAsync(ask);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        return await page.Content.ReadAsStringAsync();
    }
}
