using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using SocialPrescribing.Contracts;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web;

namespace SocialPrescribing.Http.Tests.Pages;

/// <summary>
/// A role that is limited to some routes is refused at all others. This asks every route that the host has mapped, so whoever adds one need
/// not think of such roles.
/// </summary>
public sealed class SeesNothingElseTests
{
    /// <summary>The routes open to each role, besides the user's own account. A star stands for an id in the address.</summary>
    private static readonly Dictionary<StaffRole, string[]> _open = new()
    {
        [StaffRole.Volunteer] = ["GET /going", "POST /going"],
        [StaffRole.Analyst] =
        [
            "GET /reports", "GET /reports/pack", "GET /reports/everything.zip", "GET /reports/*", "GET /reports/*/*.csv",
            "GET /reports/facts", "GET /reports/facts.csv", "GET /reports/facts.ndjson", "GET /reports/minimum-data-set.csv",
            "GET /api/reports", "GET /api/reports/*", "GET /api/facts",
        ],
    };

    [Fact]
    public void Every_such_role_is_looked_at() =>
        Assert.Equal(Enum.GetValues<StaffRole>().Where(r => r.SeesNothingElse()), _open.Keys.Order());

    [Theory]
    [InProcess("lists what the host has mapped")]
    [InlineData(StaffRole.Volunteer)]
    [InlineData(StaffRole.Analyst)]
    public async Task Whoever_sees_nothing_else_is_refused_everywhere_else(StaffRole role)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember member = await host.Employ(role), worker = await host.Employ(StaffRole.LinkWorker, "Sam Lee");
        string journey = (await host.Receive()).ToString("N");
        using HttpClient stranger = Of(host, null), own = Of(host, await host.Staff.IssueToken(member.Id, default)),
            team = Of(host, await host.Staff.IssueToken(worker.Id, default));
        // The Azure host maps its endpoints at the first request.
        Assert.Equal(HttpStatusCode.OK, (await team.GetAsync("/board")).StatusCode);

        List<string> letIn = [], refused = [];
        foreach (RouteEndpoint endpoint in host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
            foreach (string method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
            {
                string path = string.Concat(endpoint.RoutePattern.PathSegments.Select(s => "/" + string.Concat(s.Parts.Select(p => p switch
                {
                    RoutePatternLiteralPart { Content: var text } => text,
                    RoutePatternSeparatorPart { Content: var text } => text,
                    _ => journey,
                }))));
                if (path.Contains("sign-out", StringComparison.Ordinal) || !IsForStaff(await Ask(stranger, method, path)))
                    continue;
                HttpResponseMessage answer = await Ask(own, method, path);
                // Routes that need another key, such as an organisation's, are closed to them as to a stranger.
                if (answer.StatusCode is HttpStatusCode.Forbidden || IsForStaff(answer))
                    refused.Add($"{method} {path}");
                else if (!path.StartsWith("/account", StringComparison.Ordinal) && method is not "HEAD")
                    letIn.Add($"{method} {path}");
            }

        Assert.Equal(_open[role].Select(o => o.Replace("*", journey, StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            letIn.Order(StringComparer.Ordinal));
        Assert.InRange(refused.Count, 120, int.MaxValue);
        Assert.Contains("GET /board", refused);
        Assert.Contains("GET /api/tasks", refused);
    }

    private static HttpClient Of(PagesHost host, string? token)
    {
        HttpClient client = host.Client();
        client.DefaultRequestHeaders.Add("Origin", host.PublicUrl);
        if (token is not null)
            client.DefaultRequestHeaders.Add(Access.TokenHeader, token);
        return client;
    }

    private static async Task<HttpResponseMessage> Ask(HttpClient client, string method, string path)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        if (method is "POST" or "PUT" or "PATCH")
            request.Content = path.StartsWith("/api", StringComparison.Ordinal)
                ? new StringContent("{}", System.Text.Encoding.UTF8, "application/json") : new FormUrlEncodedContent([]);
        return await client.SendAsync(request);
    }

    /// <summary>Includes being sent to the sign-in page.</summary>
    private static bool IsForStaff(HttpResponseMessage answer) => answer.StatusCode is HttpStatusCode.Unauthorized
        || (answer.StatusCode is HttpStatusCode.SeeOther && answer.Headers.Location!.OriginalString is var to
            && (to.StartsWith("/sign-in", StringComparison.Ordinal) || to.StartsWith("/.auth/login", StringComparison.Ordinal)));
}
