using System.Net;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Tokens for programs where staff sign in with their work account.</summary>
public sealed class PlatformTokensTests
{
    private static readonly StaffPrincipal _grace = new(Guid.NewGuid(), "grace@service.example", "Grace Okafor", StaffRole.Lead);

    [Fact]
    public async Task A_token_does_not_outlive_its_owners_place_in_the_directory_by_more_than_thirty_days()
    {
        await using PagesHost host = await PagesHost.Run(platform: true);
        StaffMember grace = await CameIn(host);
        host.Machine.Move(TimeSpan.FromDays(10));
        string token = await host.Staff.IssueToken(grace.Id, default);

        // Whoever comes in now and then does not notice.
        for (int i = 0; i < 3; i++)
        {
            host.Machine.Move(TimeSpan.FromDays(29));
            Assert.Equal(HttpStatusCode.OK, await Asked(host, token));
            await CameIn(host);
        }
        // Whoever has left cannot come in any more.
        host.Machine.Move(TimeSpan.FromDays(30));
        Assert.Equal(HttpStatusCode.Unauthorized, await Asked(host, token));

        // Back from a long leave, they need not make a new one.
        await CameIn(host);
        Assert.Equal(HttpStatusCode.OK, await Asked(host, token));
    }

    [Fact]
    public async Task A_token_of_an_account_for_programs_alone_lasts()
    {
        await using PagesHost host = await PagesHost.Run(platform: true);
        StaffMember program = (await host.Staff.Add("feed@service.example", "Feed", StaffRole.Lead, default))!;
        string token = await host.Staff.IssueToken(program.Id, default);

        host.Machine.Move(TimeSpan.FromDays(400));

        Assert.Equal(HttpStatusCode.OK, await Asked(host, token));
    }

    /// <summary>Somebody who was moved here from Azure keeps the mark of their work account.</summary>
    [Fact]
    public async Task Where_people_sign_in_with_a_password_a_token_lasts()
    {
        await using PagesHost host = await PagesHost.Run();
        string token = await host.Staff.IssueToken((await CameIn(host)).Id, default);

        host.Machine.Move(TimeSpan.FromDays(400));

        Assert.Equal(HttpStatusCode.OK, await Asked(host, token));
    }

    [Fact]
    public async Task That_somebody_came_in_is_written_down_once_a_day()
    {
        await using PagesHost host = await PagesHost.Run(platform: true);
        StaffMember first = await CameIn(host);
        host.Machine.Move(TimeSpan.FromHours(23));
        StaffMember same = await CameIn(host);
        host.Machine.Move(TimeSpan.FromHours(2));
        StaffMember next = await CameIn(host);

        Assert.Equal(first.CameInAt, same.CameInAt);
        Assert.Equal(host.Machine.GetUtcNow(), next.CameInAt);
    }

    private static async Task<StaffMember> CameIn(PagesHost host) => (await host.Get<StaffPrincipals>().Find(_grace, default))!;

    private static async Task<HttpStatusCode> Asked(PagesHost host, string token)
    {
        using HttpClient program = host.Client();
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/tasks") { Headers = { { "X-Staff-Token", token } } };
        using HttpResponseMessage answer = await program.SendAsync(request);
        return answer.StatusCode;
    }
}
